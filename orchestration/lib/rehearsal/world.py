"""The fictional académie filled with schools, and the seeded streams of the rehearsal.

What belongs here: scales, the world, the ways numbers are drawn. What does not: what happens to
schools (`events`), statistics about them (families).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

import numpy as np

from orchestration.lib.rehearsal.academie import FictionalAcademie, FictionalDepartement
from orchestration.lib.rehearsal.periods import opening
from orchestration.lib.rehearsal.schools import ROOM, Kind, School, draw_school


@dataclass(frozen=True)
class Scale:
    """How many schools of each kind the académie has.

    `cohort` is the pupils of an ordinary year of birth; `rep` and `rep_plus` are (collèges,
    écoles) of priority education; `shares` are the schools of a kind by département, for an
    académie of as many départements (others get them by weight). `faithful`: official files show
    the sizes that schools have on the rolls, which are too small at the smallest scale.
    """

    name: str
    ecoles: int
    colleges: int
    lycees: int
    cfa: int
    cohort: int
    rep: tuple[int, int]
    rep_plus: tuple[int, int]
    others: Mapping[Kind, int]
    bassins: int = 4
    circonscriptions: int = 8
    shares: Mapping[Kind, tuple[int, ...]] = field(default_factory=dict)
    neighbours: bool = False
    faithful: bool = False

    @property
    def counts(self) -> dict[Kind, int]:
        """Return the number of schools of each kind."""
        return {
            "ecole": self.ecoles, "college": self.colleges, "lycee": self.lycees, "cfa": self.cfa,
            **self.others,
        }  # fmt: skip


_ACADEMIE = Scale(
    "academie", 1050, 191, 79, 59, 15_150, (6, 34), (5, 34),
    {"erea": 3, "cio": 7, "service": 4, "medico": 12}, 12, 40,
    {
        "ecole": (271, 130, 206, 443), "college": (45, 26, 43, 77), "lycee": (20, 9, 15, 35),
        "cfa": (15, 6, 9, 29), "erea": (1, 0, 1, 1),
    },
    faithful=True,
)  # fmt: skip
SCALES: Final = {
    "small": Scale(
        "small", 40, 25, 12, 8, 950, (1, 3), (1, 3),
        {"erea": 1, "cio": 1, "service": 1, "medico": 1},
    ),
    "academie": _ACADEMIE,
    "national": replace(_ACADEMIE, name="national", neighbours=True),
}  # fmt: skip


def scale_named(name: str) -> Scale:
    """Return a scale; raises ValueError when there is none of that name."""
    if name not in SCALES:
        known = ", ".join(SCALES)
        raise ValueError(
            f"Échelle « {name} » inconnue ; échelles connues : {known} (unknown scale)."
        )
    return SCALES[name]


@dataclass(frozen=True)
class World:
    """Everything that the families draw on. Each file has a random stream of its own."""

    academie: FictionalAcademie
    scale: Scale
    seed: int
    school_years: tuple[str, ...]
    schools: tuple[School, ...]

    def stream(self, label: str) -> Random:
        """Return the stream of `label`: a new file never changes the others."""
        # A secret needs another generator; the same figures each time need this one.
        return Random(f"{self.seed}:{self.academie.code}:{label}")  # noqa: S311

    def generator(self, label: str) -> np.random.Generator:
        """Return the stream of `label` for draws by whole arrays."""
        name = f"{self.seed}:{self.academie.code}:{label}".encode()
        return np.random.default_rng(int.from_bytes(hashlib.sha256(name).digest()[:16], "big"))

    def of(self, kind: Kind) -> tuple[School, ...]:
        """Return the schools of one kind, closed ones included."""
        return tuple(s for s in self.schools if s.kind == kind)

    def towns(self, total: int) -> list[int]:
        """Share `total` towns out between the départements, at least one each."""
        weights = [d.weight for d in self.academie.departements]
        return [max(1, n) for n in apportion(total, weights)]

    @property
    def last(self) -> str:
        """The last school year."""
        return self.school_years[-1]


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Share `total` out by `weights` in whole numbers (largest remainders)."""
    exact = [total * w / sum(weights) for w in weights]
    shares = [int(x) for x in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares


def walk(rng: Random, count: int, start: float, step: float) -> list[float]:
    """Return `count` values that move by at most `step` a year and stay within 4 steps."""
    values = [start]
    while len(values) < count:
        moved = values[-1] + rng.uniform(-step, step)
        values.append(max(start - 4 * step, min(start + 4 * step, moved)))
    return values


def _numbers(academie: FictionalAcademie, scale: Scale, kind: Kind) -> list[int]:
    """Return the schools of one kind in each département."""
    shares = scale.shares.get(kind, ())
    if len(shares) == len(academie.departements):
        return list(shares)
    spread = apportion(scale.counts[kind], [d.weight for d in academie.departements])
    return [min(number, ROOM[kind]) for number in spread]


def draw_world(
    academie: FictionalAcademie, scale: Scale, seed: int, school_years: tuple[str, ...]
) -> World:
    """Return the fictional académie at `scale`, before anything happens to its schools."""
    empty = World(academie, scale, seed, school_years, ())
    towns = dict(zip(academie.departements, empty.towns(scale.bassins), strict=True))

    def draw(kind: Kind, departement: FictionalDepartement, rank: int) -> School:
        rng = empty.stream(f"school:{kind}:{departement.code}:{rank}")
        biggest = departement == academie.largest
        return draw_school(rng, kind, departement, rank, towns[departement], biggest)

    schools = tuple(
        draw(kind, departement, rank)
        for kind in scale.counts
        for departement, number in zip(
            academie.departements, _numbers(academie, scale, kind), strict=True
        )
        for rank in range(number)
    )
    return World(academie, scale, seed, school_years, schools)


def halfway(world: World) -> str:
    """Return the first school year of the second half, when two collèges merge."""
    return world.school_years[len(world.school_years) // 2]


def years_before(world: World, school_year: str) -> int:
    """Return how many years before the last one a school year opened."""
    return opening(world.last) - opening(school_year)
