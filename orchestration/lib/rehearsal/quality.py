"""Quality and steering: continuous improvement, publications of services, meetings.

What belongs here: `demarches_qualite`, `publications_service`, `reunions`. What does not: actions
(`actions`, `collaborations`), the qualitative survey (`qualitative`).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.cooperation import dates, scaled
from orchestration.lib.rehearsal.rates import by_year
from orchestration.lib.rehearsal.registry import bassin_codes, circonscriptions
from orchestration.lib.rehearsal.tables import (
    JUNE_30,
    Column,
    Table,
    Year,
    choose,
    days,
    flags,
    identifiers,
    picks,
    same,
    whole,
)

_GRADES = ("0", "1", "2", "3", "4")
_APPROACHES: Final = ("autoevaluation", "evaluation_externe", "audit_participatif", "qualeduc",
                      "eduform", "services_publics_plus", "caf_efqm", "autre")  # fmt: skip


def demarches_qualite(year: Year) -> Table:
    """Return one row per school and approach: those engaged stay so, some give up."""
    roster, rng = year.sim.roster, year.rng
    lasting = year.lasting("schools").random((roster.size, 4))
    kinds = choose(year.lasting("kinds"), (46, 16, 7, 12, 4, 6, 2, 7), roster.size * 2)
    units = roster.units(year.opening)
    share = np.where(roster.is_kind("ecole")[units], 0.17, 0.42)
    share = share + np.where(roster.is_kind("ecole")[units], 0.05, 0.07) * (year.opening - 2019)
    ready = lasting[units, 0] - 0.08 * year.sim.federations.is_member(year.opening)[units]
    first = units[ready < share]
    second = first[lasting[first, 1] < 0.16]
    school = np.concatenate([first, second])
    turn = np.repeat([0, 1], [len(first), len(second)])
    kind = kinds[school * 2 + turn]
    clash = (turn == 1) & (kind == kinds[school * 2])
    school, turn, kind = school[~clash], turn[~clash], kind[~clash]
    size = len(school)
    since = np.minimum(2014 + (lasting[school, 2] * 12).astype(int), year.opening)
    active = rng.random(size) < np.where(year.opening - since > 5, 0.8, 0.96)
    written = rng.poisson(2 + 0.5 * np.minimum(year.opening - since, 6)) * active
    assessed = since + 1 + ((year.opening - since) * lasting[school, 3]).astype(int)
    never = (assessed > year.opening) | (rng.random(size) < 0.18)
    grade = np.clip(1 + (year.opening - since) // 2 + choose(rng, (30, 50, 20), size) - 1, 0, 4)
    unknown = rng.random(size) < 0.05
    return year.table(school, {
        "annee_scolaire": same(year.label, size),
        "uai": year.uai(school),
        "qualite_type": picks(_APPROACHES, kind),
        "date_engagement": pa.array(dates(since, (lasting[school, 3] * 90).astype(int))),
        "active": flags(active),
        "nb_procedures": whole(written, unknown),
        "nb_procedures_validees": whole(rng.binomial(written, 0.6), unknown),
        "niveau_maturite": picks(_GRADES, grade, unknown),
        "date_derniere_evaluation": pa.array(
            dates(np.minimum(assessed, year.opening), rng.integers(100, 300, size)), mask=never
        ),
    })  # fmt: skip


_SERVICE_KINDS: Final = (
    "NOTE_SERVICE", "MISE_A_JOUR_SITE", "FORMULAIRE_DEMATERIALISE", "ENQUETE_EN_LIGNE",
    "ENQUETE_PAPIER", "RESULTATS_CIRCONSCRIPTION", "INDICATEURS_PARCOURS",
    "PROGRESSION_POLITIQUES", "EXPLICATION_PROGRAMMES", "OBSERVATOIRE_RURAL",
    "PROCEDURE_HARMONISEE", "OUTIL_PARTAGE",
)  # fmt: skip
_SCALES: Final = ("circonscription", "bassin", "departement", "academie")


def _services(year: Year) -> tuple[list[str], np.ndarray]:
    """Return the services that publish, and where each is (-1: the rectorat)."""
    found = circonscriptions(year.sim.world)
    codes, places = [], []
    for rank, code in enumerate(year.sim.roster.codes):
        codes += [*found[code], f"DSDEN{code}"]
        places += [rank] * (len(found[code]) + 1)
    central = ["RECTORAT-DAIPP", "RECTORAT-SAIO", "RECTORAT-EAFC", "RECTORAT-STAT"]
    return codes + central, np.array(places + [-1] * len(central))


def publications_service(year: Year) -> Table:
    """Return one row per publication of a service: notes have pages, all have readers."""
    rng, (codes, places) = year.rng, _services(year)
    size = scaled(year, 1_700 + 60 * (year.opening - 2019))
    shared = 3 + 0.8 * (year.opening - 2019)
    kind = choose(rng, (38, 20, 7, 5, 3, 6, shared, 3, 2, 2, 3, shared), size)
    service = rng.integers(0, len(codes), size)
    numbers = np.array([code[:4].isdigit() for code in codes])[service]
    scope = np.where(numbers, 0, np.where(places[service] < 0, 3, 2))
    targets = rng.integers(20, 600, size)
    paper, unknown = kind == 0, rng.random(size) < 0.12
    return Table({
        "id_publication": identifiers(f"PS{year.sim.world.academie.code}-{year.opening}-",
                                      np.arange(size) + 1),
        "annee_scolaire": same(year.label, size),
        "code_service": picks(codes, service),
        "publi_service_type": picks(_SERVICE_KINDS, kind),
        "date_publication": days(year.opening, rng.integers(0, JUNE_30 + 8, size)),
        "intitule": identifiers("Publication fictive n° ", np.arange(size) + 1, 1),
        "nb_pages": whole(1 + rng.poisson(3, size), ~paper & (rng.random(size) < 0.7)),
        "envoi_courriel": flags(rng.random(size) < 0.7),
        "mise_en_ligne": flags(rng.random(size) < 0.55),
        "echelle": picks(_SCALES, scope, rng.random(size) < 0.02),
        "nb_destinataires": whole(rng.binomial(targets, 0.82), unknown),
        "nb_destinataires_cibles": whole(targets, unknown),
    }, np.full(size, -1))  # fmt: skip


# Kind of meeting: share of all, share held in a circonscription, bassin, département, académie.
_MEETINGS: Final = {
    "DIRECTEURS_ECOLE": (16, (1, 0, 0, 0)), "REUNION_RENTREE_DIRECTEURS": (3, (1, 0, 0, 0)),
    "RASED": (8, (1, 0, 0, 0)), "REMPLACANTS": (3, (2, 0, 1, 0)),
    "NEO_TITULAIRES": (4, (1, 0, 2, 1)), "ANIMATEURS_BASSIN": (5, (0, 1, 1, 1)),
    "BASSIN": (14, (0, 1, 0, 0)), "COORDINATION_SERVICES": (9, (0, 0, 2, 1)),
    "COLLECTIVITES": (12, (2, 1, 4, 1)), "PARENTS": (9, (3, 1, 1, 0)),
    "PARTENAIRES": (8, (1, 2, 2, 1)), "SECURITE_JUSTICE": (4, (0, 1, 3, 1)),
    "ASSOCIATIONS": (5, (1, 1, 2, 1)),
}  # fmt: skip
_LEVELS: Final = ("circonscription", "bassin", "departement", "academie")


def _territories(year: Year) -> list[tuple[list[str], np.ndarray]]:
    """Return the codes of each level and the département of each code (-1: the académie)."""
    world, roster = year.sim.world, year.sim.roster
    found = circonscriptions(world)
    codes = [code for place in roster.codes for code in found[place]]
    owners = np.repeat(np.arange(len(roster.codes)), [len(found[c]) for c in roster.codes])
    every = np.arange(len(roster.codes))
    return [
        (codes, owners),
        (bassin_codes(roster), np.repeat(every, world.towns(world.scale.bassins))),
        (roster.codes, every), ([world.academie.code], np.array([-1])),
    ]  # fmt: skip


def reunions(year: Year) -> Table:
    """Return one row per meeting, each in a territory of its own level."""
    rng, territories = year.rng, _territories(year)
    size = scaled(year, round(2_500 * by_year({2019: 0.85, 2020: 0.7, 2021: 0.95}, year.opening)))
    kind = choose(rng, [share for share, _ in _MEETINGS.values()], size)
    where = np.array([levels for _, levels in _MEETINGS.values()], dtype=float)[kind]
    limits = where.cumsum(axis=1) / where.sum(axis=1, keepdims=True)
    level = (rng.random(size)[:, None] >= limits).sum(axis=1).clip(0, 3)
    draw = rng.random(size)
    sizes = np.array([len(codes) for codes, _ in territories])
    rank = (draw * sizes[level]).astype(int)
    offsets = np.cumsum(sizes) - sizes
    every = [code for codes, _ in territories for code in codes]
    places = np.concatenate([owners for _, owners in territories])[offsets[level] + rank]
    invited = rng.integers(6, 60, size)
    unknown = rng.random(size) < 0.05
    return Table({
        "id_reunion": identifiers(f"RN{year.sim.world.academie.code}-{year.opening}-",
                                  np.arange(size) + 1),
        "annee_scolaire": same(year.label, size),
        "type_reunion": picks(list(_MEETINGS), kind),
        "territoire_type": picks(_LEVELS, level),
        "code_territoire": picks(every, offsets[level] + rank),
        "date_reunion": days(year.opening, rng.integers(0, JUNE_30, size)),
        "nb_invites": whole(invited, unknown),
        "nb_presents": whole(rng.binomial(invited, 0.8), unknown),
        "compte_rendu": flags(rng.random(size) < 0.62 + 0.04 * (year.opening - 2019)),
        "familles_eloignees": _reaching_out(rng, kind),
    }, places)  # fmt: skip


def _reaching_out(rng: np.random.Generator, kind: np.ndarray) -> Column:
    """Tell which meetings reach out to families far from school: asked of some kinds only."""
    asked = np.isin(kind, [list(_MEETINGS).index(code) for code in ("PARENTS", "ASSOCIATIONS")])
    return flags(rng.random(len(kind)) < 0.35, ~asked)
