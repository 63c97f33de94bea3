"""Cells: what a text of a deposited file means.

What belongs here: reading one cell (numbers, dates, codes, booleans, school years). What does
not: which deposit counts (`deposits`).
"""

import math
import re
import unicodedata
from datetime import date, timedelta

import pandas as pd

from tests.independent.kinds import CODE, DATE, DEPARTEMENT, INE, MONTH, NUMBER, UAI, YES_NO

NOTHING = {"", "nd", "na", "n/a", "none", "null", "nan", "-", "ns", "s", "!!", "..", "nc"}
# Labels that are more than another spelling of their code.
LABELS = {
    "premier_degre": "1d", "second_degre": "2d", "bourgs_ruraux": "5",
    "rural_a_habitat_disperse": "6", "rural_a_habitat_tres_disperse": "7",
    "grands_centres_urbains": "1", "centres_urbains_intermediaires": "2", "petites_villes": "3",
    "ceintures_urbaines": "4", "general": "bg", "technologique": "bt", "professionnel": "bp",
}  # fmt: skip


def folded(text: str) -> str:
    """Return a text without case, accents or punctuation; '+' stays, REP+ is not REP."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9+]+", "_", plain.lower()).strip("_")


def school_year(first: int) -> str:
    """Return '2023-2024' for 2023."""
    return f"{first}-{first + 1}"


def day(text: str) -> date | None:
    """Return the day of an ISO or French date, or of a spreadsheet's serial number."""
    if iso := re.match(r"(\d{4})-(\d\d)-(\d\d)", text):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if french := re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        return date(int(french[3]), int(french[2]), int(french[1]))
    if re.fullmatch(r"\d{5}", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    return None


def containing(when: date) -> str:
    """Return the school year that contains a day."""
    return school_year(when.year if when.month >= 9 else when.year - 1)


def month(text: str) -> str | None:
    """Return '2024-03' for a month or a day written in any accepted way."""
    if when := day(text):
        return f"{when:%Y-%m}"
    return text if re.fullmatch(r"20\d\d-\d\d", text) else None


def period(text: str, how: str) -> str | None:
    """Return the school year that a cell designates; a session is the end of its school year."""
    text = text.strip()
    if how == "month":
        return containing(date.fromisoformat(f"{month(text)}-01"))
    if how == "day":
        when = day(text)
        return containing(when) if when else None
    if both := re.search(r"(20\d\d)\s*[-_/]\s*(20)?(\d\d)$", text):
        return school_year(int(both[1]))
    single = re.search(r"20\d\d", text)
    if single is None:
        return None
    return school_year(int(single[0]) - (how == "session"))


def value(text: str, kind: str) -> object:
    """Return what a cell says; None, NaN or NaT where it says nothing."""
    text = re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()
    empty = text.lower() in NOTHING
    if kind == NUMBER:
        compact = text.replace(" ", "").removesuffix("%").replace(",", ".")
        return math.nan if empty else float(compact)
    if kind == DATE:
        return pd.NaT if empty else pd.Timestamp(day(text))
    if empty:
        return None
    if kind == YES_NO:
        return "O" if folded(text) in ("o", "oui", "1", "true", "vrai") else "N"
    if kind == CODE:
        code = folded(text).removesuffix("_0")
        return LABELS.get(code, code)
    if kind == MONTH:
        return month(text)
    if kind == UAI:
        return text.replace(" ", "").upper().zfill(8)
    if kind == DEPARTEMENT:
        return re.sub(r"\D", "", text.removesuffix(".0")).zfill(3)
    return text.replace(" ", "").upper() if kind == INE else text
