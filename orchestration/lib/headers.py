"""Where the header of a file is: below a title, on one line or on two, which contract it may be of.

What belongs here: choosing the header among the first rows. What does not: reading these rows
(`delimited`, `workbooks`), which contract is right and what is missing (`recognition`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from orchestration.lib.contracts import Contract
from orchestration.lib.recognition import RESEMBLES, folded_header, match_header

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
    return _Finder(contracts).find


class _Finder:
    """The headers of contracts, and what is known of each cell met so far."""

    def __init__(self, contracts: Mapping[str, Contract]) -> None:
        self._contracts = contracts
        self._known: dict[str, bool] = {}

    def find(self, rows: Sequence[Sequence[str]]) -> HeaderPlace | None:
        """Return the row, or the two rows, most like a header; the first row where none is."""
        plain = first_row(rows)
        if plain is None:
            return None
        share = self._share(plain.cells)
        best = HeaderPlace(plain.rank, 1, plain.cells, share)
        for rank in range(plain.rank, min(len(rows), TOP_ROWS)):
            if best.share == 1:
                break
            for height, cells in self._readings(rows, rank):
                share = self._share(cells)
                if share > best.share:
                    best = HeaderPlace(rank, height, cells, share)
        return best if best.share >= RESEMBLES else replace(plain, share=best.share)

    def _readings(
        self, rows: Sequence[Sequence[str]], rank: int
    ) -> Iterator[tuple[int, list[str]]]:
        """Yield the ways to read a header that begins at a row: alone, or joined with the next."""
        alone = trimmed(rows[rank])
        if not alone:
            return
        yield 1, alone
        below = trimmed(rows[rank + 1]) if rank + 1 < len(rows) else []
        if any(map(self._knows, below)):
            yield 2, self._joined(alone, below)

    def _joined(self, above: Sequence[str], below: Sequence[str]) -> list[str]:
        """Return one header from two: for each column the reading that a contract knows.

        A merged cell names the columns to its right too, until the next one.
        """
        cells, group = [], ""
        for rank in range(max(len(above), len(below))):
            own = above[rank].strip() if rank < len(above) else ""
            group = own or group
            under = below[rank].strip() if rank < len(below) else ""
            readings = (f"{group} {under}", f"{under} {group}", under, own) if under else (own,)
            cells.append(next(filter(self._knows, readings), under or own))
        return cells

    def _knows(self, cell: str) -> bool:
        """Tell whether a cell is the header of a column of some contract."""
        folded = folded_header(cell)
        if folded not in self._known:
            found = (c.column_of_header(folded) for c in self._contracts.values())
            self._known[folded] = bool(folded) and any(c is not None for c in found)
        return self._known[folded]

    def _share(self, cells: Sequence[str]) -> float:
        """Return the largest share of a contract in a header; one cell alone is no header."""
        if sum(map(self._knows, cells)) < min(2, len(cells)):
            return 0.0
        matches = [match_header(list(cells), c) for c in self._contracts.values()]
        return max((m.share for m in matches if m.positions), default=0.0)
