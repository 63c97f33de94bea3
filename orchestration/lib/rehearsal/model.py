"""What the rehearsal promises: files, expected verdicts, dirt and independent figures.

What belongs here: the typed result of `write_rehearsal` and the draft of one file. What does
not: numbers (families) and bytes (`encode`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from orchestration.lib.rehearsal.academie import FictionalAcademie

Verdict = Literal["accepte", "accepte_avec_rejets", "refuse"]


class Dirt(StrEnum):
    """Ordinary dirt of deposited files."""

    UTF8_BOM = "utf8_bom"
    UTF8_NO_BOM = "utf8_no_bom"
    WINDOWS_1252 = "windows_1252"
    COMMA_DELIMITER = "comma_delimiter"
    LF = "lf"
    CRLF = "crlf"
    XLSX = "xlsx"
    LOST_ZEROS = "lost_zeros"
    DECIMAL_COMMA = "decimal_comma"
    PERCENT_SIGN = "percent_sign"
    NBSP_THOUSANDS = "nbsp_thousands"
    INTEGER_AS_DECIMAL = "integer_as_decimal"
    NOISY_COUNTS = "noisy_counts"
    ND = "nd"
    EMPTY_CELLS = "empty_cells"
    WITHHELD_GIRLS = "withheld_girls"
    OTHER_ACADEMIES = "other_academies"
    LOWER_CASE_UAI = "lower_case_uai"
    WRONG_UAI_LETTER = "wrong_uai_letter"
    CLOSED_SCHOOL = "closed_school"
    EXTRA_COLUMN = "extra_column"
    REPLACED = "replaced"
    REPLACES = "replaces"
    PDF_NAMED_CSV = "pdf_named_csv"
    MISSING_COLUMNS = "missing_columns"
    TAB_DELIMITER = "tab_delimiter"
    FRENCH_DATES = "french_dates"
    FRENCH_LABELS = "french_labels"
    SPELLED_BOOLEANS = "spelled_booleans"
    ZIP = "zip"
    PARQUET = "parquet"
    UNKNOWN_CODE = "unknown_code"
    NEGATIVE_NUMBER = "negative_number"
    BROKEN_RULE = "broken_rule"
    FORBIDDEN_COLUMNS = "forbidden_columns"
    OTHER_YEAR = "other_year"
    TRUNCATED = "truncated"
    TOO_MANY_REJECTS = "too_many_rejects"
    STRAY_SCHOOL = "stray_school"
    LATE = "late"
    PERSONAL_DATA = "personal_data"


@dataclass(frozen=True)
class ExpectedFigure:
    """A figure that the platform must find again; `value` is in the unit of the indicator."""

    indicator: str
    school_year: str
    territory: str
    value: float
    numerator: int | float | None = None
    denominator: int | float | None = None


@dataclass(frozen=True)
class Draft:
    """One file before it is written: where it goes, its bytes, what is expected of it."""

    domain: str
    name: str
    content: bytes
    dirt: frozenset[Dirt]
    verdict: Verdict = "accepte"
    school_years: tuple[str, ...] = ()
    rows: int = 0
    rejected: int = 0
    out_of_scope: int = 0
    extra_columns: tuple[str, ...] = ()
    figures: tuple[ExpectedFigure, ...] = ()


@dataclass(frozen=True)
class RehearsalFile:
    """One written file. `rows` are data rows; rejected and out of scope ones are among them."""

    domain: str
    path: Path
    verdict: Verdict
    dirt: frozenset[Dirt]
    school_years: tuple[str, ...]
    rows: int
    rejected: int
    out_of_scope: int
    extra_columns: tuple[str, ...]


@dataclass(frozen=True)
class RehearsalManifest:
    """What was written, in the order of arrival, and what must come out of it."""

    academie: FictionalAcademie
    scale: str
    seed: int
    school_years: tuple[str, ...]
    files: tuple[RehearsalFile, ...]
    figures: tuple[ExpectedFigure, ...]

    def with_verdict(self, verdict: Verdict) -> tuple[RehearsalFile, ...]:
        """Return the files that must get `verdict`."""
        return tuple(f for f in self.files if f.verdict == verdict)

    def figure(self, indicator: str, school_year: str, territory: str) -> ExpectedFigure:
        """Return one expected figure; raises KeyError when the generator computed none."""
        wanted = (indicator, school_year, territory)
        for figure in self.figures:
            if (figure.indicator, figure.school_year, figure.territory) == wanted:
                return figure
        raise KeyError(wanted)


def ratio_figures(
    indicator: str,
    counts: Mapping[tuple[str, str], tuple[float, float]],
    academie: FictionalAcademie,
) -> tuple[ExpectedFigure, ...]:
    """Turn (school year, département) -> (numerator, denominator) into percentages.

    The académie is the ratio of the sums; a territory with a zero denominator gets no figure.
    """
    totals: dict[tuple[str, str], tuple[float, float]] = dict(counts)
    for (year, _), (above, below) in counts.items():
        before = totals.get((year, academie.code), (0, 0))
        totals[year, academie.code] = (before[0] + above, before[1] + below)
    return tuple(
        ExpectedFigure(indicator, year, territory, 100 * above / below, above, below)
        for (year, territory), (above, below) in sorted(totals.items())
        if below
    )
