"""Cleaning: what spreadsheets and official exports do to codes, numbers and dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from orchestration.lib.cleaning import UNREADABLE, clean, is_missing, uai_key_is_right
from orchestration.lib.contracts import Column


def column(business_type: str, **more: object) -> Column:
    plain = Column("colonne", "string", business_type, False, False, "", frozenset({"colonne"}))
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("business_type", "text", "expected"),
    [
        ("departement", "3", "003"),
        ("departement", "03", "003"),
        ("departement", "003", "003"),
        ("departement", "3.0", "003"),
        ("departement", "D03", "003"),
        ("departement", "63", "063"),
        ("departement", "2A", "02A"),
        ("departement", "02b", "02B"),
        ("departement", "971", "971"),
        ("academie", "6", "06"),
        ("academie", "06", "06"),
        ("academie", "A06", "06"),
        ("academie", "6.0", "06"),
        ("academie", "CLERMONT-FERRAND", "06"),
        ("academie", "Académie de Clermont-Ferrand", "06"),
        ("academie", "Académie d'Amiens", "20"),
        ("academie", "Académie d'Aix-Marseille", "02"),
        ("academie", "Lyon", "10"),
        ("commune", "3100", "03100"),
        ("commune", "3185.0", "03185"),
        ("commune", "63113", "63113"),
        ("commune", "2A004", "2A004"),
        ("commune", "2b033", "2B033"),
        ("uai", "0630018C", "0630018C"),
        ("uai", "630018C", "0630018C"),
        ("uai", "30009U", "0030009U"),
        ("uai", " 0630018c ", "0630018C"),
        ("uai", "063 0018 C", "0630018C"),
        ("entier", "332.0", 332),
        ("entier", "332,0", 332),
        ("entier", "1 234", 1234),
        ("entier", "1\u00a0234", 1234),
        ("entier", "1\u202f234", 1234),
        ("entier", "+3", 3),
        ("entier", "-4", -4),
        ("decimal", "93,20", 93.2),
        ("decimal", "+3", 3.0),
        ("decimal", "1 234,5", 1234.5),
        ("taux", "93,20%", 93.2),
        ("taux", "93,20 %", 93.2),
        ("taux", "93.2", 93.2),
        ("date", "2022-09-30", date(2022, 9, 30)),
        ("date", "30/09/2022", date(2022, 9, 30)),
        ("date", "2022-09-30 00:00:00", date(2022, 9, 30)),
        ("date", "44834", date(2022, 9, 30)),
        ("date", "44834.0", date(2022, 9, 30)),
        ("horodatage", "2023-10-20T22:00:00+00:00", datetime.fromisoformat("2023-10-20T22:00")),
        ("horodatage", "2023-10-21T00:00:00+02:00", datetime.fromisoformat("2023-10-20T22:00")),
        ("horodatage", "2023-10-21", datetime.fromisoformat("2023-10-21T00:00")),
        ("zone", "d63", "D63"),
        ("zone", "FRANCE", "FRANCE"),
        ("booleen", "Oui", True),
        ("booleen", "0", False),
    ],
)  # fmt: skip
def test_a_damaged_value_is_restored(business_type: str, text: str, expected: object) -> None:
    value = clean(text, column(business_type))
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("business_type", "text"),
    [
        ("entier", "beaucoup"),
        ("entier", "12,5"),
        ("entier", "1e30"),
        ("entier", "0x10"),
        ("entier", "1_000"),
        ("decimal", "1e999"),
        ("decimal", "-1e999"),
        ("decimal", "1.234,5"),
        ("decimal", "inf"),
        ("taux", "93 pour cent"),
        ("departement", "Allier"),
        ("departement", "06333"),
        ("departement", "6,3E+01"),
        ("academie", "Auvergne"),
        ("academie", "99"),
        ("commune", "Clermont"),
        ("commune", "631133"),
        ("uai", "6,3E+06"),
        ("uai", "06300188"),
        ("uai", "063001C"[:4]),
        ("date", "bientôt"),
        ("date", "2023-02-30"),
        ("date", "1234"),
        ("horodatage", "demain"),
        ("horodatage", "0001-01-01T00:00:00+05:00"),
        ("zone", "D0x3"),
        ("booleen", "peut-être"),
    ],
)
def test_what_cannot_be_read_is_said_and_not_guessed(business_type: str, text: str) -> None:
    assert clean(text, column(business_type)) is UNREADABLE


@pytest.mark.parametrize("mark", ["ND", "NA", "None", "-", "!!", "n.d.", "NaN", "–", ""])
@pytest.mark.parametrize("business_type", ["entier", "decimal", "taux", "date", "uai"])
def test_marks_of_missing_values_are_missing(business_type: str, mark: str) -> None:
    assert is_missing(mark)
    assert clean(f" {mark} ", column(business_type)) is None


@pytest.mark.parametrize(
    "text", ["2099-01-01", "2099-01-01 00:00:00", "01/01/2099", "31/12/9999", "9999-12-31"]
)
def test_the_far_dates_that_mean_none_are_missing(text: str) -> None:
    assert clean(text, column("date")) is None


def test_a_dash_is_a_value_in_a_free_text() -> None:
    assert clean("-", column("texte")) == "-"
    assert clean("  ", column("texte")) is None


EDUCATION_PRIORITAIRE = {"rep": "REP", "rep+": "REP+", "rep plus": "REP+", "hors ep": "HORS EP"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("REP", "REP"),
        ("rep+", "REP+"),
        ("Rep  Plus", "REP+"),
        ("hors\u00a0EP", "HORS EP"),
        ("ND", None),
        ("ECLAIR", "ECLAIR"),
    ],
)
def test_a_closed_list_maps_spellings_and_keeps_what_it_does_not_know(
    text: str, expected: str | None
) -> None:
    assert clean(text, column("code", equivalences=EDUCATION_PRIORITAIRE)) == expected


@pytest.mark.parametrize(
    "code", ["0630018C", "0150014J", "0631199L", "0030764P", "0030009U", "0430010C"]
)
def test_the_check_letter_of_a_real_uai_is_right(code: str) -> None:
    assert uai_key_is_right(code)


@pytest.mark.parametrize("code", ["0630018D", "0630019C", "063018C", "O630018C", "0630018I", ""])
def test_the_check_letter_of_a_mistyped_uai_is_wrong(code: str) -> None:
    assert not uai_key_is_right(code)
