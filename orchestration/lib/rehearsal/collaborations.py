"""What schools do together: actions of réseaux, of campus, of the steering of the académie.

What belongs here: the actions that axes 3 and 4 look at, the schools in them, those who speak
there (`actions_intervenants`). What does not: the other actions of the same register (`actions`),
the réseaux themselves (`federations`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from orchestration.lib.rehearsal.cooperation import scaled
from orchestration.lib.rehearsal.federations import CMQ
from orchestration.lib.rehearsal.networks import network_ids
from orchestration.lib.rehearsal.rates import by_year
from orchestration.lib.rehearsal.tables import (
    AUGUST_31,
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
    spread,
    whole,
)

_GRADES = ("0", "1", "2", "3", "4")
# Kind of action: number a year, share of them that a réseau leads, criterion that it serves first.
_KINDS: Final = {
    "AIDE_PILOTAGE": (90, 0.15, "4.1.3"), "COMMUNICATION_EXPERIMENTATION": (60, 0.2, "4.2.4"),
    "ATELIER_REFLEXION_COLLABORATIVE": (45, 0.25, "4.2.4"),
    "VALORISATION_ACADEMIQUE": (70, 0.5, "4.3.3"),
    "VALORISATION_INTERACADEMIQUE": (24, 0.5, "4.3.3"), "PARTAGE_RECHERCHE": (60, 0.2, "3.1.6"),
    "VULGARISATION_QUALITE": (45, 0.2, "4.2.2"), "APPARTENANCE_COMMUNAUTE": (150, 0.1, "4.2.3"),
    "PRODUCTION_ECHANGE_ELEVES": (170, 0.25, "3.1.5"),
    "GROUPE_TRAVAIL_THEMATIQUE": (105, 0.35, "3.2.3"), "RESEAU_ACTION": (130, 1.0, "3.1.2"),
    "RESEAU_ACTION_ORIGINALE": (48, 1.0, "4.3.1"), "ECHANGE_INTER_RESEAUX": (66, 0.85, "4.3.2"),
    "CAMPUS_ACTION": (22, 1.0, "3.2.4"), "AUDIT_PARTICIPATIF": (20, 0.1, "4.2.5"),
}  # fmt: skip
_RANK: Final = {code: rank for rank, code in enumerate(_KINDS)}
_WITH_SPEAKERS: Final = (
    "COMMUNICATION_EXPERIMENTATION", "ATELIER_REFLEXION_COLLABORATIVE", "VALORISATION_ACADEMIQUE",
    "VALORISATION_INTERACADEMIQUE", "PARTAGE_RECHERCHE",
)  # fmt: skip
_THEMES: Final = ("fondamentaux", "inclusion", "orientation", "numerique", "qualite", "recherche",
                  "culture", "ruralite", "citoyennete", "climat_scolaire")  # fmt: skip
_STATES: Final = ("projetee", "en_cours", "realisee", "evaluee", "abandonnee")
_SCOPES: Final = ("etablissement", "reseau", "bassin", "departement", "academie",
                  "region_academique")  # fmt: skip
_BUSY: Final = {2019: 0.8, 2020: 0.6, 2021: 0.85, 2022: 1.0, 2025: 1.25}


@dataclass(frozen=True)
class Collaborations:
    """The actions of a school year: kind, réseau (-1: none), school in charge (-1), state."""

    kind: np.ndarray
    net: np.ndarray
    owner: np.ndarray
    place: np.ndarray
    scope: np.ndarray
    state: np.ndarray

    @property
    def size(self) -> int:
        """Number of actions."""
        return len(self.kind)


def drawn(year: Year) -> Collaborations:
    """Return the actions of a school year: more of them in villages that are not remote."""
    rng, roster = year.sim.world.generator(f"collaborations:{year.label}"), year.sim.roster
    found, busy = year.sim.federations, by_year(_BUSY, year.opening)
    counts = [scaled(year, round(number * busy)) for number, _, _ in _KINDS.values()]
    kind = np.repeat(np.arange(len(_KINDS)), counts)
    size, shares = len(kind), np.array([share for _, share, _ in _KINDS.values()])
    nets = found.alive(year.opening)
    # The older a réseau, the more it does.
    net = nets[choose(rng, (1 + year.opening - found.start[nets]).tolist(), size)]
    campus = nets[found.kind[nets] == CMQ]
    if len(campus):
        net = np.where(kind == _RANK["CAMPUS_ACTION"], rng.choice(campus, size), net)
    net = np.where(rng.random(size) < shares[kind], net, -1)
    units = roster.units(year.opening)
    likely = np.where(roster.mountain[units], 0.45, 1.0)
    likely = likely * np.where(roster.is_kind("ecole")[units], 1.0, 3.0)
    owner = units[choose(rng, likely.tolist(), size)]
    pilot = found.pilot[np.maximum(net, 0)]
    pilot = np.where(roster.is_open(year.opening)[pilot], pilot, roster.heir[pilot])
    owner = np.where(net >= 0, pilot, np.where(rng.random(size) < 0.2, -1, owner))
    place = np.where(
        owner >= 0,
        roster.departement[np.maximum(owner, 0)],
        choose(rng, [d.weight for d in year.sim.world.academie.departements], size),
    )
    place = np.where((owner < 0) & (rng.random(size) < 0.4), -1, place)  # fmt: skip
    abroad = (kind == _RANK["VALORISATION_INTERACADEMIQUE"]) | (
        (kind == _RANK["ECHANGE_INTER_RESEAUX"]) & (rng.random(size) < 0.12)
    )
    scope = np.where(net >= 0, 1, np.where(owner >= 0, choose(rng, (5, 0, 3), size), 3))
    scope = np.where(abroad, 5, np.where(place < 0, 4, scope))
    now = (6, 16, 50, 22, 6) if year.label == year.sim.world.last else (2, 4, 55, 31, 8)
    return Collaborations(kind, net, owner, place, scope, choose(rng, now, size))


def action_ids(year: Year, rows: np.ndarray) -> Column:
    """Return the identifiers of the actions of the register, whoever leads them."""
    return identifiers(f"AC{year.sim.world.academie.code}-{year.opening}-", rows + 1)


def touched(year: Year, pupils: np.ndarray, owner: np.ndarray, scope: np.ndarray) -> np.ndarray:
    """Return the pupils that actions touch: within one school (scope 0), no more than it has."""
    alone = (scope == 0) & (owner >= 0)
    most = year.enrolment.totals[np.maximum(owner, 0)]
    return np.where(alone, np.minimum(pupils, most), pupils)


def added_rows(year: Year, first: int) -> Table:
    """Return these actions as rows of the register, numbered from `first`."""
    found, roster = drawn(year), year.sim.roster
    rng, size = year.sim.world.generator(f"collaborations:rows:{year.label}"), found.size
    done = (found.state == 2) | (found.state == 3)
    special = found.kind == _RANK["RESEAU_ACTION_ORIGINALE"]
    begin = rng.integers(0, JUNE_30 - 60, size)
    original = done & (rng.random(size) < np.where(special, 0.82, 0.07))
    growth = 0.03 * (year.opening - 2019)
    kept = done & (rng.random(size) < np.where(original, 0.5, 0.36) + growth)
    unknown = rng.random(size) < 0.05
    criteria = [criterion for _, _, criterion in _KINDS.values()]
    pupils = found.kind == _RANK["PRODUCTION_ECHANGE_ELEVES"]
    grades = choose(rng, (3, 20, 38, 28, 11), size)
    return Table({
        "id_action": action_ids(year, first + np.arange(size)),
        "annee_scolaire": same(year.label, size),
        "type_action": picks(list(_KINDS), found.kind),
        "intitule": identifiers("Action fictive n° ", first + np.arange(size) + 1, 1),
        "critere_code": picks(criteria, found.kind, unknown),
        "theme_action": picks(_THEMES, rng.integers(0, len(_THEMES), size)),
        "instance_porteuse": picks(("Rectorat", "DSDEN", "Établissement", "Réseau"), np.where(
            found.net >= 0, 3, np.where(found.owner >= 0, 2, found.place >= 0))),
        "uai_porteur": roster.pick(np.maximum(found.owner, 0), found.owner < 0),
        "id_reseau": network_ids(year, found.net, found.net < 0),
        "perimetre": picks(_SCOPES, found.scope),
        "code_departement": picks(roster.codes, np.maximum(found.place, 0), found.place < 0),
        "date_debut": days(year.opening, begin),
        "date_fin": days(year.opening, np.minimum(begin + rng.integers(1, 120, size), AUGUST_31),
                         ~done),
        "statut_action": picks(_STATES, found.state),
        "inter_degres": flags(rng.random(size) < 0.4, unknown),
        "nb_eleves_touches": whole(
            touched(year, rng.integers(5, 200, size), found.owner, found.scope) * (found.state > 0),
            unknown | (~pupils & (rng.random(size) < 0.5))),
        "nb_personnels": whole(2 + rng.poisson(14, size), unknown),
        "support_valorisation": flags(kept),
        "originale": flags(original, ~done),
        "evaluation_realisee": flags(found.state == 3),
        "niveau_evaluation": picks(_GRADES, grades, found.state != 3),
        "preuve": identifiers("PJ-FICTIVE-", first + np.arange(size) + 1),
    }, found.place)  # fmt: skip


def added_units(year: Year, first: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (number of the action, school) of these actions, the school in charge included."""
    found, roster, nets = drawn(year), year.sim.roster, year.sim.federations
    rng = year.sim.world.generator(f"collaborations:units:{year.label}")
    led = np.flatnonzero(found.owner >= 0)
    parts = [(led, found.owner[led])]
    members = nets.members(year.opening)
    members = members[np.argsort(nets.net[members], kind="stable")]
    begin = np.searchsorted(nets.net[members], found.net)
    number = np.searchsorted(nets.net[members], found.net, side="right") - begin
    row, turn = spread(np.where(found.net >= 0, number, 0))
    kept = rng.random(len(row)) < 0.38
    parts.append((row[kept], nets.school[members[begin[row] + turn]][kept]))
    alone = np.flatnonzero(found.net < 0)
    units = roster.units(year.opening)
    units = units[np.lexsort((roster.position[units], roster.bassin[units]))]
    place = np.argsort(units)[np.searchsorted(np.sort(units), np.maximum(found.owner, 0))
                              .clip(0, len(units) - 1)]  # fmt: skip
    lost = found.owner < 0
    place = np.where(lost, rng.integers(0, len(units), found.size), place)
    row, turn = spread(rng.integers(0, 5, found.size))
    row, turn = row[np.isin(row, alone)], turn[np.isin(row, alone)]
    near = units[(place[row] + 1 + turn) % len(units)]
    close = roster.bassin[near] == roster.bassin[units[place[row]]]
    parts.append((row[close], near[close]))
    pairs = np.unique(np.concatenate([np.stack(part) for part in parts], axis=1), axis=1)
    return first + pairs[0], pairs[1]


