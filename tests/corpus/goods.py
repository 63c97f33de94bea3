"""Good files of every contract: those of the small rehearsal, cut to a few rows of our territory.

What belongs here: reading them back without the platform's reader, and choosing rows. What does
not: damage. The rows in scope are told by the platform (`prepare`); that it then accepts them all
is what `test_good_files` asserts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from expectations.contract_suite import SCHOOL_YEAR
from orchestration.lib.contracts import contracts
from orchestration.lib.preparation import LINE
from orchestration.lib.recognition import Announced
from orchestration.lib.rehearsal import Dirt, RehearsalFile, write_rehearsal
from tests.corpus.model import Good
from tests.rehearsal_files import read
from tests.samples import CURRENT_YEAR, Table, genuine_name, prepared, verdict

ROWS = 40
_ACCEPTED = ("accepte", "accepte_avec_rejets")


@cache
def rehearsal_files(folder: Path) -> tuple[RehearsalFile, ...]:
    """Write the small rehearsal and return its files."""
    return write_rehearsal(folder, scale="small").files


def good_files(folder: Path) -> Iterator[RehearsalFile]:
    """Yield the files of the rehearsal that must be accepted without a reject, as they come."""
    return (f for f in rehearsal_files(folder) if f.verdict == "accepte" and f.rejected == 0)


@cache
def goods(folder: Path) -> dict[str, Good]:
    """Return one good file per contract."""
    chosen: dict[str, RehearsalFile] = {}
    for file in rehearsal_files(folder):
        kept = chosen.get(file.domain)
        if file.verdict in _ACCEPTED and (kept is None or _rank(file) > _rank(kept)):
            chosen[file.domain] = file
    return {domain: read_good(file, ROWS) for domain, file in sorted(chosen.items())}


def _rank(file: RehearsalFile) -> tuple[bool, bool, bool, int]:
    """Prefer a whole file of our territory, as text, then one that is long enough."""
    as_text = not file.dirt & {Dirt.XLSX, Dirt.PARQUET, Dirt.ZIP}
    clean = file.rejected == 0 and Dirt.STRAY_SCHOOL not in file.dirt
    return (clean, as_text, file.out_of_scope == 0, min(file.rows, 3 * ROWS))


def read_good(file: RehearsalFile, most: int | None = None) -> Good:
    """Return the rows of a file that are accepted, `most` of them."""
    content, told = file.path.read_bytes(), Announced(file.domain)
    judge = verdict if file.rejected else prepared
    found = judge(content, file.path.name, told=told)
    ours = set(found.table[LINE].to_pylist())
    cells = read(file).drop(columns=list(file.extra_columns))
    rows = [tuple(row) for line, row in enumerate(cells.to_numpy().tolist(), 2) if line in ours]
    return Good(
        contract=contracts()[file.domain],
        file_name=file.path.with_suffix(".csv").name,
        school_year=next(iter(file.school_years), CURRENT_YEAR),
        header=tuple(map(str, cells.columns)),
        rows=tuple(rows[:most]),
        scope=found.scope,
    )


def official_good(domain: str) -> Good:
    """Return a few rows of the official file of a domain, as the ministry publishes it."""
    table = Table.of(domain)
    found = prepared(table.to_bytes(), genuine_name(domain)).table
    rows = [tuple(table.rows[line - 2]) for line in found[LINE].to_pylist()[:ROWS]]
    years = found[SCHOOL_YEAR].to_pylist()
    name = genuine_name(domain)
    return Good(contracts()[domain], name, years[0], tuple(table.header), tuple(rows))
