"""Deliveries: from the tables of the families to files in the inbox.

What belongs here: which files a domain and school year give, their names, the order in which
they arrive. What does not: what is in them (families, `mishaps`), how they are written
(`dialects`). Files are written one by one: the whole académie never stands in memory as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.lib.rehearsal import mishaps
from orchestration.lib.rehearsal.dialects import (
    Dialect,
    csv_body,
    dialect_of,
    file_bytes,
    header,
    written,
)
from orchestration.lib.rehearsal.families import BY_DEPARTEMENT, FAMILIES, OWN, is_due
from orchestration.lib.rehearsal.model import Dirt, RehearsalFile, Verdict
from orchestration.lib.rehearsal.pupils import Simulation
from orchestration.lib.rehearsal.schools import GHOST_NUMBER, uai
from orchestration.lib.rehearsal.tables import Table, Year

WHOLE = "academie"


@dataclass(frozen=True)
class _Parcel:
    """A file to write: its table before the dialect, its scope and folder, what is wrong."""

    table: Table
    scope: str
    folder: str = ""
    dirt: frozenset[Dirt] = frozenset()
    verdict: Verdict = "accepte"
    bad: mishaps.BadRows | None = None
    cut: bool = False
    container: str | None = None


def _by_departement(table: Table, codes: list[str]) -> Iterator[tuple[str, Table]]:
    for rank, code in enumerate(codes):
        part = table.take(table.places == rank)
        if part.rows:
            yield code, part


def _refused_first(
    year: Year, table: Table, sim: Simulation, key: tuple[str, int]
) -> Iterator[_Parcel]:
    """Yield the first file of a domain and year when it must be refused."""
    first = _Parcel(table, WHOLE, mishaps.FIRST, verdict="refuse")
    if key in mishaps.NAMED_PEOPLE:
        yield replace(
            first, table=mishaps.with_names(table), dirt=frozenset({Dirt.FORBIDDEN_COLUMNS})
        )
    if key in mishaps.TRUNCATED:
        yield replace(first, dirt=frozenset({Dirt.TRUNCATED}), cut=True, container="xlsx")
    if key in mishaps.TOO_MANY:
        bad = mishaps.too_many(table.rows, mishaps.TOO_MANY[key])
        yield replace(first, bad=bad, dirt=frozenset({bad.dirt, Dirt.WRONG_UAI_LETTER}))
    past = [e for e in sim.enrolments if e.opening == mishaps.OTHER_YEAR.get(key)]
    for enrolment in past:
        other = FAMILIES[year.domain](Year(sim, enrolment, year.domain))
        yield replace(first, table=other, dirt=frozenset({Dirt.OTHER_YEAR}))


def _parcels(year: Year, table: Table) -> Iterator[_Parcel]:
    """Yield the files of a domain and school year, in no particular order."""
    key, codes = (year.domain, year.opening), year.sim.roster.codes
    yield from _refused_first(year, table, year.sim, key)
    correction = mishaps.CORRECTIONS.get(key)
    replaced = frozenset({Dirt.REPLACED})
    if correction is not None and correction.first == WHOLE:
        place = codes.index(correction.second) if correction.second in codes else None
        forgotten = mishaps.forgetful(table, correction, place)
        yield _Parcel(forgotten, WHOLE, mishaps.FIRST, replaced)
        right = table if place is None else table.take(table.places == place)
        scope = WHOLE if place is None else correction.second
        yield _Parcel(right, scope, mishaps.CORRECTED, frozenset({Dirt.REPLACES}))
        return
    if year.domain not in BY_DEPARTEMENT:
        yield _Parcel(table, WHOLE)
        return
    for code, part in _by_departement(table, codes):
        if (*key, code) in mishaps.GAPS:
            continue
        if correction is not None and correction.first == code:
            forgotten = mishaps.forgetful(part, correction, None)
            yield _Parcel(forgotten, code, mishaps.FIRST, replaced)
            yield _Parcel(part, code, mishaps.CORRECTED, frozenset({Dirt.REPLACES}))
        else:
            late = (*key, code) in mishaps.LATE_FILES
            dirt = frozenset({Dirt.LATE} if late else ())
            yield _Parcel(part, code, mishaps.LATE if late else "", dirt)


def _with_bad_rows(parcel: _Parcel, key: tuple[str, int]) -> _Parcel:
    if key in mishaps.STRAY:
        parcel = replace(parcel, dirt=parcel.dirt | {Dirt.STRAY_SCHOOL})
    bad = mishaps.BAD_ROWS.get((*key, parcel.scope))
    if bad is None or parcel.verdict == "refuse" or parcel.table.rows < 40:
        return parcel
    dirt = parcel.dirt | {bad.dirt}
    return replace(parcel, bad=bad, verdict="accepte_avec_rejets", dirt=dirt)


def write_hidden(path: Path, content: bytes) -> None:
    """Write a file under a hidden name, then give it its own: no reader sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.with_name(f".{path.name}.tmp")
    hidden.write_bytes(content)
    hidden.replace(path)


