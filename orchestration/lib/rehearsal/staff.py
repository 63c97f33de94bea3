"""Staff: people who stay, move and leave year after year, as arrays.

What belongs here: who works where in each school year, what stays true of each person, and the
identifiers of agents. What does not: pupils (`pupils`), what agents do (families), files. A person
keeps its rank, hence its identifier, for good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.periods import opening
from orchestration.lib.rehearsal.roster import KINDS, Roster
from orchestration.lib.rehearsal.world import World

FUNCTIONS: Final = (
    "enseignant", "cpe", "psyen", "direction", "inspection", "aed", "aesh", "administratif",
    "sante_social", "technique", "formateur",
)  # fmt: skip
FUNCTION: Final = {code: rank for rank, code in enumerate(FUNCTIONS)}
# Staff per pupil (per school for services), and share of each function, by kind of school.
_ATTRACTION: Final = {"ecole": 1.0, "college": 1.15, "lycee": 1.2, "erea": 3.0, "medico": 0.25}
_FIXED_SHARE: Final = {"service": 0.05, "cio": 0.008}
_POSTS: Final[dict[str, tuple[float, ...]]] = {
    "ecole": (74, 0, 1, 11, 0, 0, 13, 0, 1, 0, 0),
    "college": (66, 3, 1, 3, 0, 9, 7, 5, 2, 4, 0),
    "lycee": (72, 3, 1, 2.5, 0, 7, 2, 6, 1.5, 5, 0),
    "erea": (60, 4, 1, 4, 0, 10, 8, 6, 4, 3, 0),
    "medico": (90, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0),
    "cio": (0, 0, 76, 8, 0, 0, 0, 16, 0, 0, 0),
    "service": (0, 0, 0, 1, 16, 0, 0, 62, 6, 6, 9),
}
_PRIVATE_POSTS: Final = (92, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0)  # the State pays no others there
_WOMEN: Final = (0.68, 0.72, 0.83, 0.56, 0.47, 0.66, 0.93, 0.82, 0.92, 0.48, 0.62)
_TENURED: Final = (0.92, 0.93, 0.86, 1, 1, 0, 0, 0.8, 0.85, 0.75, 1)
_EACH_YEAR = 20_700
_LEAVE = 0.055  # of those who are there, each year
_MOVE = 0.2  # of all, once, to another school of the same kind
_NEVER = 9999
_RECENT = 2000  # schools opened after it are those of the rehearsal's events
_FIRST_NUMBER = 10**9  # above the numbers of the référents


def agents(numbers: np.ndarray) -> Any:
    """Return identifiers of agents: 32 hexadecimal characters that say nothing of the number."""
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    other = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    halves = np.stack([mixed, other], axis=1).astype(">u8").tobytes().hex()
    return pa.array([halves[start : start + 32] for start in range(0, len(halves), 32)])


def weighted(
    rng: np.random.Generator, options: np.ndarray, weights: np.ndarray, number: int
) -> Any:
    """Return `number` of `options`, drawn with replacement by `weights`."""
    limits = np.cumsum(weights)
    found = np.searchsorted(limits, rng.random(number) * limits[-1], side="right")
    return options[found.clip(0, len(options) - 1)]


@dataclass(frozen=True)
class Staff:
    """Arrays by person. `first` and `last` are the openings of the years it is there.

    `home` is its school, `second` the one it works in from `moved` on; `zeal` is how willingly it
    takes part in what is not compulsory, 1 on average.
    """

    roster: Roster
    first: np.ndarray
    last: np.ndarray
    home: np.ndarray
    moved: np.ndarray
    second: np.ndarray
    function: np.ndarray
    woman: np.ndarray
    birth: np.ndarray
    tenured: np.ndarray
    zeal: np.ndarray

    @property
    def size(self) -> int:
        """Number of people, those who left included."""
        return len(self.first)

    @cached_property
    def ids(self) -> Any:
        """Identifier of each person."""
        return agents(_FIRST_NUMBER + np.arange(self.size))

    def pick(self, people: np.ndarray) -> Any:
        """Return the identifiers of some people as a dictionary column."""
        ranks: Any = pa.array(np.asarray(people, dtype=np.int32))
        return pa.DictionaryArray.from_arrays(ranks, self.ids)

    @cached_property
    def _nearby(self) -> np.ndarray:
        """School where the staff of each school is until it opens: the nearest old one."""
        roster, nearby = self.roster, np.arange(self.roster.size)
        for new in np.flatnonzero(roster.first > _RECENT):
            same = (roster.kind == roster.kind[new]) & (roster.first < roster.first[new])
            same &= (roster.departement == roster.departement[new]) & (roster.last == _NEVER)
            others = np.flatnonzero(same)
            if len(others):
                gap = abs(roster.position[others] - roster.position[new])
                nearby[new] = others[np.argmin(gap)]
        return nearby

    def schools(self, year: int) -> np.ndarray:
        """Return the school of each person in the school year that opens in `year`."""
        school = np.where(self.moved <= year, self.second, self.home)
        school = np.where(self.roster.first[school] > year, self._nearby[school], school)
        found: np.ndarray = np.where(
            self.roster.last[school] < year, self.roster.heir[school], school
        )
        return found

    def active(self, year: int) -> np.ndarray:
        """Return the ranks of the people who are there in the year that opens in `year`."""
        return np.flatnonzero((self.first <= year) & (year <= self.last))

    def is_function(self, *codes: str) -> np.ndarray:
        """Tell which people have one of these functions."""
        return np.isin(self.function, [FUNCTION[code] for code in codes])


def _attraction(roster: Roster) -> np.ndarray:
    """Return how many of the staff each school has: in proportion of pupils, or a fixed share."""
    weights = np.zeros(roster.size)
    for kind, factor in _ATTRACTION.items():
        chosen = roster.is_kind(kind)
        weights[chosen] = roster.weight[chosen] * factor
    weights[roster.private] *= 0.7
    weights[[s.kind in ("college", "ecole") and not s.contract for s in roster.schools]] = 0
    total = weights.sum()
    for kind, share in _FIXED_SHARE.items():
        chosen = roster.is_kind(kind)
        weights[chosen] = total * share / max(1, chosen.sum())
    return weights


def _functions(rng: np.random.Generator, roster: Roster, home: np.ndarray) -> np.ndarray:
    """Return the function of people who work in `home`."""
    posts = np.array([_POSTS.get(kind, _POSTS["service"]) for kind in KINDS], dtype=float)
    shares = np.where(roster.private[home, None], _PRIVATE_POSTS, posts[roster.kind[home]])
    limits = shares.cumsum(axis=1) / shares.sum(axis=1, keepdims=True)
    found: np.ndarray = (rng.random(len(home))[:, None] >= limits).sum(axis=1)
    return found.clip(0, len(FUNCTIONS) - 1)


def _second_schools(
    rng: np.random.Generator, roster: Roster, home: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Return another school of the same kind and sector, most often in the same département."""
    second = home.copy()
    far = rng.random(len(home)) < 0.12
    key = (roster.kind * 2 + roster.private) * 100
    near = key + roster.departement
    for groups, chosen in ((near, ~far), (key, far)):
        for value in np.unique(groups[home]):
            people = np.flatnonzero(chosen & (groups[home] == value))
            schools = np.flatnonzero((groups == value) & (weights > 0))
            if len(people) and len(schools):
                second[people] = weighted(rng, schools, weights[schools], len(people))
    return second