def net_of_schools(year: Year) -> np.ndarray:
    """Return a réseau of each school, -1 where it is in none."""
    nets, found = year.sim.federations, np.full(year.sim.roster.size, -1)
    members = nets.members(year.opening)[::-1]
    found[nets.school[members]] = nets.net[members]
    return found


def speakers(year: Year, first: int) -> Table:
    """Return those who speak at or attend these actions, two in three from a réseau."""
    found, staff = drawn(year), year.sim.staff
    rng = year.sim.world.generator(f"collaborations:speakers:{year.label}")
    chosen = np.isin(found.kind, [_RANK[code] for code in _WITH_SPEAKERS])
    chosen &= (found.state == 2) | (found.state == 3)
    row, _ = spread(np.where(chosen, 3 + rng.poisson(5, found.size), 0))
    net, person = year.sim.federations.people(year.opening)
    of_net = partial(np.searchsorted, net)
    begin, end = of_net(found.net[row]), of_net(found.net[row], side="right")
    own = (found.net[row] >= 0) & (end > begin) & (rng.random(len(row)) < 0.7)
    place = np.where(own, begin + (rng.random(len(row)) * (end - begin)).astype(int),
                     rng.integers(0, len(net), len(row)))  # fmt: skip
    outside = ~own & (rng.random(len(row)) < 0.55)
    people = staff.active(year.opening)
    who = np.where(outside, rng.choice(people, len(row)), person[place])
    known = np.where(outside, -1, net[place])
    _, kept = np.unique(np.stack([row, who]), axis=1, return_index=True)
    row, who, known = row[kept], who[kept], known[kept]
    expert = rng.random(len(row)) < by_year({2019: 0.42, 2025: 0.58}, year.opening)
    return Table({
        "id_action": action_ids(year, first + row),
        "annee_scolaire": same(year.label, len(row)),
        "id_agent": staff.pick(who),
        "id_reseau": network_ids(year, known, known < 0),
        "role_expert": flags(expert),
    }, np.full(len(row), -1))  # fmt: skip
