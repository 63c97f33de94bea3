"""Rejections: from failed expectations to the rows of each deposit that they keep out.

What belongs here: which rows are rejected, which repeat another, how many are listed and how many
only counted. What does not: the expectations (`batches`), what is said of a row (`telling`), the
verdict (`gate`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from expectations.contract_suite import READABLE, row_key
from expectations.validation import Failure
from orchestration.lib.batches import Batch
from orchestration.lib.columns import Flags, Positions, indices
from orchestration.lib.contracts import Contract
from orchestration.lib.preparation import YEAR, Prepared
from orchestration.lib.refusals import Caution, Reject, caution, code_of_rule
from orchestration.lib.telling import Sentence, Telling, repetitions

# Problems that are listed where a rule alone refuses the file; one of more rows than the second
# number lists no more than that: a verdict must not wait for a list that nobody reads.
LISTED, LISTED_OF_LARGE = 100_000, 20_000
# What becomes of a row whose key another one has too.
_STAYS, _REPEATED, _AT_ODDS = 0, 1, 2


class Rejections:
    """Problems of one deposit: the rejects, the rows they keep out, those that repeat another.

    A rule broken by more rows than the contract tolerates refuses the file: it is not put right
    line by line, and a long list of them would fill the memory and the disk. The rules then share
    the room of one list: the first rows of each are listed, the others counted.
    """

    def __init__(self, ready: Prepared) -> None:
        self._ready = ready
        self._told: dict[str, Flags] = {}
        self._broken: list[tuple[Telling, Positions]] = []
        self.rejects: list[Reject] = []
        self.unlisted: Counter[Sentence] = Counter()
        self.rejected = self._none()
        self.repeated = 0
        self.warnings: list[Caution] = []

    @classmethod
    def foreseen(cls, ready: Prepared) -> Rejections:
        """Return what is known before any expectation: the rows with a cell that nobody can read.

        None of them is told here: their rule does it.
        """
        known = cls(ready)
        for column in ready.contract.loaded:
            if column.name + READABLE in ready.flags:
                known.rejected |= ~ready.flags[column.name + READABLE]
        return known

    def _none(self) -> Flags:
        return np.zeros(self._ready.table.num_rows, dtype=bool)

    def add(self, failure: Failure, positions: Positions) -> None:
        """Add what an expectation says of rows, unless their column already has its problem."""
        telling = Telling(failure, self._ready)
        if telling.label:
            told = self._told.setdefault(telling.label, self._none())
            positions = positions[~told[positions]]
            told[positions] = True
        self.rejected[positions] = True
        self._broken.append((telling, positions))

    def add_repeated(self, positions: Positions) -> None:
        """Add rows that repeat another."""
        self.repeated += len(positions)
        self.rejected[positions] = True
        self.rejects += repetitions(self._ready, positions)

    def list_them(self) -> None:
        """List what the expectations say of rows, once all of them have been added."""
        sizes = [len(positions) for _, positions in self._broken]
        rows = in_scope(self._ready)
        tolerated = self._ready.contract.tolerates(max(sizes, default=0), rows)
        room = LISTED if rows <= LISTED_OF_LARGE else LISTED_OF_LARGE
        shares = sizes if tolerated else _shared(sizes, room)
        for (telling, positions), share in zip(self._broken, shares, strict=True):
            listed, others = telling.first(positions, share)
            self.rejects += telling.of(listed)
            self.unlisted += telling.counted(others)


def _shared(sizes: Sequence[int], room: int) -> list[int]:
    """Share the room of a list among what is to be listed: what is short is listed whole."""
    shares = [0] * len(sizes)
    short_first = sorted(range(len(sizes)), key=sizes.__getitem__)
    for left, place in zip(range(len(sizes), 0, -1), short_first, strict=True):
        shares[place] = min(sizes[place], room // left)
        room -= shares[place]
    return shares


def rejections_of(batch: Batch, meanwhile: Callable[[], None]) -> dict[str, Rejections]:
    """Return the problems of each deposit of a batch."""
    found = {ready.received.deposit: Rejections(ready) for ready in batch.deposits}
    for failure in batch.failures(meanwhile):
        rows = failure.rows
        blocking = failure.meta.get("bloquante") is not False
        roles = _roles(batch, rows) if failure.meta["regle"] == "cle" else None
        for ready, its_own, positions in batch.owners(rows):
            problems = found[ready.received.deposit]
            if not blocking:
                told = _row_caution(failure, batch.contract, len(positions))
                problems.warnings.append(told)
            elif roles is None:
                problems.add(failure, positions)
            else:
                problems.add(failure, positions[roles[its_own] == _AT_ODDS])
                problems.add_repeated(positions[roles[its_own] == _REPEATED])
    for problems in found.values():
        problems.list_them()
    return found


def _roles(batch: Batch, rows: Positions) -> Positions:
    """Return the role of each of the rows that share their key with another.

    Where all those of a key are identical, the first one stays and the others repeat it. Those that
    differ are at odds: nobody can say which is right. A key that is unknown, for a part of it is
    missing or could not be read, is told by another rule.
    """
    contract = batch.contract
    dated = (np.asarray(batch.table[YEAR].is_valid()) & batch.keyed())[rows]
    roles = np.full(len(rows), _STAYS)
    if not dated.any():
        return roles
    shared = batch.table.take(indices(rows[dated])).to_pandas(date_as_object=False)
    keys = row_key(contract)
    names = [c.name for c in contract.loaded if c.business_type != "periode"]
    group = shared.groupby(keys, dropna=False, sort=False, observed=True).ngroup()
    content = shared.groupby([*keys, *set(names).difference(keys)], dropna=False, sort=False,
                             observed=True).ngroup()  # fmt: skip
    alike = (content.groupby(group).transform("nunique") == 1).to_numpy()
    first = ~group.duplicated(keep="first").to_numpy()
    roles[dated] = np.where(alike, np.where(first, _STAYS, _REPEATED), _AT_ODDS)
    return roles


def _row_caution(failure: Failure, contract: Contract, count: int) -> Caution:
    """Return the remark of a rule that keeps no row out."""
    if failure.meta["regle"] == "entre_colonnes":
        return caution("regles.avertissement", problem=failure.meta["phrase"], count=count)
    column = contract.column(failure.column.split("__")[0])
    code = code_of_rule(failure.meta["regle"], column)
    return caution(code, column=column.label, count=count)


def in_scope(ready: Prepared) -> int:
    """Return how many rows a deposit has for our territory."""
    return ready.table.num_rows + len(ready.rejects)