def _arrivals(
    rng: np.random.Generator, size: Callable[[int], int], years: list[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the first and last years and the year of birth of everybody, in order of arrival."""
    first, last, birth = (np.empty(0, dtype=int) for _ in range(3))
    for year in years:
        number = size(year) - int(((first <= year) & (year <= last)).sum())
        came = np.full(number, year)
        if year == years[0]:  # those who are there already have come one year or another
            came = np.maximum(year - rng.geometric(_LEAVE, number) + 1, year - 30)
        age = 23 + np.minimum(rng.gamma(1.2, 5, number).astype(int), 30)
        left = year + rng.geometric(_LEAVE, number) - 1
        born = np.maximum(came - age, year - 66)
        first, birth = np.append(first, came), np.append(birth, born)
        last = np.append(last, np.maximum(np.minimum(left, born + 66), year))
    return first, last, birth


def draw_staff(world: World, roster: Roster) -> Staff:
    """Return everybody who works in the académie in one of the school years."""
    rng = world.generator("staff")
    years = [opening(label) for label in world.school_years]
    ratio = world.scale.cohort / 15_150
    first, last, birth = _arrivals(
        rng, lambda year: round((_EACH_YEAR + 100 * (year - 2019)) * ratio), years
    )
    size, weights = len(first), _attraction(roster)
    home: np.ndarray = weighted(rng, np.arange(roster.size), weights, size)
    function = _functions(rng, roster, home)
    women = np.array(_WOMEN)[function]
    women = np.where((function == 0) & roster.is_kind("ecole")[home], 0.85, women)
    moves = rng.random(size) < _MOVE
    return Staff(
        roster, first, last, home,
        moved=np.where(moves, rng.integers(years[0] + 1, years[-1] + 2, size), _NEVER),
        second=_second_schools(rng, roster, home, weights),
        function=function,
        woman=rng.random(size) < women,
        birth=birth,
        tenured=rng.random(size) < np.array(_TENURED)[function],
        zeal=rng.gamma(1.5, 1 / 1.5, size),
    )  # fmt: skip
