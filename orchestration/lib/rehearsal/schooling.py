"""Pupils on the rolls: individual enrolments, head counts, Devoirs faits.

What belongs here: `eleves`, `effectifs`, `devoirs_faits`. What does not: how pupils move
(`pupils`), examinations (`exams`).
"""

from __future__ import annotations

import numpy as np

from orchestration.lib.rehearsal.levels import (
    CODES,
    COLLEGE,
    ECOLE,
    LEVEL,
    LEVELS,
    LYCEE_PRO,
    SUPERIEUR,
)
from orchestration.lib.rehearsal.pupils import Enrolment, Simulation
from orchestration.lib.rehearsal.rates import by_year
from orchestration.lib.rehearsal.tables import (
    Table,
    Year,
    choose,
    days,
    decimals,
    flags,
    picks,
    same,
    whole,
)

_REGIMES = ("externe", "demi_pensionnaire", "interne")
_ORIGINS = ("tres_favorisee", "favorisee", "moyenne", "defavorisee", "non_renseignee")
_STATUSES = ("scolaire", "apprenti")
_MOVED, _LEFT = "changement d'établissement", "départ hors académie"
_OBSERVED = 14  # 15 September

# Share of the pupils of public collèges, by level; compulsory in 6e from 2023.
_HOMEWORK = {
    "6EME": {2019: 0.54, 2020: 0.52, 2021: 0.60, 2022: 0.58, 2023: 0.96, 2024: 0.95, 2025: 0.93},
    "5EME": {2019: 0.45, 2020: 0.43, 2021: 0.51, 2022: 0.50, 2023: 0.42, 2024: 0.41, 2025: 0.41},
    "4EME": {2019: 0.36, 2020: 0.35, 2021: 0.42, 2022: 0.40, 2023: 0.35, 2024: 0.35, 2025: 0.34},
    "3EME": {2019: 0.33, 2020: 0.32, 2021: 0.38, 2022: 0.36, 2023: 0.33, 2024: 0.32, 2025: 0.32},
}  # fmt: skip
_HOMEWORK_AS = {
    "6SEGPA": "6EME", "5SEGPA": "5EME", "4SEGPA": "4EME", "3SEGPA": "3EME", "ULIS_2D": "5EME",
    "UPE2A": "5EME",
}  # fmt: skip


def _regimes(sim: Simulation, enrolment: Enrolment) -> np.ndarray:
    """Return the regime of each pupil at the rentrée."""
    rng = sim.world.generator(f"regimes:{enrolment.school_year}")
    draw = rng.random(len(enrolment.pupil))
    level = enrolment.level
    day = np.where(np.isin(level, ECOLE), 0.36, np.where(np.isin(level, COLLEGE), 0.28, 0.36))
    night = np.where(np.isin(level, ECOLE), 0.0, np.where(np.isin(level, COLLEGE), 0.008, 0.2))
    return np.where(draw < day, 0, np.where(draw > 1 - night, 2, 1))


def eleves(year: Year) -> Table:
    """Return one row per pupil and school: two for those who change within the year."""
    sim, roll = year.sim, year.enrolment
    rows = np.concatenate([np.arange(len(roll.pupil)), roll.movers])
    school = np.concatenate([roll.school, roll.moved_to])
    entered = np.concatenate([np.zeros(len(roll.pupil), dtype=int), roll.moved_on])
    left = np.full(len(rows), -1)
    left[roll.movers], left[roll.gone] = roll.moved_on - 1, roll.gone_on
    reason = np.full(len(rows), -1)
    reason[roll.movers], reason[roll.gone] = 0, 1
    order = np.lexsort((roll.level[rows], school))
    rows, school, entered = rows[order], school[order], entered[order]
    left, reason = left[order], reason[order]
    pupil, level = roll.pupil[rows], roll.level[rows]
    draw = year.rng.random(len(roll.pupil))[rows]
    apprentice = np.isin(level, [*LYCEE_PRO, *SUPERIEUR]) & (draw < 0.03)
    columns = {
        "annee_scolaire": same(year.label, len(rows)),
        "ine": sim.ine(pupil),
        "uai": year.uai(school),
        "niveau": picks(CODES, level),
        "code_mef": picks([item.mef for item in LEVELS], level),
        "sexe": picks(("F", "M"), ~sim.people.girl[pupil]),
        "annee_naissance": whole(sim.people.birth[pupil]),
        "statut_eleve": picks(_STATUSES, apprentice),
        "regime": picks(_REGIMES, _regimes(sim, roll)[rows]),
        "pcs_regroupee": picks(_ORIGINS, sim.people.origin[pupil]),
        "boursier": flags(sim.people.scholarship[pupil] & (level > LEVEL["ULIS_ECOLE"])),
        "date_entree": days(year.opening, entered),
        "date_sortie": days(year.opening, left, left < 0),
        "motif_sortie": picks((_MOVED, _LEFT), np.maximum(reason, 0), reason < 0),
    }
    return year.table(school, columns)


