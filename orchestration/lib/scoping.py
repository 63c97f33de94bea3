"""Scope of rows: whose territory a row is about, and which school year.

What belongs here: telling ours from "hors périmètre", and the technical columns of the lake
(`_departement`, `_annee_scolaire`, `_mesure`). What does not: judging values (`gate`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from orchestration.lib import cleaning
from orchestration.lib.contracts import Contract
from orchestration.lib.nomenclatures import Academie, resolve_academie
from orchestration.lib.recognition import HeaderMatch
from orchestration.lib.school_years import parse_period

ACADEMIE_ROW = "academie"
_ILLEGIBLE = "?"


@dataclass(frozen=True)
class Perimeter:
    """The rows that count: an académie, or one of its départements (`scope`)."""

    academie: Academie
    scope: str

    def keeps(self, departement: str) -> bool:
        """Tell whether a row of `departement` ('academie' for a row without any) is inside."""
        return self.scope == ACADEMIE_ROW or departement == self.scope


class RowLocator:
    """Reads the territory, the school year and the measure of a row of one file."""

    def __init__(self, match: HeaderMatch, perimeter: Perimeter, school_year: str) -> None:
        self._match = match
        self._perimeter = perimeter
        self._school_year = match.header_year or school_year
        self._contract: Contract = match.contract
        self._academies: dict[str, str | None] = {}

    def _cell(self, cells: list[str], column: str | None) -> str:
        position = self._match.positions.get(column) if column else None
        return cells[position].replace("\u00a0", " ").strip() if position is not None else ""

    def departement(self, cells: list[str]) -> str | None:
        """Return the département of the row, 'academie', or None when it is out of scope.

        A territory that cannot be read stays in scope (as 'academie'), so that the gate rejects
        the row and says so: nothing is dropped silently.
        """
        kind = self._contract.territory_kind
        raw = self._cell(cells, self._contract.territory_column)
        if cleaning.is_missing(raw) and self._contract.territory_fallback:
            kind = "academie"
            raw = self._cell(cells, self._contract.territory_fallback)
        found = getattr(self, f"_by_{kind}")(raw)
        if found == _ILLEGIBLE:
            return ACADEMIE_ROW
        return found if found is None or self._perimeter.keeps(found) else None

    def _by_uai(self, raw: str) -> str | None:
        code = cleaning.uai(raw)
        if not isinstance(code, str):
            return _ILLEGIBLE
        return self._perimeter.academie.departement_of_uai(code)

    def _by_departement(self, raw: str) -> str | None:
        if cleaning.is_missing(raw):
            return _ILLEGIBLE
        code = cleaning.departement(raw)
        if code in self._perimeter.academie.codes_departements:
            return str(code)
        # An unreadable code with a digit may be ours, damaged; a word is a foreign territory.
        damaged = not isinstance(code, str) and any(c.isdigit() for c in raw)
        return _ILLEGIBLE if damaged else None

    def _by_academie(self, raw: str) -> str | None:
        if raw == "":
            return _ILLEGIBLE
        if raw not in self._academies:
            found = resolve_academie(raw)
            self._academies[raw] = found.code if found else None
        return ACADEMIE_ROW if self._academies[raw] == self._perimeter.academie.code else None

    def _by_zone(self, raw: str) -> str | None:
        if not raw.upper().startswith("D"):
            return None if raw else _ILLEGIBLE
        return self._by_departement(raw)

    def school_year(self, cells: list[str]) -> str | None:
        """Return the school year of the row, '' when its period is empty, None when unreadable."""
        if self._contract.period_column is None or self._contract.period_kind == "en_tete":
            return self._school_year
        raw = self._cell(cells, self._contract.period_column)
        if self._contract.period_kind == "date":
            day = cleaning.clean(raw, self._contract.column(self._contract.period_column))
            raw = "" if day is None else day.isoformat() if isinstance(day, date) else raw
        return parse_period(raw, self._contract.period_kind) if raw else ""

    def measure(self, cells: list[str]) -> str:
        """Return the measure that the row is about, '' where the domain has only one."""
        return self._cell(cells, self._contract.measure_column)
