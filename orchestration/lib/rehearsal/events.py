"""What happens to schools: priority education, mergers, closures, openings.

What belongs here: which schools are chosen, and when. What does not: how schools are drawn
(`world`), where their pupils go (`pupils`).
"""

from __future__ import annotations

from dataclasses import replace

from orchestration.lib.rehearsal.academie import FictionalAcademie
from orchestration.lib.rehearsal.periods import opening, session
from orchestration.lib.rehearsal.schools import School
from orchestration.lib.rehearsal.world import Scale, World, apportion, draw_world

_Changes = dict[str, dict[str, str | None]]


def _nearest(schools: list[School], to: School) -> list[School]:
    return sorted(schools, key=lambda s: (abs(s.position - to.position), s.uai))


def _inside(world: World, kind: str) -> list[School]:
    """Return the ordinary public schools of one kind in the largest département."""
    return [
        s
        for s in world.schools
        if s.kind == kind and s.public and s.departement == world.academie.largest
        and s.ep == "HORS EP" and s.head is None and not s.maternelle
    ]  # fmt: skip


def closing_college(world: World) -> str | None:
    """Return the UAI of the collège that closes halfway, if its département has others."""
    inside = _inside(world, "college")
    return inside[-1].uai if len(inside) > 3 and len(world.school_years) > 2 else None


def _closures(world: World) -> _Changes:
    """Merge two collèges and two écoles halfway, close an école a year earlier for good."""
    years, changes = world.school_years, _Changes()
    last_years = {"college": years[len(years) // 2 - 1], "ecole": years[len(years) // 2 - 1]}
    for kind, year in last_years.items():
        inside = _inside(world, kind)
        if len(inside) < 4 or len(years) < 3:
            continue
        gone = inside[-1] if kind == "college" else inside[-3]
        heir = _nearest([s for s in inside[:-4] or inside[:1] if s != gone], gone)[0]
        changes[gone.uai] = {"closed_after": year, "successor": heir.uai}
        if kind == "ecole" and len(inside) > 8 and len(years) > 4:
            changes[inside[-4].uai] = {"closed_after": years[len(years) // 2 - 2]}
    return changes


def _openings(world: World) -> _Changes:
    """Open one école in the last year and announce another."""
    inside = _inside(world, "ecole")
    if len(inside) <= 3:
        return {}
    return {
        inside[-1].uai: {"opened": f"{session(world.last)}-09-01"},
        inside[-2].uai: {"opened": f"{opening(world.last)}-09-01"},
    }


def _networks(world: World) -> _Changes:
    """Choose the schools of priority education, the most urban ones of two départements."""
    places = list(dict.fromkeys((world.academie.departements[0], world.academie.largest)))
    changes: _Changes = {}
    for label, (colleges, ecoles) in (("REP", world.scale.rep), ("REP+", world.scale.rep_plus)):
        # One network only: the first département has the REP, the largest the REP+.
        order = places if label == "REP" else places[::-1]
        quotas = apportion(colleges, [1 + (place == order[0]) * 0.1 for place in order])
        members = apportion(ecoles, [max(q, 0.01) for q in quotas])
        for place, heads, wanted in zip(order, quotas, members, strict=True):
            public = [
                s for s in world.schools
                if s.departement == place and s.public and s.uai not in changes
            ]  # fmt: skip
            chosen = sorted(
                (s for s in public if s.kind == "college"), key=lambda s: (-s.urbanity, s.uai)
            )[:heads]
            for rank, head in enumerate(chosen):
                changes[head.uai] = {"ep": label, "head": head.uai}
                free = [s for s in public if s.kind == "ecole" and s.uai not in changes]
                number = apportion(wanted, [1.0] * heads)[rank]
                near = _nearest(free, head)
                changes |= {s.uai: {"ep": label, "head": head.uai} for s in near[:number]}
                # One more école of each network is near it without being in it.
                changes |= {s.uai: {"head": head.uai} for s in near[number : number + 1]}
    return changes


def _changed(world: World, changes: _Changes) -> World:
    schools = tuple(
        replace(s, **changes[s.uai]) if s.uai in changes else s  # type: ignore[arg-type]
        for s in world.schools
    )
    return replace(world, schools=schools)


def build_world(
    academie: FictionalAcademie, scale: Scale, seed: int, school_years: tuple[str, ...]
) -> World:
    """Return the fictional académie at `scale`, with everything that happens to its schools."""
    world = draw_world(academie, scale, seed, school_years)
    world = _changed(world, _networks(world))
    return _changed(world, _closures(world) | _openings(world))
