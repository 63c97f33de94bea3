"""Where the header of a file is: below a title, on one line or on two, which contract it may be of.

What belongs here: choosing the header among the first rows. What does not: reading these rows
(`delimited`, `workbooks`), which contract is right and what is missing (`recognition`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from orchestration.lib.contracts import Contract
from orchestration.lib.recognition import folded_header, match_header

# Nobody writes a longer title above a table; a header further down is not looked for.
TOP_ROWS = 40


@dataclass(frozen=True)
class HeaderPlace:
    """A header: the rank of its first row, how many rows it takes, its cells.

    `share` says how much of a contract it holds: 1 where there is nothing to compare with.
    """

    rank: int
    rows: int
    cells: list[str]
    share: float = 1.0


HeaderFinder = Callable[[Sequence[Sequence[str]]], HeaderPlace | None]


def first_row(rows: Sequence[Sequence[str]]) -> HeaderPlace | None:
    """Return the first row that is not blank, taken as the header."""
    for rank, row in enumerate(rows):
        if any(cell.strip() for cell in row):
            return HeaderPlace(rank, 1, trimmed(row))
    return None


def first_wide_row(rows: Sequence[Sequence[str]]) -> HeaderPlace | None:
    """Return the first row of several cells, taken as the header below a title."""
    for rank, row in enumerate(rows):
        if sum(bool(cell.strip()) for cell in row) > 1:
            return HeaderPlace(rank, 1, trimmed(row))
    return first_row(rows)


def trimmed(row: Sequence[str]) -> list[str]:
    """Return a row without the blank cells at its end."""
    width = max((n for n, cell in enumerate(row, 1) if cell.strip()), default=0)
    return list(row[:width])


def finder(contracts: Mapping[str, Contract]) -> HeaderFinder:
    """Return what finds the header that most resembles one of `contracts`."""
    return partial(_most_alike, contracts=contracts)


def _most_alike(
    rows: Sequence[Sequence[str]], contracts: Mapping[str, Contract]
) -> HeaderPlace | None:
    plain = first_row(rows)
    if plain is None:
        return None
    best = HeaderPlace(plain.rank, 1, plain.cells, _share(plain.cells, contracts))
    for rank in range(plain.rank, min(len(rows), TOP_ROWS)):
        if best.share == 1:
            break
        for height, cells in _readings(rows, rank, contracts):
            share = _share(cells, contracts)
            if share > best.share:
                best = HeaderPlace(rank, height, cells, share)
    return best


def _readings(
    rows: Sequence[Sequence[str]], rank: int, contracts: Mapping[str, Contract]
) -> list[tuple[int, list[str]]]:
    """Return the ways to read a header that begins at a row: alone, or joined with the next."""
    alone = trimmed(rows[rank])
    if rank + 1 == len(rows):
        return [(1, alone)]
    return [(1, alone), (2, _joined(alone, trimmed(rows[rank + 1]), contracts))]


def _joined(
    above: Sequence[str], below: Sequence[str], contracts: Mapping[str, Contract]
) -> list[str]:
    """Return one header from two: for each column the reading that a contract knows.

    A merged cell names the columns to its right too, until the next one.
    """
    cells, group = [], ""
    for rank in range(max(len(above), len(below))):
        own = above[rank].strip() if rank < len(above) else ""
        group = own or group
        under = below[rank].strip() if rank < len(below) else ""
        readings = (f"{group} {under}", f"{under} {group}", under, own) if under else (own,)
        known = (r for r in readings if r.strip() and _known(r, contracts))
        cells.append(next(known, under or own))
    return cells


def _known(cell: str, contracts: Mapping[str, Contract]) -> bool:
    folded = folded_header(cell)
    return any(c.column_of_header(folded) is not None for c in contracts.values())


def _share(cells: Sequence[str], contracts: Mapping[str, Contract]) -> float:
    """Return the largest share of a contract that a header holds; one cell alone is no header."""
    if sum(_known(cell, contracts) for cell in cells if cell.strip()) < min(2, len(cells)):
        return 0.0
    matches = [match_header(list(cells), c) for c in contracts.values()]
    return max((m.share for m in matches if m.positions), default=0.0)
