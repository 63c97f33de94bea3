"""School years: what each official way of writing a period means, computed by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.lib.school_years import (
    PERIOD_KINDS,
    containing,
    first_year,
    parse_date,
    parse_instant,
    parse_period,
    school_year,
)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("2024", "session", "2023-2024"),
        ("2016", "session", "2015-2016"),
        ("2024.0", "session", "2023-2024"),
        ("Session 2024", "session", "2023-2024"),
        ("2019", "rentree", "2019-2020"),
        ("Rentrée 2019", "rentree", "2019-2020"),
        ("rentree 2019", "rentree", "2019-2020"),
        ("2022-2023", "rentree", "2022-2023"),
        ("2022-23", "rentree", "2022-2023"),
        ("2022/2023", "rentree", "2022-2023"),
        ("2022–2023", "annee_scolaire", "2022-2023"),
        ("cumul 2023-2024", "cumul", "2023-2024"),
        ("cumul 2018-2019", "cumul", "2018-2019"),
        ("2024", "cumul", "2023-2024"),
        ("2022_2023", "en_tete", "2022-2023"),
        ("2022-08-31", "date", "2021-2022"),
        ("2022-09-01", "date", "2022-2023"),
        ("2022-09-30", "date", "2022-2023"),
        ("01/09/2022", "date", "2022-2023"),
        ("31/08/2022", "date", "2021-2022"),
        ("2023-06-01T00:00:00", "date", "2022-2023"),
        ("2022", "date", "2022-2023"),
        ("1999-10-01", "date", "1999-2000"),
        ("  2024 ", "session", "2023-2024"),
    ],
)
def test_a_period_designates_its_school_year(text: str, kind: str, expected: str) -> None:
    assert parse_period(text, kind) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "session"),
        ("ND", "session"),
        ("24", "session"),
        ("20244", "session"),
        ("2022-2024", "rentree"),
        ("2023-2022", "rentree"),
        ("2023-2023", "annee_scolaire"),
        ("12020-2021", "rentree"),
        ("2020-20211", "rentree"),
        ("1984", "session"),
        ("2024-13", "session"),
        ("0001-01-01", "date"),
        ("9999-12-31", "date"),
        ("31/12/9999", "date"),
        ("deux mille", "rentree"),
    ],
)
def test_what_designates_no_school_year_is_not_guessed(text: str, kind: str) -> None:
    assert parse_period(text, kind) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("label", ["2023", "2023-2025", "2024-2023", "23-24", "", "2023/2024"])
def test_a_label_that_is_not_two_consecutive_years_is_an_error(label: str) -> None:
    with pytest.raises(ValueError, match="n'est pas une année scolaire"):
        first_year(label)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("29/02/2024", date(2024, 2, 29)),
        ("1/9/2024", date(2024, 9, 1)),
        ("2023-02-29", None),
        ("32/01/2024", None),
        ("04/13/2024", None),
        ("1/9/97", None),
        ("45000", None),
    ],
)
def test_dates_are_iso_or_day_first(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


def test_an_instant_keeps_its_offset_and_a_date_is_its_midnight() -> None:
    assert parse_instant("2023-10-20T22:00:00+00:00") == datetime(2023, 10, 20, 22, tzinfo=UTC)
    assert parse_instant("20/10/2023") == datetime.fromisoformat("2023-10-20T00:00")
    assert parse_instant("bientôt") is None


@given(st.text(), st.sampled_from(PERIOD_KINDS))
def test_any_text_gives_a_valid_school_year_or_none(text: str, kind: str) -> None:
    year = parse_period(text, kind)  # type: ignore[arg-type]
    assert year is None or school_year(first_year(year)) == year


@given(st.text(alphabet="0123456789-/. T:", max_size=25), st.sampled_from(PERIOD_KINDS))
def test_any_digits_give_a_valid_school_year_or_none(text: str, kind: str) -> None:
    year = parse_period(text, kind)  # type: ignore[arg-type]
    assert year is None or school_year(first_year(year)) == year


@given(st.integers(2000, 2098), st.sampled_from(PERIOD_KINDS))
def test_a_school_year_reads_as_itself_whatever_the_kind(first: int, kind: str) -> None:
    label = school_year(first)
    assert parse_period(label, kind) == label  # type: ignore[arg-type]


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_a_day_is_between_the_first_of_september_and_the_end_of_august(day: date) -> None:
    first = first_year(containing(day))
    assert date(first, 9, 1) <= day <= date(first + 1, 8, 31)
    assert parse_period(day.isoformat(), "date") == containing(day)
    assert parse_period(day.strftime("%d/%m/%Y"), "date") == containing(day)


@given(st.integers(2001, 2098))
def test_a_session_ends_the_year_that_the_rentree_before_it_opened(year: int) -> None:
    assert parse_period(str(year), "session") == parse_period(str(year - 1), "rentree")