def effectifs(year: Year) -> Table:
    """Return head counts at the rentrée: those of `eleves` who entered on 1 September."""
    sim, roll = year.sim, year.enrolment
    shape = (sim.roster.size, len(CODES), 2, len(_REGIMES))
    boy = ~sim.people.girl[roll.pupil]
    cell = np.ravel_multi_index((roll.school, roll.level, boy, _regimes(sim, roll)), shape)
    size = int(np.prod(shape))
    counts = np.bincount(cell, minlength=size)
    helped = sim.people.scholarship[roll.pupil] & (roll.level > LEVEL["ULIS_ECOLE"])
    grants = np.bincount(cell[helped], minlength=size)
    filled = np.flatnonzero(counts)
    school, level, sex, regime = np.unravel_index(filled, shape)
    groups = np.ceil(roll.counts[school, level] / 26)
    columns = {
        "annee_scolaire": same(year.label, len(filled)),
        "date_observation": days(year.opening, np.full(len(filled), _OBSERVED)),
        "uai": year.uai(school),
        "niveau": picks(CODES, level),
        "sexe": picks(("F", "M"), sex),
        "regime": picks(_REGIMES, regime),
        "nb_eleves": whole(counts[filled]),
        "nb_boursiers": whole(grants[filled], level <= LEVEL["ULIS_ECOLE"]),
        "nb_divisions": whole(groups, (sex != 0) | (regime != 0)),
    }
    return year.table(school, columns)


def homework_shares(opening: int) -> np.ndarray:
    """Return, by level, the share of pupils of public collèges in Devoirs faits."""
    shares = np.zeros(len(CODES))
    for code, values in _HOMEWORK.items():
        shares[LEVEL[code]] = by_year(values, opening)
    for code, like in _HOMEWORK_AS.items():
        shares[LEVEL[code]] = shares[LEVEL[like]] * 0.9
    return shares


def homework_pupils(sim: Simulation, enrolment: Enrolment) -> np.ndarray:
    """Return the places in the enrolment of those who are in Devoirs faits: the weaker more."""
    roster = sim.roster
    rng = sim.world.generator(f"devoirs_faits:pupils:{enrolment.school_year}")
    school_effect = sim.world.generator("devoirs_faits:schools").normal(1, 0.15, roster.size)
    public = roster.is_kind("college") & ~roster.private
    chance = homework_shares(enrolment.opening)[enrolment.level]
    certain = chance > 0.9
    ability = sim.people.ability[enrolment.pupil]
    chance = chance * np.where(roster.ep[enrolment.school] < 2, 1.25, 1.0)
    # Where it is compulsory, neither the collège nor the pupil chooses.
    chance = np.where(
        certain, chance, chance * school_effect[enrolment.school] * (1 - 0.35 * np.tanh(ability))
    )
    return np.flatnonzero((rng.random(len(chance)) < chance) & public[enrolment.school])


def devoirs_faits(year: Year) -> Table:
    """Return one row per pupil and public collège, both collèges of those who change."""
    sim, roll, rng = year.sim, year.enrolment, year.rng
    chosen = homework_pupils(sim, roll)
    open_to = sim.roster.is_kind("college") & ~sim.roster.private
    moved = np.isin(roll.movers, chosen) & open_to[roll.moved_to]
    rows = np.concatenate([chosen, roll.movers[moved]])
    school = np.concatenate([roll.school[chosen], roll.moved_to[moved]])
    second = np.arange(len(rows)) >= len(chosen)
    arrived = np.concatenate([np.zeros(len(chosen), dtype=int), roll.moved_on[moved]])
    order = np.lexsort((roll.level[rows], school))
    rows, school, second, arrived = rows[order], school[order], second[order], arrived[order]
    size = len(rows)
    offered = rng.integers(18, 61, size)
    halved = second | np.isin(rows, roll.movers[moved])
    offered = np.where(halved, offered // 2, offered)
    status = choose(rng, (0.31, 0.62, 0.07), size)
    followed = rng.binomial(offered, np.array([0.74, 0.93, 0.3])[status])
    unknown = rng.random(size) < 0.01
    columns = {
        "annee_scolaire": same(year.label, size),
        "ine": sim.ine(roll.pupil[rows]),
        "uai": year.uai(school),
        "niveau": picks(CODES, roll.level[rows]),
        "df_statut": picks(("inscrit", "assidu", "abandon"), status),
        "date_inscription": days(year.opening, np.maximum(arrived, rng.integers(10, 75, size))),
        "seances_proposees": whole(offered, unknown),
        "seances_suivies": whole(followed, unknown),
        "heures_hebdomadaires": decimals(rng.integers(2, 7, size) / 2),
    }
    return year.table(school, columns)
