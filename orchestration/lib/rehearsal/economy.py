"""Schools and the economy: local committees, training of adults.

What belongs here: `clee_actions`, `formation_adultes`. What does not: the campus (`networks`),
what becomes of pupils (`afterwards`).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from orchestration.lib.rehearsal.cooperation import scaled
from orchestration.lib.rehearsal.rates import by_year
from orchestration.lib.rehearsal.registry import bassin_codes, bassin_labels, has_greta
from orchestration.lib.rehearsal.tables import (
    JUNE_30,
    Table,
    Year,
    choose,
    days,
    decimals,
    flags,
    identifiers,
    picks,
    same,
    whole,
)

_KINDS: Final = ("information_metiers", "orientation", "visite_entreprise", "forum",
                 "stage_observation", "mini_entreprise", "immersion_enseignants",
                 "autre")  # fmt: skip
_PUPILS: Final = np.array([60, 45, 35, 280, 12, 22, 0, 30])
_BUSY: Final = {2019: 0.8, 2020: 0.5, 2021: 0.85, 2022: 1.0, 2025: 1.15}


def _bassin_places(year: Year) -> np.ndarray:
    """Return the département of each bassin."""
    world = year.sim.world
    return np.repeat(np.arange(len(world.academie.departements)), world.towns(world.scale.bassins))


def clee_actions(year: Year) -> Table:
    """Return one row per action of a committee; the last bassin waited for its committee."""
    rng, roster = year.rng, year.sim.roster
    codes, labels, places = bassin_codes(roster), bassin_labels(roster), _bassin_places(year)
    since = year.lasting("committees").integers(2012, 2020, len(codes))
    if len(codes) > 2 * len(roster.codes):
        since[-1] = 2024
    live = np.flatnonzero(since <= year.opening)
    size = scaled(year, round(400 * by_year(_BUSY, year.opening)))
    crowd = np.bincount(roster.bassin, weights=roster.weight, minlength=len(codes))[live]
    # A committee does something every year, however small its bassin.
    bassin = np.append(live, live[choose(rng, crowd.tolist(), size)])[:size]
    kind = choose(rng, (28, 18, 20, 6, 12, 7, 5, 4), size)
    pupils = rng.poisson(_PUPILS[kind] * rng.uniform(0.4, 1.6, size))
    unknown = rng.random(size) < 0.04
    names = [label.replace("Bassin fictif", "CLEE fictif") for label in labels]
    return Table({
        "id_action": identifiers(f"CL{year.sim.world.academie.code}-{year.opening}-",
                                 np.arange(size) + 1),
        "annee_scolaire": same(year.label, size),
        "clee": picks(names, bassin),
        "code_bassin_formation": picks(codes, bassin, rng.random(size) < 0.03),
        "code_departement": picks(roster.codes, places[bassin]),
        "clee_type": picks(_KINDS, kind),
        "date_action": days(year.opening, rng.integers(14, JUNE_30 - 10, size)),
        "nb_eleves": whole(pupils, unknown),
        "nb_unites": whole(1 + rng.poisson(1.6, size), unknown),
        "nb_entreprises": whole(1 + rng.poisson(np.where(kind == 3, 18, 2)), unknown),
    }, places[bassin])  # fmt: skip


_SPECIALITIES: Final = ("110", "220", "230", "310", "312", "314", "326", "331", "334", "343")


def formation_adultes(year: Year) -> Table:
    """Return one row per action of a GRETA in the civil year of the rentrée."""
    rng, roster = year.rng, year.sim.roster
    hosts = np.flatnonzero(has_greta(roster) & ~roster.private & roster.is_open(year.opening))
    hosts = hosts if len(hosts) else roster.units(year.opening, "lycee")[:1]
    # Three support schools a département at most, the largest ones.
    order = hosts[np.argsort(-roster.weight[hosts], kind="stable")]
    chosen = np.concatenate([
        order[roster.departement[order] == rank][:3] for rank in range(len(roster.codes))
    ])  # fmt: skip
    size = scaled(year, round(900 * by_year({2019: 1, 2020: 0.72, 2022: 1}, year.opening)))
    school = chosen[choose(rng, roster.weight[chosen].tolist(), size)]
    trainees = 1 + rng.poisson(rng.gamma(2, 5, size))
    need = rng.random(size) < by_year({2019: 0.42, 2025: 0.61}, year.opening)
    elsewhere = rng.random(size) < 0.25
    near = rng.choice(np.arange(len(bassin_codes(roster))), size)
    same_place = _bassin_places(year)[near] == roster.departement[school]
    bassin = np.where(elsewhere & same_place, near, roster.bassin[school])
    return year.table(school, {
        "annee": whole(np.full(size, year.opening)),
        "id_action_greta": identifiers(f"GR{year.sim.world.academie.code}-{year.opening}-",
                                       np.arange(size) + 1),
        "uai_support": year.uai(school),
        "code_departement": picks(roster.codes, roster.departement[school]),
        "code_bassin_formation": picks(bassin_codes(roster), bassin, rng.random(size) < 0.05),
        "intitule": identifiers("Formation fictive d'adultes n° ", np.arange(size) + 1, 1),
        "domaine_nsf": picks(_SPECIALITIES, rng.integers(0, len(_SPECIALITIES), size),
                             rng.random(size) < 0.05),
        "besoin_territorial_reference": flags(need),
        "nb_stagiaires": whole(trainees),
        "heures_stagiaires": decimals(trainees * rng.integers(14, 420, size), 1),
        "certifiante": flags(rng.random(size) < 0.46),
    })  # fmt: skip
