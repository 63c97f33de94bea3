"""Exports by page: a page given twice, a last page that is missing.

What belongs here: blocks of rows repeated in one file, and round numbers of rows. What does not:
a repeated row alone (the key of the contract).
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from orchestration.lib.contracts import Contract
from orchestration.lib.plausibility.case import Case
from orchestration.lib.preparation import LINE
from orchestration.lib.refusals import Caution, caution

# Ten rows in a row that repeat others at one distance are no coincidence.
_BLOCK, _SHOWN = 10, 3
_MOST_OF_BLOCK = 0.9
_ALWAYS_ODD = frozenset(
    {1_000, 2_000, 2_500, 5_000, 10_000, 20_000, 25_000, 50_000, 65_535, 100_000, 1_048_575}
)
_ODD_WHEN_MORE = frozenset({100, 200, 250, 500})


def repeated_pages(
    connection: duckdb.DuckDBPyConnection, contract: Contract, table: pa.Table
) -> Iterator[Caution]:
    """Yield a remark per block of rows that repeats an earlier block, rejected rows included.

    A row repeats the first one with the same cells; a block is a run of such rows at one
    distance, counted in lines of the file: rows of other territories may lie between.
    """
    if table.num_rows < 2 * _BLOCK:
        return
    cells = ", ".join(c.name for c in contract.loaded)
    connection.register("depot_lu", table)
    blocks = connection.execute(
        f"""
        with lignes as (
            select {LINE} as ligne, row_number() over (order by {LINE}) as rang,
                min({LINE}) over (partition by hash({cells})) as premiere
            from depot_lu
        ),
        suites as (
            select ligne, ligne - premiere as recul,
                rang - row_number() over (partition by ligne - premiere order by rang) as suite
            from lignes
        )
        select recul, min(ligne), max(ligne), count(*) as n from suites where recul > 0
        group by recul, suite having n >= {_BLOCK} order by 2
        """
    ).fetchall()
    connection.unregister("depot_lu")
    merged = _joined(blocks)
    for recul, first, last, rows in merged[:_SHOWN]:
        yield caution(
            "croisement.page_repetee",
            line=first,
            first=first,
            last=last,
            source_first=first - recul,
            source_last=last - recul,
            count=rows,
        )


def _joined(blocks: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Return runs of one distance as one block when next to nothing stands between them."""
    joined: list[tuple[int, int, int, int]] = []
    for recul, first, last, rows in blocks:
        if joined and joined[-1][0] == recul:
            _, start, _, before = joined[-1]
            if before + rows >= _MOST_OF_BLOCK * (last - start + 1):
                joined[-1] = (recul, start, last, before + rows)
                continue
        joined.append((recul, first, last, rows))
    return joined


def round_size(read: int, case: Case | None) -> Iterator[Caution]:
    """Yield a remark when a file has as many rows as an export gives at most."""
    more = read in _ODD_WHEN_MORE and case is not None and case.rows_before > read
    if read in _ALWAYS_ODD or more:
        yield caution("croisement.taille_de_page", rows=f"{read:,}".replace(",", "\u202f"))
