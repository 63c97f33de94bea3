"""Réseaux: the register, the schools and the people of each network, the campus.

What belongs here: `reseaux`, `reseaux_membres`, `reseaux_agents`, `campus_metiers`. What does not:
which networks there are (`federations`), their actions (`collaborations`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.cooperation import dates
from orchestration.lib.rehearsal.federations import CMQ, TYPES
from orchestration.lib.rehearsal.tables import (
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
_TITLES = ("Réseau fictif des Quatre Vents", "Réseau fictif du Haut Pays", "Réseau fictif des Puys",
           "Réseau fictif de la Plaine", "Réseau fictif des Sources", "Réseau fictif des Deux Lacs",
           "Réseau fictif du Vieux Pont", "Réseau fictif des Gorges")  # fmt: skip
_SECTORS = ("Matériaux et bois", "Tourisme et hôtellerie", "Aéronautique", "Numérique",
            "Agroalimentaire", "Métiers d'art et du design")  # fmt: skip


def network_ids(year: Year, nets: np.ndarray, missing: np.ndarray | None = None) -> Column:
    """Return the identifiers of some networks."""
    names = identifiers(
        f"RE{year.sim.world.academie.code}-", np.arange(year.sim.federations.size) + 1, 4
    )
    return picks(names.to_pylist(), np.maximum(nets, 0), missing)


def reseaux(year: Year) -> Table:
    """Return one row per network; those dissolved in the year are still there, with the date."""
    found, roster, rng = year.sim.federations, year.sim.roster, year.rng
    nets = found.alive(year.opening)
    size, age = len(nets), year.opening - found.start[nets]
    pilot = found.pilot[nets]
    pilot = np.where(roster.is_open(year.opening)[pilot], pilot, roster.heir[pilot])
    lasting = year.lasting("quality").random((found.size, 3))[nets]
    ready = lasting[:, 0] < 0.45 + 0.06 * np.minimum(age, 7)
    driven = lasting[:, 1] < 0.2 + 0.06 * np.minimum(age, 8)
    assessed = driven & (lasting[:, 2] < 0.35 + 0.05 * (year.opening - 2019))
    grade = np.clip(ready * 1 + driven + assessed + choose(rng, (45, 40, 15), size), 0, 4)
    wide = (found.kind[nets] == CMQ) | (np.array(TYPES)[found.kind[nets]] == "THEMATIQUE")
    wide &= lasting[:, 0] < 0.3
    members = found.members(year.opening)
    pupils = np.bincount(
        found.net[members], weights=year.enrolment.totals[found.school[members]],
        minlength=found.size,
    )[nets]  # fmt: skip
    places = roster.departement[pilot]
    return Table({
        "id_reseau": network_ids(year, nets),
        "annee_scolaire": same(year.label, size),
        "type_reseau": picks(TYPES, found.kind[nets]),
        "intitule": picks(_TITLES, nets % len(_TITLES)),
        "uai_pilote": year.uai(pilot),
        "code_departement": picks(roster.codes, places, wide),
        "date_creation": pa.array(dates(found.start[nets], found.day[nets])),
        "date_dissolution": days(year.opening, np.full(size, 240) + found.day[nets] % 60,
                                 found.end[nets] != year.opening),
        "projet_formalise": flags(ready),
        "outil_pilotage": flags(driven),
        "date_autoevaluation": days(year.opening, rng.integers(90, 300, size), ~assessed),
        "niveau_coherence": picks(_GRADES, grade, rng.random(size) < 0.07),
        "nb_eleves": whole(pupils, rng.random(size) < 0.04),
    }, places)  # fmt: skip


def reseaux_membres(year: Year) -> Table:
    """Return one row per network and school, with the dates it came in and went out."""
    found, rng = year.sim.federations, year.rng
    rows = found.members(year.opening)
    net, school, size = found.net[rows], found.school[rows], len(rows)
    lasting = year.lasting("members").random((len(found.net), 2))[rows]
    founder = found.entry[rows] == found.start[net]
    entered = np.where(founder, found.day[net], (lasting[:, 0] * 200).astype(int))
    active = rng.random(size) < np.where(year.opening == 2020, 0.6, 0.68 + 0.1 * lasting[:, 1])
    left = (found.exit[rows] != year.opening) | (found.entry[rows] == year.opening)
    return year.table(school, {
        "id_reseau": network_ids(year, net),
        "annee_scolaire": same(year.label, size),
        "uai": year.uai(school),
        "date_entree": pa.array(dates(found.entry[rows], entered)),
        "date_sortie": days(year.opening, 210 + (lasting[:, 0] * 90).astype(int), left),
        "unite_active": flags(active, rng.random(size) < 0.05),
    })  # fmt: skip


def reseaux_agents(year: Year) -> Table:
    """Return one row per network and person; a person may be in two networks."""
    net, person = year.sim.federations.people(year.opening)
    school = year.sim.staff.schools(year.opening)[person]
    return year.table(school, {
        "id_reseau": network_ids(year, net),
        "annee_scolaire": same(year.label, len(net)),
        "id_agent": year.sim.staff.pick(person),
        "uai": year.uai(school),
    })  # fmt: skip


def campus_metiers(year: Year) -> Table:
    """Return one row per campus: its partners, what it does, how far it has grown."""
    found, rng = year.sim.federations, year.rng
    nets = found.alive(year.opening)
    nets = nets[found.kind[nets] == CMQ]
    size, age = len(nets), np.minimum(year.opening - found.start[nets], 8)
    members = found.members(year.opening)
    schools = np.bincount(found.net[members], minlength=found.size)[nets]
    lasting = year.lasting("campus").random(found.size)[nets]
    grade = np.clip(1 + age // 3 + (lasting > 0.5), 0, 4)
    return Table({
        "id_reseau": network_ids(year, nets),
        "annee_scolaire": same(year.label, size),
        "filiere": picks(_SECTORS, nets % len(_SECTORS)),
        "label_excellence": flags((lasting > 0.6) & (age > 2)),
        "nb_etab_secondaire": whole(schools),
        "nb_etab_superieur": whole(1 + (lasting * 4).astype(int)),
        "nb_cfa_of": whole(2 + (lasting * 5).astype(int) + age // 4),
        "nb_entreprises": whole(8 + 4 * age + rng.integers(0, 9, size)),
        "nb_collectivites": whole(2 + age // 2 + rng.integers(0, 3, size), lasting < 0.1),
        "nb_apprenants": whole(350 + 60 * age + rng.integers(0, 200, size)),
        "nb_actions_territoire": whole(
            rng.poisson(np.where(year.opening == 2020, 3, 5 + 1.5 * age))
        ),
        "niveau_integration": picks(_GRADES, grade),
    }, np.full(size, -1))  # fmt: skip
