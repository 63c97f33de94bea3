"""Which cases run: a sample for every day, all of them for the long form.

What belongs here: choosing, the same way each time. What does not: judging (`judging`).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tests.corpus.model import KINDS, Case, Good, Kind

SEED = 2026
# A contract of 180 numbers shows no more with all of them than with a few.
TARGETS = 3


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
    """Yield the cases of a good file, kind by kind."""
    for kind in KINDS.values():
        yield from _cases(kind, good)


def sample(goods: Mapping[str, Good]) -> list[Case]:
    """Return one case of each kind at least, and three of each contract at least."""
    used: Counter[str] = Counter()
    chosen: list[Case] = []
    draw = random.Random(SEED)  # noqa: S311
    for kind in KINDS.values():
        case = _first(kind, _by_use(goods, used, draw))
        if case is not None:
            chosen.append(case)
            used[case.good.domain] += 1
    names = {case.name for case in chosen}
    for domain, good in goods.items():
        kinds = list(KINDS.values())
        draw.shuffle(kinds)
        while used[domain] < 3:
            case = _first(kinds.pop(), [good])
            if case is not None and case.name not in names:
                chosen.append(case)
                used[domain] += 1
    return chosen


def _by_use(goods: Mapping[str, Good], used: Counter[str], draw: random.Random) -> list[Good]:
    """Return the good files, those that have the fewest cases first."""
    return sorted(goods.values(), key=lambda good: (used[good.domain], draw.random()))


def _first(kind: Kind, goods: Iterable[Good]) -> Case | None:
    return next((case for good in goods for case in _cases(kind, good)), None)
