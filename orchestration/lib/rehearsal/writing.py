"""The rehearsal as a whole: every family, written in the inbox.

What belongs here: which files the rehearsal has, and writing them. What does not: what is in
them (families), where the inbox is (settings), what the platform makes of them (tests).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from orchestration.lib.rehearsal import (
    annuaire,
    bac,
    barometres,
    calendrier,
    colleges,
    dnb,
    foreign,
    insertion,
    lycees,
)
from orchestration.lib.rehearsal.academie import CLERMONT_FICTIVE, FictionalAcademie
from orchestration.lib.rehearsal.deliveries import append_foreign, deliver, write_hidden
from orchestration.lib.rehearsal.events import build_world
from orchestration.lib.rehearsal.levels import LYCEE_GT
from orchestration.lib.rehearsal.model import Dirt, Draft, RehearsalFile, RehearsalManifest
from orchestration.lib.rehearsal.national import other_academies
from orchestration.lib.rehearsal.periods import school_years_until
from orchestration.lib.rehearsal.pupils import Simulation, simulate
from orchestration.lib.rehearsal.world import World, scale_named


def _drafts(world: World) -> list[Draft]:
    """Return every file, in the order of arrival (alphabetical, as the inbox is read)."""
    drafts = [
        annuaire.geolocalisation(world),
        *annuaire.etablissements_ep(world),
        calendrier.calendrier(world),
        dnb.dnb(world),
        dnb.incomplete_dnb(world),
        *bac.baccalaureat(world),
        colleges.ivac(world),
        colleges.ips(world),
        lycees.effectifs(world),
        insertion.inserjeunes(world),
        insertion.poursuite(world),
        barometres.barometre_2023(world),
        *barometres.barometre_2024(world),
        foreign.pdf_named_csv(),
    ]
    return sorted(drafts, key=lambda d: (d.domain, d.name))


def _write(draft: Draft, inbox: Path) -> RehearsalFile:
    path = inbox / draft.domain / draft.name
    write_hidden(path, draft.content)
    return RehearsalFile(
        draft.domain,
        path,
        draft.verdict,
        draft.dirt,
        draft.school_years,
        draft.rows,
        draft.rejected,
        draft.out_of_scope,
        draft.extra_columns,
    )


def _as_enrolled(world: World, simulation: Simulation) -> World:
    """Return the world whose schools have the size of their rolls in their last year."""
    if not world.scale.faithful:
        return world
    sizes = {s.uai: s.size for s in world.schools}
    for enrolment in simulation.enrolments:
        counts = enrolment.counts
        for rank, school in enumerate(world.schools):
            general = school.kind == "lycee" and school.track != "professionnel"
            pupils = counts[rank, list(LYCEE_GT)].sum() if general else counts[rank].sum()
            if pupils:
                sizes[school.uai] = int(pupils)
    return replace(world, schools=tuple(replace(s, size=sizes[s.uai]) for s in world.schools))


def _add_neighbours(world: World, files: list[RehearsalFile], inbox: Path) -> list[RehearsalFile]:
    """Add the rows of the other académies, one after the other, to what was written."""
    added: Counter[Path] = Counter()
    for academie in other_academies(world.academie):
        other = build_world(academie, world.scale, world.seed, world.school_years)
        added.update(append_foreign(simulate(other), inbox))
    return [
        replace(f, rows=f.rows + added[f.path], out_of_scope=added[f.path], dirt=f.dirt | {
            Dirt.OTHER_ACADEMIES
        }) if f.path in added else f
        for f in files
    ]  # fmt: skip


def write_rehearsal(
    inbox: Path,
    *,
    scale: str = "small",
    school_years: int = 7,
    last_school_year: str = "2025-2026",
    seed: int = 2026,
    academie: FictionalAcademie = CLERMONT_FICTIVE,
) -> RehearsalManifest:
    """Write the fictional académie as `inbox/<domain>/…`; return what to expect.

    Official files bear their own names, the others `<domain>__<school year>__<scope>`; first
    and corrected versions are in folders of their own, in the order of their arrival.

    Same arguments, same bytes, on any machine and any day. Raises ValueError for a scale that
    is not built or a school year that is not one; nothing is written then.
    """
    years = school_years_until(last_school_year, school_years)
    chosen = scale_named(scale)
    world = build_world(academie, chosen, seed, years)
    simulation = simulate(world)
    drafts = _drafts(_as_enrolled(world, simulation))
    files = [_write(draft, inbox) for draft in drafts]
    delivered = deliver(simulation, inbox, plain=chosen.neighbours)
    if chosen.neighbours:
        delivered = _add_neighbours(world, delivered, inbox)
    return RehearsalManifest(
        academie=academie,
        scale=scale,
        seed=seed,
        school_years=years,
        files=tuple(sorted([*files, *delivered], key=lambda f: f.path)),
        figures=tuple(figure for draft in drafts for figure in draft.figures),
    )
