"""Preparation of a deposit for the gate: scoped, typed columns in one table.

What belongs here: reading a file with its contract into typed columns with the technical
columns of the lake, and the flags that say which cells keep the rules on texts. What does not:
the batch of several deposits (`batches`), the verdict (`gate`), writing (`lake`).

Each distinct text of a column is cleaned once. Values of a pseudonymised column are replaced as
soon as they are clean: nothing after this module ever holds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from expectations.contract_suite import (
    DEPOSIT,
    IMPERSONAL,
    KEY_RIGHT,
    LENGTH,
    READABLE,
    SAME_YEAR,
    SCHOOL_YEAR,
    SHAPE,
    YEAR_OPEN,
)
from orchestration.lib import cleaning, oddities, school_years
from orchestration.lib.asides import ASIDES, set_aside
from orchestration.lib.characters import damaged_letters
from orchestration.lib.columns import (
    TEXT,
    Body,
    Flags,
    Positions,
    SourceTable,
    Texts,
    constant,
    distinct_texts,
    indices,
)
from orchestration.lib.contracts import Column, Contract
from orchestration.lib.headers import finder
from orchestration.lib.nomenclatures import Academie
from orchestration.lib.personal_text import personal_data
from orchestration.lib.pseudonyms import Pseudonymiser, Pseudonyms
from orchestration.lib.reading import read_table
from orchestration.lib.recognition import Announced, HeaderMatch, announced_by_name, recognise
from orchestration.lib.refusals import Caution, FileRefused, Reject, caution
from orchestration.lib.scoping import (
    ACADEMIE_ROW,
    Perimeter,
    designated_year,
    most_designated,
    places_of_rows,
    typed_territories,
    unknown_places,
)

YEAR = SCHOOL_YEAR
LINE, SCOPE, DEPARTEMENT, MEASURE = "_ligne", "_perimetre", "_departement", "_mesure"
TECHNICAL = (DEPOSIT, LINE, YEAR, SCOPE, DEPARTEMENT, MEASURE)
ARROW_TYPES: dict[str, Any] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}


@dataclass(frozen=True)
class ReceivedFile:
    """A deposit as the gate sees it: its bytes (or where they are) and what was said of it."""

    deposit: str
    file_name: str
    content: bytes | Path
    announced: Announced
    academie: Academie
    current_school_year: str

    def read(self) -> bytes:
        """Return the bytes."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content


@dataclass
class Prepared:
    """The rows of one deposit that are about our territory, typed, and what was left out.

    `flags` holds, under the name of a companion column of the suite, which rows keep a rule; one
    that every row keeps is absent. `texts` holds the cells that a reject may show, `spoiled` the
    code of what a spreadsheet did to those that cannot be read, `designated` the school year that
    each row names where it may differ from the one of the deposit.
    """

    received: ReceivedFile
    contract: Contract
    match: HeaderMatch
    scope: str
    announced_year: str | None
    table: pa.Table = field(default_factory=lambda: pa.table({}))
    flags: dict[str, Flags] = field(default_factory=dict)
    texts: dict[str, Texts] = field(default_factory=dict)
    spoiled: dict[str, Texts] = field(default_factory=dict)
    designated: pa.Array[Any] | None = None
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)
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
        known = ", ".join([ACADEMIE_ROW, *received.academie.codes_departements])
        raise FileRefused("structure.perimetre_inconnu", scope=announced.scope, known=known)
    table = read_table(received.read(), finder(contracts))
    line = table.header_line
    try:
        match = recognise(table.header, received.file_name, announced, contracts, line)
    except FileRefused as error:
        if error.line is not None and damaged_letters(table.header):
            raise FileRefused("octets.en_tetes_abimes", line=line) from error
        raise
    return table, match, announced


def prepare(
    received: ReceivedFile,
    contracts: dict[str, Contract],
    pseudonyms: Pseudonyms | None = None,
) -> Prepared:
    """Return the typed rows of a deposit; raises FileRefused when the file cannot be read.

    Raises ValueError when the contract has personal identifiers and `pseudonyms` is None.
    """
    source, match, announced = open_deposit(received, contracts)
    contract = match.contract
    if contract.pseudonymised and pseudonyms is None:
        raise ValueError(f"{contract.domain} : aucune clé pour les pseudonymes")
    if announced.school_year:
        _refuse_future(announced.school_year, contract, received)
    elif contract.period_kind == "en_tete" and not match.header_year:
        raise FileRefused("structure.annee_absente", line=1)
    scope = announced.scope or ACADEMIE_ROW
    prepared = Prepared(received, contract, match, scope, announced.school_year)
    prepared.warnings += [*source.warnings, *_header_warnings(match)]
    body = set_aside(source.body(), match)
    prepared.rejects += body.rejects
    prepared.read = len(body.lines) + len(body.rejects)
    prepared.warnings += oddities.of_body(body, match, source.header)
    if len(body.lines) == 0 and all(r.code in ASIDES for r in body.rejects):
        raise FileRefused("structure.aucune_ligne", title=contract.title)
    columns = _located(prepared, body)
    pseudonymiser = pseudonyms() if pseudonyms and contract.pseudonymised else None
    for column in contract.loaded:
        _add_column(prepared, columns, column, pseudonymiser)
    if contract.by_key:
        columns[MEASURE] = _named_by_key(columns, contract)
    prepared.table = pa.table(columns)
    prepared.warnings += _year_warnings(prepared)
    return prepared


