"""Arts, culture and sustainable development: projects, pupils reached, labels.

What belongs here: `eac_actions`, `eac_couverture`, `labellisations`. What does not: agreements
with partners (`cooperation`).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.levels import CODES
from orchestration.lib.rehearsal.rates import EAC, by_year
from orchestration.lib.rehearsal.registry import siret
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
    spread,
    stacked,
    whole,
)

_DOMAINS = ("arts_visuels", "musique", "theatre", "danse", "cinema_audiovisuel",
            "patrimoine_archeologie", "architecture", "livre_lecture", "culture_scientifique",
            "media_information", "memoire", "autre")  # fmt: skip
_SETTINGS = ("projet_etablissement", "classe_culturelle", "residence_artiste",
             "atelier_artistique", "dispositif_cinema", "pass_culture_collectif",
             "enseignement_optionnel", "sortie_culturelle", "autre")  # fmt: skip
_ARTISTS = ("Compagnie fictive des Trois Lunes", "Musée imaginaire du Volcan",
            "Médiathèque inventée de la Plaine", "Orchestre fictif des Monts",
            "Théâtre imaginaire du Pont", "Cinéma fictif Lumière",
            "Archives fictives du territoire", "Centre d'art inventé")  # fmt: skip
# Share of schools with a project, écoles then others.
_ECOLES = {2019: 0.16, 2020: 0.14, 2021: 0.22, 2022: 0.31, 2023: 0.40, 2024: 0.47, 2025: 0.52}
_OTHERS = {2019: 0.77, 2020: 0.70, 2021: 0.84, 2022: 0.93, 2023: 0.97, 2024: 0.985, 2025: 0.99}
_PASS_SINCE = 2021


def _declaring(year: Year) -> np.ndarray:
    """Return the schools that declare a project: those that started go on, most often."""
    roster = year.sim.roster
    lasting = year.sim.world.generator("eac:schools").random(roster.size)
    lasting = np.clip(lasting - 0.05 * (roster.ep < 2), 0, 1)
    wave = year.sim.world.generator(f"eac:{year.label}").normal(0, 0.04, roster.size)
    units = roster.units(year.opening)
    share = np.where(
        roster.is_kind("ecole")[units], by_year(_ECOLES, year.opening),
        by_year(_OTHERS, year.opening),
    )  # fmt: skip
    declaring: np.ndarray = units[lasting[units] + wave[units] < share]
    return declaring


def eac_actions(year: Year) -> Table:
    """Return one row per project and school; one project in twelve has a second school."""
    roster, rng = year.sim.roster, year.rng
    units = _declaring(year)
    large = np.sqrt(year.enrolment.totals[units] / 40)
    ecole = roster.is_kind("ecole")[units]
    counts = 1 + rng.poisson(np.where(ecole, 2.6, 12.0) * np.minimum(large, 4) / 2)
    group, _ = spread(counts)
    project = np.arange(len(group))
    shared = np.flatnonzero(rng.random(len(group)) < 0.08)
    partner = units[(group[shared] + 1) % len(units)]
    really = partner != units[group[shared]]
    shared, partner = shared[really], partner[really]
    rows = np.concatenate([project, shared])
    school = np.concatenate([units[group], partner])
    kinds = np.array([choose(rng, (12, 11, 15, 6, 9, 10, 4, 12, 9, 5, 5, 2), len(project)),
                      choose(rng, (24, 9, 6, 10, 10, 14, 5, 18, 4), len(project))])  # fmt: skip
    if year.opening < _PASS_SINCE:
        kinds[1][kinds[1] == 5] = 7
    pillars = rng.random((3, len(project))) < np.array([[0.7], [0.66], [0.6]])
    pillars[0] |= ~pillars.any(axis=0)
    size = len(rows)
    pupils = np.minimum(year.enrolment.totals[school], rng.integers(12, 75, size))
    collective = (kinds[1][rows] == 5) & ~roster.is_kind("ecole")[school]
    amount = np.round(pupils * rng.uniform(4, 18, size), 2)
    out_of_hours = rng.random(size) < 0.1
    who = rng.integers(0, len(_ARTISTS), len(project))[rows]
    alone = rng.random(len(project))[rows] < 0.25
    sirets = [siret(200 + rank) for rank in range(len(_ARTISTS))]
    return year.table(school, {
        "id_projet": identifiers(f"EAC{year.sim.world.academie.code}-{year.opening}-", rows + 1),
        "annee_scolaire": same(year.label, size),
        "uai": year.uai(school),
        "eac_domaine": picks(_DOMAINS, kinds[0][rows]),
        "eac_dispositif": picks(_SETTINGS, kinds[1][rows]),
        "pilier_rencontre": flags(pillars[0][rows]),
        "pilier_pratique": flags(pillars[1][rows]),
        "pilier_connaissances": flags(pillars[2][rows]),
        "nb_eleves": whole(pupils),
        "nb_classes": whole(np.maximum(1, pupils // 24)),
        "partenaire_siret": picks(sirets, who, alone),
        "partenaire_nom": picks(_ARTISTS, who, alone),
        "temps_scolaire": flags(~out_of_hours),
        "montant_part_collective": decimals(amount, 2, ~collective),
        "hors_temps_scolaire": flags(out_of_hours | (rng.random(size) < 0.05)),
    })  # fmt: skip


def eac_couverture(year: Year) -> Table:
    """Return pupils reached by school and level: none where no project was declared."""
    roster, rng = year.sim.roster, year.rng
    declaring = np.zeros(roster.size, dtype=bool)
    declaring[_declaring(year)] = True
    school, level = np.nonzero(year.enrolment.counts)
    pupils = year.enrolment.counts[school, level]
    covered = (pupils * declaring[school]).sum() / pupils.sum()
    share = min(0.97, by_year(EAC, year.opening) / 100 / covered)
    spreading = np.clip(
        share + rng.normal(0, 0.12, roster.size)[school] + rng.normal(0, 0.1, len(school)), 0, 1
    )
    reached = rng.binomial(pupils, np.where(declaring[school], spreading, 0))
    all_three = rng.binomial(reached, np.clip(0.32 + 0.02 * (year.opening - 2019), 0, 1))
    return year.table(school, {
        "annee_scolaire": same(year.label, len(school)),
        "uai": year.uai(school),
        "niveau": picks(CODES, level),
        "nb_eleves": whole(pupils),
        "nb_eleves_touches": whole(reached),
        "nb_eleves_3_piliers": whole(all_three),
    })  # fmt: skip


_LABELS = ("E3D", "EUROSCOL", "GENERATION_2024", "PHARE", "LYCEE_DES_METIERS")
# Share of schools that obtain each label in a year: écoles, then others.
_AWARDED: Final[dict[str, tuple[dict[int, float], dict[int, float]]]] = {
    "E3D": ({2019: 0.07, 2022: 0.1, 2025: 0.14}, {2019: 0.13, 2022: 0.17, 2025: 0.21}),
    "EUROSCOL": ({2019: 0.004, 2025: 0.008}, {2019: 0.02, 2025: 0.04}),
    "GENERATION_2024": ({2019: 0.02, 2023: 0.05, 2025: 0.0}, {2019: 0.05, 2023: 0.1, 2025: 0.0}),
    "PHARE": ({2019: 0, 2022: 0.0, 2023: 0.05, 2025: 0.09}, {2019: 0, 2022: 0.0, 2025: 0.15}),
    "LYCEE_DES_METIERS": ({2019: 0}, {2019: 0.01}),
}  # fmt: skip


def labellisations(year: Year) -> Table:
    """Return the labels obtained in the school year; older ones are in older files."""
    roster, rng = year.sim.roster, year.rng
    units = roster.units(year.opening)
    ecole = roster.is_kind("ecole")[units]
    parts = []
    for rank, label in enumerate(_LABELS):
        young, old = (by_year(values, year.opening) for values in _AWARDED[label])
        chosen = units[rng.random(len(units)) < np.where(ecole, young, old)]
        if label == "LYCEE_DES_METIERS":
            chosen = chosen[roster.is_kind("lycee")[chosen]]
        parts.append((chosen, np.full(len(chosen), rank)))
    school, kind = stacked(parts)
    size = len(school)
    day = rng.integers(JUNE_30 - 40, JUNE_30, size)
    term = rng.integers(3, 6, size)
    ends = np.array([np.datetime64(f"{year.opening + 1 + t}-08-31", "D") for t in range(6)])[term]
    grade = choose(rng, (6, 3, 1), size) + 1
    return year.table(school, {
        "id_label": identifiers(f"LB{year.sim.world.academie.code}-{year.opening}-",
                                np.arange(size) + 1),
        "uai": year.uai(school),
        "type_label": picks(_LABELS, kind),
        "niveau_label": whole(grade, kind != 0),
        "date_obtention": days(year.opening, day),
        "date_fin_validite": pa.array(ends),
    })  # fmt: skip
