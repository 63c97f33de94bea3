"""School years and the periods that official files write in many ways.

What belongs here: parsing and arithmetic of school years ('2023-2024', September to August).
What does not: which column of a file carries the period (contracts say it), holidays.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Literal, get_args

PeriodKind = Literal[
    "session",
    "rentree",
    "annee_scolaire",
    "annee_civile",
    "cumul",
    "date",
    "instantane",
    "en_tete",
    "mois",
    "declaree",
]
PERIOD_KINDS: tuple[str, ...] = get_args(PeriodKind)

_SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*[-_/–]\s*(20\d{2}|\d{2})(?!\d)")
_YEAR = re.compile(r"^(?:session|rentr[ée]e|ann[ée]e)?\s*(20\d{2})(?:\.0+)?$", re.IGNORECASE)
_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"^(\d{4})[-/](\d{1,2})$|^(\d{1,2})[-/](\d{4})$")
_FRENCH_DATE = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})")
FIRST_MONTH = 9
_OLDEST, _FURTHEST = 1900, 2999


def school_year(first: int) -> str:
    """Return the label of the school year that opens in September of `first`."""
    return f"{first}-{first + 1}"


def first_year(label: str) -> int:
    """Return the civil year in which the school year `label` ('2023-2024') opens.

    Raises ValueError when `label` is not two consecutive years.
    """
    match = re.fullmatch(r"(\d{4})-(\d{4})", label)
    if match is None or int(match[2]) != int(match[1]) + 1:
        raise ValueError(f"« {label} » n'est pas une année scolaire (exemple : 2023-2024)")
    return int(match[1])


def containing(day: date) -> str:
    """Return the school year (1 September to 31 August) that contains `day`."""
    return school_year(day.year if day.month >= FIRST_MONTH else day.year - 1)


def parse_date(text: str) -> date | None:
    """Return the date written as ISO or as JJ/MM/AAAA at the start of `text`, else None."""
    raw = text.strip()
    try:
        if iso := _DATE.match(raw):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if french := _FRENCH_DATE.match(raw):
            return date(int(french[3]), int(french[2]), int(french[1]))
    except ValueError:
        return None
    return None


def parse_month(text: str) -> date | None:
    """Return the first day of the month in `text` (2024-03, 03/2024 or a date), else None."""
    match = _MONTH.match(text.strip())
    if match is None:
        day = parse_date(text)
        return day.replace(day=1) if day else None
    year, month = int(match[1] or match[4]), int(match[2] or match[3])
    return date(year, month, 1) if year >= _OLDEST and 1 <= month <= 12 else None


def parse_instant(text: str) -> datetime | None:
    """Return the ISO instant in `text` (with its offset where it has one), else None."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        day = parse_date(text)
        return datetime.combine(day, time.min) if day else None


def parse_period(text: str, kind: PeriodKind) -> str | None:
    """Return the school year that `text` designates, or None when it designates none.

    Rules of the interfaces document: a session belongs to the school year that it ends, a
    rentrée and a civil year to the one that they open, 'cumul 2023-2024' to the later year's
    school year (the one that it names), a month or a date to the school year that contains
    it; a date out of living memory designates none. A text that already names
    a school year ('2022-2023', '2022_2023') keeps it whatever the kind of the column.
    """
    raw = text.strip()
    day = parse_month(raw) if kind == "mois" else parse_date(raw)
    if day is not None:
        return containing(day) if _OLDEST <= day.year <= _FURTHEST else None
    both = _SCHOOL_YEAR.search(raw)
    if both:
        first, second = int(both[1]), int(both[2][-2:])
        return school_year(first) if (first + 1) % 100 == second else None
    single = _YEAR.match(raw)
    if single is None:
        return None
    year = int(single[1])
    return school_year(year - 1) if kind in ("session", "cumul") else school_year(year)