def _refuse_impossible_year(year: str) -> None:
    try:
        school_years.first_year(year)
    except ValueError as error:
        raise FileRefused("structure.annee_impossible", year=year) from error


def _refuse_future(year: str, contract: Contract, received: ReceivedFile) -> None:
    if not _is_open(year, contract, received):
        raise FileRefused("structure.annee_future", year=year, current=received.current_school_year)


def _is_open(year: str | None, contract: Contract, received: ReceivedFile) -> bool:
    current = school_years.first_year(received.current_school_year)
    return not year or school_years.first_year(year) <= current + contract.future_years


def _header_warnings(match: HeaderMatch) -> list[Caution]:
    if not match.unknown:
        return []
    names = ", ".join(f"« {n} »" for n in match.unknown)
    return [caution("structure.colonne_inconnue", names=names)]


def _year_warnings(prepared: Prepared) -> list[Caution]:
    years = distinct_texts(prepared.table[YEAR])
    told = prepared.announced_year
    if prepared.contract.one_year or not told or not years or told in years:
        return []
    return [caution("structure.annee_annoncee", told=told, found=", ".join(years))]


def _located(prepared: Prepared, body: Body) -> dict[str, pa.Array[Any]]:
    """Keep the texts of the rows of our territory; return their technical columns."""
    contract, positions = prepared.contract, prepared.match.positions
    decisive = (
        contract.territory_column, contract.territory_type, contract.territory_fallback,
        contract.period_column, contract.measure_column,
    )  # fmt: skip
    texts = {n: Texts.of(body.columns[positions[n]]) for n in decisive if n in positions}
    perimeter = Perimeter(prepared.received.academie, prepared.scope)
    places = places_of_rows(contract, perimeter, texts, len(body.lines))
    inside = places >= 0
    prepared.out_of_scope = len(inside) - int(inside.sum())
    _doubt_places(prepared, unknown_places(contract, texts, places), body)
    kept = inside & ~_without_data(contract, texts, len(inside))
    prepared.without_data = int(inside.sum()) - int(kept.sum())
    chosen = None if kept.all() else indices(np.flatnonzero(kept))
    for name in (c.name for c in contract.loaded if c.name in positions):
        cells = body.columns[positions[name]]
        prepared.texts[name] = Texts.of(cells if chosen is None else cells.take(chosen))
    lines, places = body.lines[kept], places[kept]
    return {
        DEPOSIT: constant(prepared.received.deposit, len(lines)),
        LINE: pa.array(lines),
        YEAR: _years(prepared, len(lines)),
        SCOPE: constant(prepared.scope, len(lines)),
        DEPARTEMENT: _encoded(list(perimeter.places), places),
        MEASURE: _measures(prepared, len(lines)),
    }


def _doubt_places(prepared: Prepared, unknown: Positions, body: Body) -> None:
    """Say how many rows name a territory that exists nowhere; refuse a file that names no other."""
    if not len(unknown):
        return
    name = prepared.contract.territory_column or ""
    line, label = int(body.lines[unknown[0]]), prepared.match.labels[name]
    if prepared.out_of_scope == len(body.lines) and 2 * len(unknown) > len(body.lines):
        raise FileRefused("types.territoires_inconnus", line=line, column=label)
    prepared.warnings.append(
        caution("structure.territoires_inconnus", line=line, column=label, count=len(unknown))
    )


def _encoded(values: list[str], codes: Positions) -> pa.Array[Any]:
    return Texts(values, codes).mapped(values, pa.string())


def _dated_by_rows(contract: Contract) -> bool:
    return contract.period_column is not None and contract.period_kind != "en_tete"


def _without_data(contract: Contract, texts: dict[str, Texts], rows: int) -> Flags:
    """Return the rows whose period is empty where it may be: they hold no data."""
    name = contract.period_column or ""
    decides = _dated_by_rows(contract) and contract.period_kind != "declaree"
    if not decides or contract.column(name).required:
        return np.zeros(rows, dtype=bool)
    if name not in texts:
        return np.ones(rows, dtype=bool)
    return texts[name].rows_where(lambda t: designated_year(t, contract) == "")


def _measures(prepared: Prepared, rows: int) -> pa.Array[Any]:
    column = prepared.texts.get(prepared.contract.measure_column or "")
    if column is None:
        return constant("", rows)
    return column.mapped([cleaning.plain(t) for t in column.distinct], pa.string())


