"""The rehearsal as a whole: every family, written in the inbox.

What belongs here: which files the rehearsal has, and writing them. What does not: what is in
them (families), where the inbox is (settings), what the platform makes of them (tests).
"""

from __future__ import annotations

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
from orchestration.lib.rehearsal.model import Draft, RehearsalFile, RehearsalManifest
from orchestration.lib.rehearsal.periods import school_years_until
from orchestration.lib.rehearsal.world import World, build_world, scale_named


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
    """Write one file under a hidden name, then give it its own: no reader sees half of it."""
    folder = inbox / draft.domain
    folder.mkdir(parents=True, exist_ok=True)
    path, hidden = folder / draft.name, folder / f".{draft.name}.tmp"
    hidden.write_bytes(draft.content)
    hidden.replace(path)
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


def write_rehearsal(
    inbox: Path,
    *,
    scale: str = "small",
    school_years: int = 7,
    last_school_year: str = "2025-2026",
    seed: int = 2026,
    academie: FictionalAcademie = CLERMONT_FICTIVE,
) -> RehearsalManifest:
    """Write the fictional académie as `inbox/<domain>/<official name>`; return what to expect.

    Same arguments, same bytes, on any machine and any day. Raises ValueError for a scale that
    is not built or a school year that is not one; nothing is written then.
    """
    years = school_years_until(last_school_year, school_years)
    world = build_world(academie, scale_named(scale), seed, years)
    drafts = _drafts(world)
    return RehearsalManifest(
        academie=academie,
        scale=scale,
        seed=seed,
        school_years=years,
        files=tuple(_write(draft, inbox) for draft in drafts),
        figures=tuple(figure for draft in drafts for figure in draft.figures),
    )
