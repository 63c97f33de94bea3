"""Cleaning, whatever the cell: it never raises, and cleaning a clean value changes nothing."""

from __future__ import annotations

import math
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.lib import cleaning
from orchestration.lib.cleaning import UNREADABLE, clean, uai_key_is_right
from orchestration.lib.contracts import BUSINESS_TYPES, Column
from orchestration.lib.nomenclatures import fold, resolve_academie
from tests.samples import UAI_KEYS, uai

NATURAL = {
    "entier": int, "decimal": float, "taux": float, "date": date, "horodatage": datetime,
    "booleen": bool,
}  # fmt: skip
NOISE = st.one_of(
    st.text(),
    st.text(alphabet="0123456789+-.,eE%ABD/:T \u00a0\u202f", max_size=20),
    st.datetimes().map(str),
    st.floats().map(str),
)


def column(business_type: str) -> Column:
    return Column("colonne", "string", business_type, False, False, "", frozenset())


@given(NOISE, st.sampled_from(sorted(BUSINESS_TYPES)))
def test_any_cell_becomes_a_typed_value_or_is_said_unreadable(text: str, kind: str) -> None:
    value = clean(text, column(kind))
    assert value is None or value is UNREADABLE or isinstance(value, NATURAL.get(kind, str))


@given(NOISE, st.sampled_from(["decimal", "taux"]))
def test_a_number_is_never_infinite(text: str, kind: str) -> None:
    value = clean(text, column(kind))
    assert not isinstance(value, float) or math.isfinite(value)


@given(NOISE, st.sampled_from(["departement", "academie", "commune", "uai", "zone", "entier"]))
def test_cleaning_a_clean_value_changes_nothing(text: str, kind: str) -> None:
    once = clean(text, column(kind))
    if isinstance(once, str | int):
        assert clean(str(once), column(kind)) == once


@given(st.integers(-(10**12), 10**12), st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_thousands_separators_do_not_change_a_number(number: int, space: str) -> None:
    written = f"{number:,}".replace(",", space)
    assert cleaning.integer(written) == number


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_decimal_reads_the_same_with_a_comma_a_point_or_a_percent_sign(number: float) -> None:
    written = f"{number:.6f}"
    assert cleaning.number(written) == float(written)
    assert cleaning.number(written.replace(".", ",")) == float(written)
    assert cleaning.number(f"{written} %") == float(written)


@given(st.integers(0, 9_999_999))
def test_one_check_letter_and_only_one_is_right(digits: int) -> None:
    code = uai(f"{digits:07d}")
    right = [letter for letter in UAI_KEYS if uai_key_is_right(code[:7] + letter)]
    assert right == [code[7]]


@given(st.integers(10_000, 9_999_999), st.integers(0, 6), st.integers(0, 9))
def test_one_mistyped_digit_of_an_uai_is_always_seen(digits: int, place: int, digit: int) -> None:
    code = uai(f"{digits:07d}")
    mistyped = code[:place] + str(digit) + code[place + 1 :]
    assert uai_key_is_right(mistyped) is (mistyped == code)


@given(st.integers(10_000, 9_999_999))
def test_an_uai_whose_zeros_a_spreadsheet_ate_is_restored(digits: int) -> None:
    code = uai(f"{digits:07d}")
    assert cleaning.uai(code.lstrip("0").lower()) == code


@given(st.sampled_from([*range(1, 96), 971, 972, 973, 974, 976]))
def test_a_departement_reads_the_same_with_any_zeros(number: int) -> None:
    code = f"{number:03d}"
    for written in (str(number), f"{number:02d}", code, f"D{number:02d}", f"{number}.0"):
        assert cleaning.departement(written) == code


@given(st.dates(date(1900, 3, 1), date(2098, 12, 31)))
def test_a_date_reads_the_same_in_three_styles(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    styles = [day.isoformat(), day.strftime("%d/%m/%Y")]
    styles += [str(serial)] if serial >= 10_000 else []
    assert {cleaning.day(s) for s in styles} == {day}


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == "" or folded.replace("_", "").isalnum()


@given(st.text())
def test_no_text_breaks_the_search_of_an_academie(text: str) -> None:
    found = resolve_academie(text)
    assert found is None or resolve_academie(found.code) is found


@pytest.mark.parametrize("kind", sorted(BUSINESS_TYPES))
def test_an_empty_cell_is_missing_whatever_its_type(kind: str) -> None:
    assert clean(" \u00a0", column(kind)) is None