def _named_by_key(columns: dict[str, pa.Array[Any]], contract: Contract) -> pa.Array[Any]:
    """Return the key of each row as its measure: what stands is then decided row by row."""
    key: list[Any] = [
        pc.fill_null(columns[name].cast(pa.string()), pa.scalar("")) for name in contract.key
    ]
    joined: pa.Array[Any] = pc.binary_join_element_wise(*key, "|")
    return joined.dictionary_encode()


def _years(prepared: Prepared, rows: int) -> pa.Array[Any]:
    """Return the school year of each row, and keep what the rules on years need."""
    contract, received = prepared.contract, prepared.received
    told = prepared.announced_year
    column = prepared.texts.get(contract.period_column or "")
    if column is None or not _dated_by_rows(contract):
        year = prepared.match.header_year or told or received.current_school_year
        return _one_year(prepared, year, rows)
    years = [designated_year(t, contract) or None for t in column.distinct]
    designated = column.mapped(years, pa.string())
    if contract.one_year and told:
        prepared.designated = designated
        _flag(prepared, SAME_YEAR, column.spread([y in (None, told) for y in years]))
    if contract.period_kind == "declaree":
        year = told or most_designated(years, column) or received.current_school_year
        return _one_year(prepared, year, rows)
    open_years = [_is_open(y, contract, received) for y in years]
    _flag(prepared, YEAR_OPEN, column.spread(open_years))
    return designated


def _one_year(prepared: Prepared, year: str, rows: int) -> pa.Array[Any]:
    is_open = _is_open(year, prepared.contract, prepared.received)
    _flag(prepared, YEAR_OPEN, np.full(rows, is_open))
    return constant(year, rows)


def _flag(prepared: Prepared, name: str, kept: Flags) -> None:
    """Keep which rows follow a rule, unless all of them do."""
    if not kept.all():
        prepared.flags[name] = kept


def _add_column(
    prepared: Prepared,
    columns: dict[str, pa.Array[Any]],
    column: Column,
    pseudonymiser: Pseudonymiser | None,
) -> None:
    """Add the typed column, and keep the flags of its rules on texts."""
    texts = prepared.texts.get(column.name)
    kind = ARROW_TYPES[column.logical_type]
    if texts is None:
        rows = len(columns[LINE])
        columns[column.name] = pa.nulls(rows, TEXT if pa.types.is_string(kind) else kind)
        return
    texts, cleaned = _cleaned(prepared, column, texts)
    if column.personal or column.free_text:
        del prepared.texts[column.name]
    lines: Positions = columns[LINE].to_numpy()
    label = prepared.match.labels[column.name]
    prepared.warnings += oddities.of_column(column, label, texts, cleaned, lines)
    readable = [v is not cleaning.UNREADABLE for v in cleaned]
    if column.name == prepared.contract.period_column and _dated_by_rows(prepared.contract):
        # No row may reach the lake without a school year: it would stand nowhere.
        readable = [
            ok and (v is None or bool(designated_year(t, prepared.contract)))
            for t, v, ok in zip(texts.distinct, cleaned, readable, strict=True)
        ]
    values = [None if v is cleaning.UNREADABLE else v for v in cleaned]
    _flag(prepared, column.name + READABLE, texts.spread(readable))
    # Told of cells about a person too: the code says nothing of them.
    pairs = zip(texts.distinct, readable, strict=True) if not all(readable) else ()
    spoiled = ["" if ok else cleaning.damage(t, column) or "" for t, ok in pairs]
    if any(spoiled):
        prepared.spoiled[column.name] = Texts(spoiled, texts.codes)
    for companion, keeps in _rules_on_text(column):
        kept = [v is None or keeps(str(v)) for v in values]
        _flag(prepared, column.name + companion, texts.spread(kept))
    if column.pseudonymised and pseudonymiser is not None:
        texts_only = [None if v is None else str(v) for v in values]
        values = list(pseudonymiser.of(column.business_type, texts_only))
    columns[column.name] = texts.mapped(values, kind)


def _cleaned(prepared: Prepared, column: Column, texts: Texts) -> tuple[Texts, list[object]]:
    """Return the texts of a column and the value of each: that of a code depends on its type."""
    contract = prepared.contract
    if contract.territory_type is None or column.name != contract.territory_column:
        return texts, [cleaning.clean(t, column) for t in texts.distinct]
    perimeter = Perimeter(prepared.received.academie, prepared.scope)
    distinct, found, codes = typed_territories(contract, perimeter, prepared.texts)
    return Texts(distinct, codes), [code for code, _ in found]


def _rules_on_text(column: Column) -> Iterator[tuple[str, Callable[[str], bool]]]:
    """Yield the companion of each rule on the text of a clean value, and its test."""
    if column.business_type in cleaning.KEY_CHECKS:
        yield KEY_RIGHT, cleaning.KEY_CHECKS[column.business_type]
    if column.pattern:
        shape = re.compile(column.pattern)
        yield SHAPE, lambda text: shape.search(text) is not None
    if column.max_length is not None:
        limit = column.max_length
        yield LENGTH, lambda text: len(text) <= limit
    if column.free_text:
        yield IMPERSONAL, lambda text: not personal_data(text)
