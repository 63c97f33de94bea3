"""Which cases run: a sample for every day, all of them for the long form.

What belongs here: choosing, the same way each time. What does not: judging (`judging`).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator

from tests.corpus.model import CROSSING, KINDS, Case, Good, Kind

SEED = 2026
# A contract of 180 numbers shows no more with all of them than with a few.
TARGETS = 3
FEW = 3


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
    """Return one case of each kind at least, and a few of each good file."""
    used: Counter[str] = Counter()
    chosen: dict[str, Case] = {}
    draw = random.Random(SEED)  # noqa: S311
    own = list(goods)
    for kind in KINDS.values():
        ranked = sorted(own, key=lambda good: (used[good.domain], draw.random()))
        case = next((c for g in ranked if fits(kind, g) for c in _cases(kind, g)), None)
        if case is not None:
            chosen[case.name] = case
            used[case.good.domain] += 1
    for good in own:
        if good.beside is None:
            few = [k for k in KINDS.values() if fits(k, good)]
            while used[good.domain] < FEW:
                for case in _cases(draw.choice(few), good):
                    used[good.domain] += case.name not in chosen
                    chosen[case.name] = case
    return list(chosen.values())
