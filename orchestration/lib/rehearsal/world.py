"""The fictional académie filled with schools, and the seeded streams of the rehearsal.

What belongs here: scales, the world, what happens to schools, the ways numbers are drawn. What
does not: statistics about the schools (families).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from orchestration.lib.rehearsal.academie import FictionalAcademie
from orchestration.lib.rehearsal.periods import opening, session
from orchestration.lib.rehearsal.schools import Kind, School, draw_school


@dataclass(frozen=True)
class Scale:
    """How many schools of each kind the académie has."""

    name: str
    ecoles: int
    colleges: int
    lycees: int
    cfa: int


SCALES: Final = {"small": Scale("small", ecoles=40, colleges=25, lycees=12, cfa=8)}


def scale_named(name: str) -> Scale:
    """Return a scale; raises ValueError when it is not built."""
    if name not in SCALES:
        known = ", ".join(SCALES)
        raise ValueError(
            f"Échelle « {name} » pas encore disponible ; échelles connues : {known} "
            f"(scale not built yet; known scales: {known})."
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

    def of(self, kind: Kind) -> tuple[School, ...]:
        """Return the schools of one kind, closed ones included."""
        return tuple(s for s in self.schools if s.kind == kind)

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


def closing_college(world: World) -> str | None:
    """Return the UAI of the collège that closes halfway, if its département has others."""
    inside = [s for s in world.of("college") if s.departement == world.academie.largest]
    return inside[-1].uai if len(inside) > 3 and len(world.school_years) > 2 else None


def _with_events(world: World) -> tuple[School, ...]:
    """Close a collège halfway, open one école in the last year and announce another."""
    closing, years = closing_college(world), world.school_years
    ecoles = [s for s in world.of("ecole") if s.departement == world.academie.largest]
    opened = {}
    if len(ecoles) > 3:
        opened = {ecoles[-1].uai: session(world.last), ecoles[-2].uai: opening(world.last)}
    return tuple(
        replace(
            school,
            closed_after=years[len(years) // 2 - 1] if school.uai == closing else None,
            opened=f"{opened[school.uai]}-09-01" if school.uai in opened else school.opened,
        )
        for school in world.schools
    )


def build_world(
    academie: FictionalAcademie, scale: Scale, seed: int, school_years: tuple[str, ...]
) -> World:
    """Return the fictional académie at `scale`."""
    empty = World(academie, scale, seed, school_years, ())
    counts: dict[Kind, int] = {
        "ecole": scale.ecoles, "college": scale.colleges, "lycee": scale.lycees, "cfa": scale.cfa,
    }  # fmt: skip
    weights = [d.weight for d in academie.departements]
    schools = tuple(
        draw_school(
            empty.stream(f"school:{kind}:{departement.code}:{rank}"),
            kind,
            departement,
            rank,
            largest=departement == academie.largest,
        )
        for kind, total in counts.items()
        for departement, number in zip(
            academie.departements, apportion(total, weights), strict=True
        )
        for rank in range(number)
    )
    draft = World(academie, scale, seed, school_years, schools)
    return World(academie, scale, seed, school_years, _with_events(draft))
