"""Which cases run: a sample for every day, all of them for the long form.

What belongs here: choosing, the same way each time. What does not: judging (`judging`).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator

from tests.corpus.model import CROSSING, KINDS, REFUSED, Case, Good, Kind

SEED = 2026
# A contract of 180 numbers shows no more with all of them than with a few.
TARGETS = 2
# Cases of one contract in the sample, and columns beyond which it comes last.
MOST, WIDE = 20, 30


def targets(kind: Kind, good: Good) -> list[str]:
    """Return a few of the columns that a kind may strike, the same each time."""
    found = list(kind.targets(good))
    chosen = random.Random(f"{SEED} {kind.name} {good.domain}")  # noqa: S311
    return found if len(found) <= TARGETS else sorted(chosen.sample(found, TARGETS))


def _cases(kind: Kind, good: Good) -> Iterator[Case]:
    for target in targets(kind, good):
        damaged = kind.make(good, target)
        if damaged is not None:
            yield Case(good, kind, target, damaged)


def all_cases(good: Good) -> Iterator[Case]:
    """Yield the cases of a good file, kind by kind: those of its kind of file."""
    for kind in KINDS.values():
        if fits(kind, good):
            yield from _cases(kind, good)


def fits(kind: Kind, good: Good) -> bool:
    """Tell whether a kind strikes a file: what is implausible needs something beside it."""
    return (kind.stage == CROSSING) == (good.beside is not None)


def sample(goods: Iterable[Good]) -> list[Case]:
    """Return one case of each kind at least, and one of each contract at least.

    Rules are evaluated on a few contracts only, since that is what costs; the others get the
    damage that stops a file before.
    """
    draw = random.Random(SEED)  # noqa: S311
    own = sorted(goods, key=lambda good: (len(good.contract.loaded) > WIDE, draw.random()))
    deep = _Drawn(own)
    for kind in KINDS.values():
        deep.take(kind)
    cheap = [k for k in KINDS.values() if any(c.kind is k and _stops(c) for c in deep.cases)]
    for good in own:
        if not deep.used[good.domain]:
            found = (c for kind in draw.sample(cheap, len(cheap)) for c in _cases(kind, good))
            deep.cases.append(next(filter(_stops, found)))
    return deep.cases


def _stops(case: Case) -> bool:
    """Tell whether a file is refused before any rule is evaluated."""
    early = case.kind.stage in ("octets", "structure")
    return early and case.damaged.expected.status == REFUSED


class _Drawn:
    """Cases drawn kind by kind, from as few contracts as `MOST` cases each allow."""

    def __init__(self, goods: list[Good]) -> None:
        self.goods, self.cases = goods, list[Case]()
        self.used: Counter[str] = Counter()

    def take(self, kind: Kind) -> None:
        """Add a case of a kind, where a contract has one."""
        ranked = sorted(self.goods, key=lambda good: self._rank(self.used[good.domain]))
        case = next((c for g in ranked if fits(kind, g) for c in _cases(kind, g)), None)
        if case is not None:
            self.cases.append(case)
            self.used[case.good.domain] += 1

    @staticmethod
    def _rank(used: int) -> int:
        """Prefer a contract that has cases, then a new one, then one that has enough."""
        return 2 if used >= MOST else int(not used)