def _write(parcel: _Parcel, year: Year, dialect: Dialect, inbox: Path) -> RehearsalFile:
    if parcel.container is not None:
        dialect = Dialect(container=parcel.container)
    table = written(parcel.table, dialect)
    if (year.domain, year.opening) in mishaps.STRAY:
        ghost = uai(year.sim.world.academie.largest, GHOST_NUMBER)
        table = mishaps.with_stray(table, ghost)
    if parcel.bad is not None:
        table = mishaps.spoilt(table, parcel.bad)
    stem = f"{year.domain}__{year.label}__{parcel.scope}"
    path = inbox / year.domain / parcel.folder / f"{stem}.{dialect.container}"
    labels = header(table, year.domain, year.opening if dialect.french_labels else 0)
    content = file_bytes(table, dialect, labels, f"{stem}.csv")
    write_hidden(path, content[: len(content) // 2] if parcel.cut else content)
    return RehearsalFile(
        domain=year.domain, path=path, verdict=parcel.verdict, dirt=dialect.dirt | parcel.dirt,
        school_years=(year.label,), rows=table.rows,
        rejected=parcel.bad.rows if parcel.bad else 0, out_of_scope=0, extra_columns=(),
    )  # fmt: skip


def _years(sim: Simulation) -> Iterator[tuple[int, Year]]:
    """Yield (rank of the domain, what its family needs) for every file that is due."""
    for order, domain in enumerate(FAMILIES):
        for enrolment in sim.enrolments:
            if is_due(domain, enrolment.opening):
                yield order, Year(sim, enrolment, domain)


def deliver(sim: Simulation, inbox: Path, *, plain: bool) -> list[RehearsalFile]:
    """Write the files of every domain and school year; return what to expect of them.

    `plain` writes whole-académie files as CSV only, so that `append_foreign` can grow them.
    """
    files = []
    for order, year in _years(sim):
        table = FAMILIES[year.domain](year)
        dialect = dialect_of(year.domain, year.opening, order, plain)
        for parcel in _parcels(year, table):
            whole = _with_bad_rows(parcel, (year.domain, year.opening))
            files.append(_write(whole, year, dialect, inbox))
    return files


def append_foreign(sim: Simulation, inbox: Path) -> dict[Path, int]:
    """Add the rows of another académie to the files that stand; return how many to each."""
    added: dict[Path, int] = {}
    for order, year in _years(sim):
        if year.domain in (*BY_DEPARTEMENT, *OWN):
            continue
        stem = f"{year.domain}__{year.label}__{WHOLE}.csv"
        corrected = inbox / year.domain / mishaps.CORRECTED / stem
        path = corrected if corrected.exists() else inbox / year.domain / stem
        dialect = dialect_of(year.domain, year.opening, order, plain=True)
        made = FAMILIES[year.domain](year)
        # A row without a territory could be anybody's: a national export has none.
        table = written(made.take(made.places >= 0), dialect)
        with path.open("ab") as stream:
            stream.write(csv_body(table, dialect, None))
        added[path] = table.rows
    return added
