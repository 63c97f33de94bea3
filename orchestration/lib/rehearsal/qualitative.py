"""The qualitative survey: which schools answer, at which level, with what evidence.

What belongs here: `remontee_qualitative`. What does not: the sentences (`narratives`).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from orchestration.lib.rehearsal.narratives import CRITERIA, LEVELS, VARIANTS, sentences
from orchestration.lib.rehearsal.rates import by_year
from orchestration.lib.rehearsal.tables import (
    Table,
    Year,
    choose,
    days,
    flags,
    picks,
    same,
    whole,
)

_GRADES = ("0", "1", "2", "3", "4")
# Share of schools that answer, by rentrée; share of criteria that they answer, but for some.
_ANSWERING: Final = {2019: 0.5, 2020: 0.4, 2021: 0.55, 2022: 0.62, 2023: 0.66, 2024: 0.7}
_USUAL: Final = 0.93
_ABOUT_NETWORKS: Final = ("3.1.2", "4.3.1", "4.3.2")
_NOT_FOR_ECOLES: Final = ("1.3.5", "1.3.8", "3.2.4")
_NOT_FOR_LYCEES: Final = ("1.1.2",)
# How far the criteria of an objective have come, in levels, and how much they gain a year.
_START: Final = {"1.1": 1.9, "1.2": 1.2, "1.3": 1.5, "2.3": 1.3, "3.1": 1.5, "3.2": 1.6,
                 "4.1": 1.8, "4.2": 1.2, "4.3": 1.0}  # fmt: skip
_GAIN = 0.13
_ANSWERERS: Final = ("direction", "enseignant", "cpe", "inspection")


def _chances(year: Year, units: np.ndarray) -> np.ndarray:
    """Return how likely each school (rows) answers each criterion (columns), if it answers."""
    roster = year.sim.roster
    chances = np.full((len(units), len(CRITERIA)), _USUAL)
    ecole, lycee = roster.is_kind("ecole")[units], roster.is_kind("lycee")[units]
    member = year.sim.federations.is_member(year.opening)[units]
    for code in _ABOUT_NETWORKS:
        chances[:, CRITERIA.index(code)] = np.where(member, 0.85, 0.2)
    for code in _NOT_FOR_ECOLES:
        chances[ecole, CRITERIA.index(code)] = 0.15
    for code in _NOT_FOR_LYCEES:
        chances[lycee, CRITERIA.index(code)] = 0.1
    chances[:, CRITERIA.index("3.2.4")] *= np.where(lycee, 0.45, 0.05)
    return chances


def _levels(year: Year, school: np.ndarray, criterion: np.ndarray) -> np.ndarray:
    """Return the level of each answer: better with time, in a réseau and out of the mountains."""
    roster, rng = year.sim.roster, year.sim.world.generator(f"qualitative:levels:{year.label}")
    start = np.array([_START[code[:3]] for code in CRITERIA])
    lasting = year.lasting("schools").normal(0, 0.7, (roster.size, 1))
    taste = year.lasting("criteria").normal(0, 0.5, (roster.size, len(CRITERIA)))
    member = year.sim.federations.is_member(year.opening)
    latent = start[criterion] + _GAIN * (year.opening - 2019)
    latent = latent + lasting[school, 0] + taste[school, criterion]
    latent += np.where(member[school], 0.3, -0.15) - 0.35 * roster.mountain[school]
    latent += rng.normal(0, 0.35, len(school))
    levels: np.ndarray = np.clip(np.round(latent), 0, LEVELS - 1).astype(int)
    return levels


def remontee_qualitative(year: Year) -> Table:
    """Return one row per school and criterion; from level 2 on, a story and evidence."""
    roster, rng = year.sim.roster, year.rng
    expected = roster.units(year.opening)
    willing = year.lasting("answering").random(roster.size)[expected]
    willing = willing + rng.normal(0, 0.08, len(expected)) + 0.1 * roster.mountain[expected]
    units = expected[willing < by_year(_ANSWERING, year.opening)]
    row, criterion = np.nonzero(rng.random((len(units), len(CRITERIA))) < _chances(year, units))
    school, size = units[row], len(row)
    level = _levels(year, school, criterion)
    evidence = np.where(level >= 2, 1 + rng.poisson(level * 0.6), rng.random(size) < 0.15)
    told = (level >= 2) | (rng.random(size) < np.where(level == 1, 0.6, 0.2))
    text = (criterion * LEVELS + level) * VARIANTS + rng.integers(0, VARIANTS, size)
    day = np.where(rng.random(size) < 0.9, rng.integers(242, 302, size),
                   rng.integers(302, 330, size))  # fmt: skip
    now = year.label == year.sim.world.last
    valid = rng.random(size) < (0.83 if now else 0.92)
    again = valid & (rng.random(size) < 0.1)
    second = np.where(rng.random(size) < 0.8, level, level + rng.choice([-1, 1], size))
    second = np.where(second < 0, 1, np.where(second >= LEVELS, LEVELS - 2, second))
    return year.table(school, {
        "annee_scolaire": same(year.label, size),
        "critere_code": picks(CRITERIA, criterion),
        "uai": year.uai(school),
        "niveau_maturite": picks(_GRADES, level),
        "nb_actions": whole(rng.poisson(level * 1.3), rng.random(size) < 0.05),
        "recit": picks(sentences(), text, ~told),
        "nb_preuves": whole(evidence),
        "repondant_fonction": picks(_ANSWERERS, choose(rng, (78, 12, 6, 4), size)),
        "date_saisie": days(year.opening, day),
        "valide": flags(valid),
        "niveau_double_lecture": picks(_GRADES, second, ~again),
    })  # fmt: skip
