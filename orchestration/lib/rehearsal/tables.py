"""Tables of the rehearsal before they are written: columns as arrays, and how to make them.

What belongs here: the table of one domain and school year, the makers of columns, small draws
that families share. What does not: bytes (`dialects`), which files there are (`deliveries`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.lib.rehearsal.pupils import Enrolment, Simulation

# A column: integers, floats, booleans, dates or (dictionaries of) texts.
Column = Any
JUNE_30 = 302  # days after 1 September
AUGUST_31 = 364


@dataclass(frozen=True)
class Table:
    """The rows of one domain and school year. `places` is the département of each row.

    `places` holds ranks among the départements of the académie; -1 is the académie itself.
    """

    columns: dict[str, Column]
    places: np.ndarray

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.places)

    def take(self, chosen: np.ndarray) -> Table:
        """Return some rows, in the order of `chosen` (ranks, or a mask)."""
        ranks = np.flatnonzero(chosen) if chosen.dtype == bool else chosen
        index = pa.array(ranks)
        return Table({k: c.take(index) for k, c in self.columns.items()}, self.places[ranks])

    def above(self, other: Table) -> Table:
        """Return this table with the rows of another one, of the same columns, below."""
        columns = {
            name: pa.concat_arrays([plain(column), plain(other.columns[name])])
            for name, column in self.columns.items()
        }
        return Table(columns, np.concatenate([self.places, other.places]))


@dataclass(frozen=True)
class Year:
    """What a family needs to make one table: the académie, the school year, its own stream."""

    sim: Simulation
    enrolment: Enrolment
    domain: str

    @property
    def rng(self) -> np.random.Generator:
        """The stream of this file, from its start."""
        return self.sim.world.generator(f"{self.domain}:{self.enrolment.school_year}")

    @property
    def opening(self) -> int:
        """Civil year of the rentrée."""
        return self.enrolment.opening

    @property
    def label(self) -> str:
        """The school year: '2023-2024'."""
        return self.enrolment.school_year

    @property
    def session(self) -> int:
        """Civil year of the examinations."""
        return self.opening + 1

    def lasting(self, what: str = "") -> np.random.Generator:
        """Return a stream that is the same every year, for what stays true of a school."""
        return self.sim.world.generator(f"{self.domain}:{what}")

    def table(self, schools: np.ndarray, columns: dict[str, Column]) -> Table:
        """Return the table whose rows belong to some schools, whose column `uai` comes first."""
        return Table(columns, self.sim.roster.departement[schools])

    def uai(self, schools: np.ndarray, missing: np.ndarray | None = None) -> Column:
        """Return the UAI of some schools."""
        return self.sim.roster.pick(schools, missing)


Family = Callable[[Year], Table]


def whole(values: np.ndarray, missing: np.ndarray | None = None) -> Column:
    """Return a column of whole numbers."""
    return pa.array(np.asarray(values).astype(np.int64), mask=missing)


def decimals(values: np.ndarray, digits: int = 1, missing: np.ndarray | None = None) -> Column:
    """Return a column of rounded numbers."""
    return pa.array(np.round(np.asarray(values, dtype=float), digits), mask=missing)


def flags(values: np.ndarray, missing: np.ndarray | None = None) -> Column:
    """Return a column of yes and no."""
    return pa.array(np.asarray(values, dtype=bool), mask=missing)


def days(opening: int, offsets: np.ndarray, missing: np.ndarray | None = None) -> Column:
    """Return dates, `offsets` days after the 1 September of `opening`."""
    start = np.datetime64(f"{opening}-09-01", "D")
    return pa.array(start + np.asarray(offsets).astype("timedelta64[D]"), mask=missing)


def picks(options: Sequence[str], index: np.ndarray, missing: np.ndarray | None = None) -> Column:
    """Return one of `options` per row."""
    ranks: Any = pa.array(np.asarray(index, dtype=np.int32), mask=missing)
    return pa.DictionaryArray.from_arrays(ranks, pa.array(list(options), pa.string()))


def plain(column: Column) -> Column:
    """Return a column of values, dictionaries being read."""
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def same(text: str, rows: int) -> Column:
    """Return the same text on every row."""
    return picks([text], np.zeros(rows, dtype=np.int32))


def identifiers(prefix: str, numbers: np.ndarray, width: int = 5) -> Column:
    """Return texts like 'A-2023-00042'."""
    digits = pc.utf8_lpad(pc.cast(pa.array(np.asarray(numbers)), pa.string()), width, "0")
    return pc.binary_join_element_wise(pa.scalar(prefix), digits, "")


def choose(rng: np.random.Generator, shares: Sequence[float], rows: int) -> np.ndarray:
    """Return the rank of an option per row, drawn by `shares` (which need not sum to one)."""
    limits = np.cumsum(np.asarray(shares, dtype=float))
    return np.searchsorted(limits / limits[-1], rng.random(rows), side="right").clip(
        0, len(limits) - 1
    )


def stacked(parts: Sequence[tuple[np.ndarray, ...]]) -> list[np.ndarray]:
    """Return the parts of a table one below the other, column by column."""
    return [np.concatenate(values) for values in zip(*parts, strict=True)]


def spread(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return, for each item of each group, the group and the rank of the item in it."""
    groups = np.repeat(np.arange(len(counts)), counts)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    return groups, np.arange(len(groups)) - starts
