"""Preparation of a deposit for the gate: scoped, typed rows in one data frame.

What belongs here: reading a file with its contract into a typed frame with the technical
columns of the lake and the companion columns that the suite needs. What does not: the verdict
(`gate`), writing (`lake`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from expectations.contract_suite import DEPOSIT, KEY_RIGHT, READABLE, SCHOOL_YEAR, YEAR_OPEN
from orchestration.lib import cleaning, school_years
from orchestration.lib.contracts import Column, Contract
from orchestration.lib.nomenclatures import Academie
from orchestration.lib.reading import SourceTable, read_table
from orchestration.lib.recognition import Announced, HeaderMatch, announced_by_name, recognise
from orchestration.lib.refusals import FileRefused, Reject
from orchestration.lib.scoping import ACADEMIE_ROW, Perimeter, RowLocator

YEAR = SCHOOL_YEAR
LINE, SCOPE, DEPARTEMENT, MEASURE = "_ligne", "_perimetre", "_departement", "_mesure"
TECHNICAL = (DEPOSIT, LINE, YEAR, SCOPE, DEPARTEMENT, MEASURE)
_DTYPES = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}


@dataclass(frozen=True)
class ReceivedFile:
    """A deposit as the gate sees it: its bytes and what its depositor said of it."""

    deposit: str
    file_name: str
    content: bytes
    announced: Announced
    academie: Academie
    current_school_year: str


@dataclass
class Prepared:
    """The rows of one deposit that are about our territory, typed, and what was left out."""

    received: ReceivedFile
    contract: Contract
    match: HeaderMatch
    scope: str
    frame: pd.DataFrame
    cells: list[list[str]]
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    read: int = 0
    out_of_scope: int = 0
    without_data: int = 0


def announcement(told: Announced, file_name: str, contracts: dict[str, Contract]) -> Announced:
    """Return what a deposit announces: what its depositor told, else the name of its file."""
    named = announced_by_name(file_name)
    return Announced(
        told.domain or (named.domain if named.domain in contracts else None),
        told.school_year or named.school_year,
        told.scope or named.scope,
    )


def open_deposit(
    received: ReceivedFile, contracts: dict[str, Contract]
) -> tuple[SourceTable, HeaderMatch, Announced]:
    """Read the header of a deposit and recognise its contract; raises FileRefused."""
    announced = announcement(received.announced, received.file_name, contracts)
    if announced.school_year:
        _refuse_impossible_year(announced.school_year)
    if announced.scope not in (None, ACADEMIE_ROW, *received.academie.codes_departements):
        raise FileRefused(
            f"Le périmètre « {announced.scope} » n'appartient pas à l'académie.",
            f"Périmètres possibles : academie, {', '.join(received.academie.codes_departements)}.",
        )
    table = read_table(received.content)
    return table, recognise(table.header, received.file_name, announced, contracts), announced


def prepare(received: ReceivedFile, contracts: dict[str, Contract]) -> Prepared:
    """Return the typed rows of a deposit; raises FileRefused when the file cannot be read."""
    table, match, announced = open_deposit(received, contracts)
    contract = match.contract
    scope = announced.scope or ACADEMIE_ROW
    default_year = announced.school_year or received.current_school_year
    if announced.school_year:
        _refuse_future(announced.school_year, contract, received)
    elif contract.period_kind == "en_tete" and not match.header_year:
        raise FileRefused(
            "L'année scolaire n'est écrite ni dans les en-têtes ni dans le nom du fichier.",
            "Gardez l'en-tête d'origine (exemple : ep_2025_2026) ou précisez l'année au dépôt.",
            line=1,
        )
    locator = RowLocator(match, Perimeter(received.academie, scope), default_year)
    prepared = Prepared(received, contract, match, scope, pd.DataFrame(), [])
    prepared.warnings += [*table.warnings, *_header_warnings(match)]
    lines, departements, years, measures = [], [], [], []
    for row in table.rows:
        prepared.read += 1
        if isinstance(row, Reject):
            prepared.rejects.append(row)
            continue
        line, cells = row
        departement = locator.departement(cells)
        if departement is None:
            prepared.out_of_scope += 1
            continue
        year = locator.school_year(cells)
        if year == "" and not contract.column(contract.period_column or "").required:
            prepared.without_data += 1
            continue
        lines.append(line)
        departements.append(departement)
        years.append(year or None)
        measures.append(locator.measure(cells))
        prepared.cells.append(cells)
    if prepared.read == 0:
        raise FileRefused(
            f"Le fichier a les en-têtes de « {contract.title} » mais aucune ligne de données.",
            "Vérifiez l'export, puis déposez-le de nouveau.",
        )
    prepared.frame = _frame(prepared, lines, departements, years, measures)
    prepared.warnings += _year_warnings(announced, prepared)
    return prepared


def _refuse_impossible_year(year: str) -> None:
    try:
        school_years.first_year(year)
    except ValueError as error:
        raise FileRefused(f"{error}.", "Corrigez l'année annoncée pour ce fichier.") from error


def _refuse_future(year: str, contract: Contract, received: ReceivedFile) -> None:
    current = school_years.first_year(received.current_school_year)
    if school_years.first_year(year) > current + contract.future_years:
        raise FileRefused(
            f"Le fichier est déposé pour l'année scolaire {year}, qui n'a pas commencé.",
            f"Vérifiez l'année : l'année en cours est {received.current_school_year}.",
        )


def _header_warnings(match: HeaderMatch) -> list[str]:
    if not match.unknown:
        return []
    names = ", ".join(f"« {n} »" for n in match.unknown)
    return [f"Colonnes inconnues, ignorées : {names}."]


def _year_warnings(announced: Announced, prepared: Prepared) -> list[str]:
    years = set(prepared.frame[YEAR].dropna())
    if announced.school_year and years and announced.school_year not in years:
        found = ", ".join(sorted(years))
        return [f"Le fichier annonce {announced.school_year} mais contient {found}."]
    return []


def _frame(
    prepared: Prepared,
    lines: list[int],
    departements: list[str],
    years: list[str | None],
    measures: list[str],
) -> pd.DataFrame:
    contract, received = prepared.contract, prepared.received
    limit = school_years.first_year(received.current_school_year) + contract.future_years
    data: dict[str, pd.Series] = {
        DEPOSIT: pd.Series([received.deposit] * len(lines), dtype="object"),
        LINE: pd.Series(lines, dtype="int64"),
        YEAR: pd.Series(years, dtype="object"),
        SCOPE: pd.Series([prepared.scope] * len(lines), dtype="object"),
        DEPARTEMENT: pd.Series(departements, dtype="object"),
        MEASURE: pd.Series(measures, dtype="object"),
        YEAR_OPEN: pd.Series(
            [y is None or school_years.first_year(y) <= limit for y in years], dtype="object"
        ),
    }
    for column in contract.loaded:
        data.update(_column_series(column, prepared))
        if column.name == contract.period_column and contract.period_kind != "en_tete":
            # No row may reach the lake without a school year: it would stand nowhere.
            present = data[column.name].notna()
            data[column.name + READABLE] &= data[YEAR].notna() | ~present
    return pd.DataFrame(data)


def _column_series(column: Column, prepared: Prepared) -> dict[str, pd.Series]:
    position = prepared.match.positions.get(column.name)
    if position is None:
        values: list[object] = [None] * len(prepared.cells)
    else:
        values = [cleaning.clean(cells[position], column) for cells in prepared.cells]
    readable = [v is not cleaning.UNREADABLE for v in values]
    typed = [v if ok else None for v, ok in zip(values, readable, strict=True)]
    series = {
        column.name: pd.Series(typed, dtype=_DTYPES.get(column.logical_type, "object")),
        column.name + READABLE: pd.Series(readable, dtype="object"),
    }
    if column.business_type == "uai":
        right = [v is None or cleaning.uai_key_is_right(str(v)) for v in typed]
        series[column.name + KEY_RIGHT] = pd.Series(right, dtype="object")
    return series
