"""Batches: the deposits of one domain that are validated together.

What belongs here: putting prepared deposits end to end, evaluating the rules across columns, and
the columns that their suite reads. What does not: the verdict (`gate`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import duckdb
import numpy as np
import pyarrow as pa

from expectations.contract_suite import (
    READABLE,
    checked_columns,
    companions,
    contract_failures,
    rule_column,
)
from expectations.validation import Failure
from orchestration.lib.columns import Flags, Positions
from orchestration.lib.contracts import Contract
from orchestration.lib.preparation import Prepared
from orchestration.lib.second_process import there_or_here

# Rows that another process may be sent: more take longer to copy than a library to load.
_MOST_SENT = 250_000


@dataclass(frozen=True)
class Batch:
    """Deposits of one domain, their rows end to end."""

    deposits: Sequence[Prepared]

    @property
    def contract(self) -> Contract:
        """The contract of all of them."""
        return self.deposits[0].contract

    @cached_property
    def table(self) -> pa.Table:
        """The typed rows of all deposits."""
        return pa.concat_tables([p.table for p in self.deposits]).unify_dictionaries()

    @cached_property
    def _every_row(self) -> Flags:
        return np.ones(self.table.num_rows, dtype=bool)

    @cached_property
    def _starts(self) -> Positions:
        sizes = [p.table.num_rows for p in self.deposits]
        return np.cumsum([0, *sizes], dtype=np.int64)

    def owners(self, rows: Positions) -> Iterator[tuple[Prepared, Flags, Positions]]:
        """Yield each deposit that has some of the rows, which ones, and their positions in it."""
        places = np.searchsorted(self._starts, rows, side="right") - 1
        for place in np.unique(places).tolist():
            its_own = places == place
            yield self.deposits[place], its_own, rows[its_own] - self._starts[place]

    def failures(self, meanwhile: Callable[[], None]) -> list[Failure]:
        """Return the expectations that rows of the batch do not meet.

        `meanwhile` is called once if another process looks for them.
        """
        if self.table.num_rows == 0:
            return []
        values, flags = self.columns()
        if self.table.num_rows > _MOST_SENT:
            return contract_failures(self.contract, values, flags)
        return there_or_here(contract_failures, self.contract, values, flags, meanwhile=meanwhile)

    def keyed(self) -> Flags:
        """Return the rows whose key is whole: each part was read, and none is missing that must be.

        Two rows without a readable key have nothing in common.
        """
        whole = self._every_row
        for column in map(self.contract.column, self.contract.key):
            whole = whole & self._flags(column.name + READABLE)
            if column.required and column.business_type != "periode":
                whole = whole & np.asarray(self.table[column.name].is_valid())
        return whole

    def columns(self) -> tuple[pa.Table, dict[str, Flags]]:
        """Return the columns that the suite reads: values, and the flags of rules not kept."""
        values = self.table.select(checked_columns(self.contract))
        flags = {name: self._flags(name) for name in companions(self.contract)} | self._rules()
        return values, {name: kept for name, kept in flags.items() if not kept.all()}

    def _flags(self, name: str) -> Flags:
        """Return which rows keep a rule."""
        parts = [p.flags.get(name) for p in self.deposits]
        if all(part is None for part in parts):
            return self._every_row
        sized = zip(parts, self.deposits, strict=True)
        return np.concatenate(
            [self._every_row[: p.table.num_rows] if kept is None else kept for kept, p in sized]
        )

    def _rules(self) -> dict[str, Flags]:
        """Return which rows keep each rule across columns; one with an empty cell keeps it."""
        rules = self.contract.rules
        if not rules:
            return {}
        conditions = ", ".join(
            f'coalesce(({rule.condition}), true) as "{rule_column(rank)}"'
            for rank, rule in enumerate(rules)
        )
        with duckdb.connect(config={"enable_external_access": False}) as connection:
            connection.register("lot", self.table)
            found = connection.execute(f"select {conditions} from lot").fetchnumpy()
        return {name: np.asarray(flags, dtype=bool) for name, flags in found.items()}
