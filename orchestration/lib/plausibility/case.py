"""One deposit under examination: its rows of one school year, and those of the year before.

What belongs here: what every rule asks of a deposit (rows as SQL, labels of columns, counts).
What does not: the rules themselves, the lake (`standing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.lib.contracts import Column, Contract
from orchestration.lib.plausibility.standing import Lake
from orchestration.lib.preparation import YEAR
from orchestration.lib.refusals import Caution, caution
from orchestration.lib.school_years import first_year, school_year
from orchestration.lib.scoping import ACADEMIE_ROW

_NOW = "depot_examine"


@dataclass
class Case:
    """The rows `table` of a deposit for `year`, examined against a lake.

    `labels` are the headers of the file, by column; `earlier` the rows of the year before that
    the same file brings, if any; `everything` its rows of all years, where it has several.
    """

    lake: Lake
    contract: Contract
    scope: str
    year: str
    table: pa.Table
    labels: Mapping[str, str]
    earlier: pa.Table | None = None
    everything: pa.Table | None = None

    def __post_init__(self) -> None:
        self.lake.connection.register(_NOW, self.table)
        if self.earlier is not None:
            self.lake.connection.register(_NOW + "_avant", self.earlier)
        if self.everything is not None:
            self.lake.connection.register(_NOW + "_entier", self.everything)

    @property
    def now(self) -> str:
        """Return the FROM clause of the rows of the deposit."""
        return _NOW

    @property
    def whole(self) -> str:
        """Return the FROM clause of the rows of every year of the deposit."""
        return _NOW if self.everything is None else _NOW + "_entier"

    @cached_property
    def previous(self) -> str:
        """Return the school year before."""
        return school_year(first_year(self.year) - 1)

    @cached_property
    def before(self) -> str | None:
        """Return the FROM clause of the rows of the year before, None when there is none.

        They are read once: half the rules ask for them.
        """
        found = self.rows_of(self.previous)
        if found is None or self.earlier is not None:
            return found
        name = _NOW + "_veille"
        self.lake.connection.execute(f"create or replace temp table {name} as from {found}")
        return name

    def rows_of(self, year: str) -> str | None:
        """Return the FROM clause of the same scope in another year: in the file, else the lake."""
        if self.earlier is not None and year == self.previous:
            return _NOW + "_avant"
        places = () if self.scope == ACADEMIE_ROW else (self.scope,)
        return self.lake.rows(self.contract.domain, year, places)

    @property
    def school(self) -> str | None:
        """Return the column that names the school of a row, where rows have one."""
        contract = self.contract
        return contract.territory_column if contract.territory_kind == "uai" else None

    def label(self, column: Column) -> str:
        """Return the header of a column as the file writes it."""
        return self.labels.get(column.name, column.label)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query over `now`, `before` or the lake."""
        return self.lake.connection.execute(query).fetchall()

    def one(self, query: str) -> tuple[Any, ...]:
        """Return the one row of a query."""
        return self.ask(query)[0]

    @cached_property
    def rows_before(self) -> int:
        """Return the number of rows of the year before."""
        return 0 if self.before is None else self.count(self.before)

    def count(self, source: str) -> int:
        """Return the number of rows of a FROM clause."""
        return int(self.one(f"select count(*) from {source}")[0])

    def caution(self, code: str, **facts: Any) -> Caution:
        """Return the remark of a code; both school years are among its facts."""
        return caution(code, **{"year": self.year, "previous": self.previous, **facts})


def cases(
    lake: Lake, contract: Contract, scope: str, table: pa.Table, labels: Mapping[str, str]
) -> Sequence[Case]:
    """Return what to examine of accepted rows: their last school year.

    Official exports hold years that were examined when they were the last ones.
    """
    years = sorted(y for y in pc.unique(table[YEAR]).to_pylist() if y is not None)
    if not years:
        return []
    last = years[-1]
    if len(years) == 1:
        return [Case(lake, contract, scope, last, table, labels)]
    own = table.filter(pc.equal(table[YEAR], pa.scalar(last)))
    before = school_year(first_year(last) - 1)
    earlier = table.filter(pc.equal(table[YEAR], pa.scalar(before))) if before in years else None
    return [Case(lake, contract, scope, last, own, labels, earlier, table)]
