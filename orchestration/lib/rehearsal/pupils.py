"""Pupils: cohorts that really move up, year after year, as arrays.

What belongs here: who is where in each school year, who changes school, who leaves; the whole
that families look at. What does not: what pupils do and get (families), staff (`staff`), files. A
pupil keeps its number, hence its INE, for good.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.federations import Federations, draw_federations
from orchestration.lib.rehearsal.levels import (
    CODES,
    LEVEL,
    LEVELS,
    level_targets,
    ranks,
    transition_table,
)
from orchestration.lib.rehearsal.periods import opening
from orchestration.lib.rehearsal.roster import Roster, build_roster
from orchestration.lib.rehearsal.schools import UAI_KEYS
from orchestration.lib.rehearsal.staff import Staff, draw_staff
from orchestration.lib.rehearsal.world import World

_MOVES = 0.02  # change school between two years, at the same level
_MOVES_IN_YEAR = 0.0055
_LEAVES_IN_YEAR = 0.002
_ELSEWHERE = 0.15  # of those who move, to any département
_STRANGERS = 2_000  # numbers kept for those who sit an examination without being enrolled
_COMPLETED = (*range(LEVEL["PS"], LEVEL["ULIS_ECOLE"]), *ranks("6EME", "5EME", "4EME", "3EME"))
_WITHOUT_DIPLOMA = ranks(
    "3EME", "3PREPA_METIERS", "3SEGPA", "ULIS_2D", "2NDE_GT", "1ERE_G", "1ERE_T", "2NDE_PRO",
    "1ERE_PRO", "TERM_PRO", "TERM_T", "CAP1", "CAP2",
)  # fmt: skip
# Social origins (très favorisée to non renseignée): ordinary, priority education, private.
_ORIGINS = np.array([
    [0.20, 0.13, 0.29, 0.35, 0.03], [0.06, 0.08, 0.24, 0.59, 0.03], [0.29, 0.15, 0.29, 0.24, 0.03],
])  # fmt: skip


@dataclass
class People:
    """What stays true of every pupil ever enrolled, by pupil number."""

    girl: np.ndarray
    birth: np.ndarray
    origin: np.ndarray
    ability: np.ndarray
    scholarship: np.ndarray

    @property
    def size(self) -> int:
        """Number of pupils."""
        return len(self.birth)


@dataclass(frozen=True)
class Enrolment:
    """A school year: arrays aligned pupil by pupil, then those who move or leave within it.

    `movers` are places in the arrays, `moved_to` their second school, `moved_on` days since
    1 September; `gone` left the académie's schools on `gone_on`. `lost` are (pupil, school,
    level) of those who left after the year before, without a diploma, aged 16 or more.
    """

    school_year: str
    roster: Roster = field(repr=False)
    pupil: np.ndarray
    level: np.ndarray
    school: np.ndarray
    movers: np.ndarray
    moved_to: np.ndarray
    moved_on: np.ndarray
    gone: np.ndarray
    gone_on: np.ndarray
    lost: tuple[np.ndarray, np.ndarray, np.ndarray]

    @property
    def opening(self) -> int:
        """Civil year of the rentrée."""
        return opening(self.school_year)

    @cached_property
    def counts(self) -> np.ndarray:
        """Pupils at the rentrée by (school, level)."""
        key = self.school * len(CODES) + self.level
        size = self.roster.size * len(CODES)
        return np.bincount(key, minlength=size).reshape(self.roster.size, len(CODES))

    @cached_property
    def totals(self) -> np.ndarray:
        """Pupils at the rentrée by school."""
        totals: np.ndarray = self.counts.sum(axis=1)
        return totals

    def by_sex(self, people: People) -> np.ndarray:
        """Return pupils at the rentrée by (school, level, sex: girls first)."""
        key = (self.school * len(CODES) + self.level) * 2 + ~people.girl[self.pupil]
        size = self.roster.size * len(CODES) * 2
        counts: np.ndarray = np.bincount(key, minlength=size)
        return counts.reshape(self.roster.size, len(CODES), 2)


@dataclass(frozen=True)
class Simulation:
    """The académie with its pupils (one enrolment per school year), its staff, its networks."""

    world: World
    roster: Roster
    people: People
    enrolments: tuple[Enrolment, ...]

    @cached_property
    def staff(self) -> Staff:
        """Everybody who works in the académie."""
        return draw_staff(self.world, self.roster)

    @cached_property
    def federations(self) -> Federations:
        """Every network of schools."""
        return draw_federations(self.world, self.roster, self.staff)

    @cached_property
    def ines(self) -> Any:
        """National identifier of every pupil: ten digits and their check letter."""
        # 9 in third place: no such number is allotted; the factor hides who came after whom.
        size = self.people.size + _STRANGERS * (len(self.enrolments) + 1)
        numbers = np.arange(size, dtype=np.int64) * 48_271 % 10_000_000
        digits = int(self.world.academie.code) * 10**8 + 9 * 10**7 + numbers
        body = np.empty((len(digits), 11), dtype=np.uint8)
        rest = digits.copy()
        for place in range(9, -1, -1):
            body[:, place] = 48 + rest % 10
            rest //= 10
        body[:, 10] = np.frombuffer(UAI_KEYS.encode(), dtype=np.uint8)[digits % 23]
        return pa.array(body.reshape(-1).view("S11").astype("U11"))

    def strangers(self, opening: int, number: int) -> np.ndarray:
        """Return the numbers of `number` candidates who are on no roll, in one school year."""
        rank = opening - self.enrolments[0].opening
        return self.people.size + rank * _STRANGERS + np.arange(number)

    def ine(self, pupils: np.ndarray) -> Any:
        """Return the identifiers of some pupils."""
        return self.ines.take(pa.array(pupils))


def apportion(total: int, weights: np.ndarray) -> np.ndarray:
    """Share `total` out by `weights` in whole numbers (largest remainders)."""
    exact = total * weights / weights.sum()
    shares: np.ndarray = np.floor(exact).astype(int)
    order = np.argsort(shares - exact, kind="stable")
    shares[order[: total - shares.sum()]] += 1
    return shares


def grouped(rng: np.random.Generator, key: np.ndarray) -> np.ndarray:
    """Return, for each item, another item with the same key (itself when it is alone)."""
    order = np.lexsort((rng.random(len(key)), key))
    ordered = key[order]
    follower = np.roll(order, -1)
    ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))
    starts = np.append(0, ends[:-1] + 1)
    follower[ends] = order[starts]
    result = np.empty(len(key), dtype=int)
    result[order] = follower
    return result


class _Academie:
    """The state that moves from year to year. Kept private: families see enrolments only."""

    def __init__(self, world: World, roster: Roster) -> None:
        self.world, self.roster = world, roster
        nothing = np.empty(0)
        self.people = People(
            nothing.astype(bool), nothing.astype(int), nothing.astype(int), nothing,
            nothing.astype(bool),
        )  # fmt: skip
        self.pupil, self.level, self.school = (np.empty(0, dtype=int) for _ in range(3))
        self.shares, self.targets = transition_table()

    def _seats(self, rng: np.random.Generator, number: int, schools: np.ndarray) -> np.ndarray:
        """Return `number` seats in some schools by what they attract, in geographic order."""
        ordered = schools[np.argsort(self.roster.position[schools], kind="stable")]
        weights = self.roster.weight[ordered] * rng.uniform(0.95, 1.05, len(ordered))
        return np.repeat(ordered, apportion(number, weights))

    def place(
        self,
        rng: np.random.Generator,
        departement: np.ndarray,
        position: np.ndarray,
        level: int,
        year: int,
    ) -> np.ndarray:
        """Return a school that teaches `level` for each pupil, near where the pupil is."""
        roster = self.roster
        teaching = np.flatnonzero(roster.offers[:, level] & roster.is_open(year))
        result = np.empty(len(departement), dtype=int)
        for code in np.unique(departement):
            inside = teaching[roster.departement[teaching] == code]
            inside = inside if len(inside) else teaching
            pupils = np.flatnonzero(departement == code)
            share = roster.weight[inside][roster.private[inside]].sum()
            share /= roster.weight[inside].sum()
            chosen = rng.random(len(pupils)) < share
            for private in (False, True):
                group = pupils[chosen == private]
                schools = inside[roster.private[inside] == private]
                schools = schools if len(schools) else inside
                near = np.argsort(position[group] + rng.normal(0, 0.02, len(group)), kind="stable")
                result[group[near]] = self._seats(rng, len(group), schools)
        return result

    def newcomers(self, rng: np.random.Generator, numbers: np.ndarray, year: int) -> None:
        """Enrol `numbers` new pupils at each level."""
        level = np.repeat(np.arange(len(CODES)), numbers)
        school = np.empty(len(level), dtype=int)
        for rank in np.flatnonzero(numbers):
            teaching = np.flatnonzero(self.roster.offers[:, rank] & self.roster.is_open(year))
            school[level == rank] = rng.permutation(self._seats(rng, numbers[rank], teaching))
        size = len(level)
        kind = np.where(self.roster.ep[school] < 2, 1, np.where(self.roster.private[school], 2, 0))
        origin = (rng.random(size)[:, None] > _ORIGINS.cumsum(axis=1)[kind]).sum(axis=1).clip(0, 4)
        late = rng.choice([-1, 0, 1, 2], size, p=[0.01, 0.93, 0.055, 0.005])
        spread = np.isin(level, ranks("ULIS_ECOLE", "ULIS_2D", "UPE2A"))
        late = np.where(spread, rng.integers(-2, 3, size), late)
        ages = np.array([item.age for item in LEVELS])[level]
        new = People(
            rng.random(size) < 0.49, year - ages - late, origin, rng.normal(0, 1, size),
            rng.random(size) < np.array([0.02, 0.06, 0.18, 0.52, 0.2])[origin],
        )  # fmt: skip
        first = self.people.size
        for name, values in vars(new).items():
            setattr(self.people, name, np.concatenate([getattr(self.people, name), values]))
        self.pupil = np.concatenate([self.pupil, first + np.arange(size)])
        self.level = np.concatenate([self.level, level])
        self.school = np.concatenate([self.school, school])

    def fill(self, rng: np.random.Generator, year: int, first: bool) -> None:
        """Enrol newcomers up to what is expected of each level."""
        wanted = level_targets(self.world.scale.cohort, year)
        missing = np.maximum(wanted - np.bincount(self.level, minlength=len(CODES)), 0)
        if not first:
            open_levels = np.zeros(len(CODES), dtype=bool)
            open_levels[[*_COMPLETED, *ranks("TPS", "UPE2A")]] = True
            missing = np.where(open_levels, missing, 0)
        self.newcomers(rng, np.round(missing).astype(int), year)

    def promote(
        self, rng: np.random.Generator, year: int
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Move everybody to the next level; return those who left too early."""
        draw = rng.random(len(self.level))
        step = (draw[:, None] >= self.shares[self.level]).sum(axis=1)
        step = np.minimum(step, self.shares.shape[1] - 1)
        level = self.targets[self.level, step]
        age = year - self.people.birth[self.pupil]
        level = np.where((self.level == LEVEL["ULIS_ECOLE"]) & (age >= 12), LEVEL["ULIS_2D"], level)
        level = np.where((level == LEVEL["ULIS_2D"]) & (age >= 17), -1, level)
        lost = (level < 0) & (age >= 16) & np.isin(self.level, _WITHOUT_DIPLOMA)
        early = self.pupil[lost], self.school[lost], self.level[lost]
        stay = level >= 0
        self.pupil, self.level = self.pupil[stay], level[stay]
        self.school = self.school[stay]
        gone = ~self.roster.is_open(year)[self.school]
        self.school = np.where(gone, self.roster.heir[self.school], self.school)
        self._find_schools(rng, year)
        return early

    def _find_schools(self, rng: np.random.Generator, year: int) -> None:
        """Give a school to those whose own does not teach their level; make some move."""
        roster = self.roster
        without = np.flatnonzero(~roster.offers[self.school, self.level])
        for level in np.unique(self.level[without]):
            group = without[self.level[without] == level]
            school = self.school[group]
            self.school[group] = self.place(
                rng, roster.departement[school], roster.position[school], int(level), year
            )
        moving = rng.random(len(self.level)) < _MOVES
        moving[without] = False
        places = np.flatnonzero(moving)
        self.school[places] = self.school[places[grouped(rng, self._key(rng, places))]]
        self._fill_new_schools(rng, year)

    def _fill_new_schools(self, rng: np.random.Generator, year: int) -> None:
        """Give the pupils of half a nearby school to one that opens this year."""
        for new in np.flatnonzero((self.roster.first == year) & self.roster.is_kind("ecole")):
            same = self.roster.is_open(year) & self.roster.is_kind("ecole")
            same &= self.roster.departement == self.roster.departement[new]
            same &= ~self.roster.private
            same[new] = False
            others = np.flatnonzero(same)
            near = others[np.argmin(abs(self.roster.position[others] - self.roster.position[new]))]
            self.school[(self.school == near) & (rng.random(len(self.school)) < 0.5)] = new

    def _key(self, rng: np.random.Generator, places: np.ndarray) -> np.ndarray:
        """Return what pupils who change places share: a level, and most often a département."""
        departement = self.roster.departement[self.school[places]]
        departement = np.where(rng.random(len(places)) < _ELSEWHERE, 99, departement)
        key: np.ndarray = self.level[places] * 100 + departement
        return key

    def _other_schools(self, rng: np.random.Generator, places: np.ndarray, year: int) -> np.ndarray:
        """Return a school of the same level for some pupils, near or far (their own if alone)."""
        roster = self.roster
        level = self.level[places]
        target: np.ndarray = self.school[places].copy()
        away = rng.random(len(places)) < _ELSEWHERE
        here = roster.departement[target]
        for rank in np.unique(level):
            teaching = np.flatnonzero(roster.offers[:, rank] & roster.is_open(year))
            for code in np.unique(here[level == rank]):
                inside = teaching[roster.departement[teaching] == code]
                for far, choice in ((False, inside), (True, np.setdiff1d(teaching, inside))):
                    group = np.flatnonzero((level == rank) & (here == code) & (away == far))
                    if len(group) and len(choice):
                        target[group] = rng.choice(choice, len(group))
        return target

    def enrolment(
        self,
        rng: np.random.Generator,
        school_year: str,
        lost: tuple[np.ndarray, np.ndarray, np.ndarray],
    ) -> Enrolment:
        """Return the school year, some pupils changing school or leaving within it."""
        draw = rng.random(len(self.level))
        movers = np.flatnonzero(draw < _MOVES_IN_YEAR)
        target = self._other_schools(rng, movers, opening(school_year))
        really = target != self.school[movers]
        movers, target = movers[really], target[really]
        gone = np.flatnonzero(draw > 1 - _LEAVES_IN_YEAR)
        year = Enrolment(
            school_year, self.roster, self.pupil, self.level, self.school.copy(), movers, target,
            rng.integers(60, 250, len(movers)), gone, rng.integers(60, 280, len(gone)), lost,
        )  # fmt: skip
        self.school[movers] = target
        keep = np.ones(len(self.level), dtype=bool)
        keep[gone] = False
        self.pupil, self.level, self.school = self.pupil[keep], self.level[keep], self.school[keep]
        return year


def simulate(world: World) -> Simulation:
    """Return the académie with its pupils in every school year."""
    roster = build_roster(world)
    state = _Academie(world, roster)
    enrolments = []
    before = opening(world.school_years[0]) - 1
    state.fill(world.generator(f"pupils:{before}"), before, first=True)
    for school_year in world.school_years:
        year = opening(school_year)
        rng = world.generator(f"pupils:{year}")
        lost = state.promote(rng, year)
        state.fill(rng, year, first=False)
        enrolments.append(state.enrolment(rng, school_year, lost))
    return Simulation(world, roster, state.people, tuple(enrolments))
