"""Actions, shared plans of collèges and écoles, experiments.

What belongs here: `actions`, `actions_unites`, `actions_intervenants`, `avenants_communs`,
`avenants_unites`, `experimentations`. What does not: partnerships and agreements (`cooperation`),
what the actions of réseaux are (`collaborations`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal import collaborations
from orchestration.lib.rehearsal.collaborations import action_ids, net_of_schools, touched
from orchestration.lib.rehearsal.cooperation import Pool, dates, members, scaled
from orchestration.lib.rehearsal.networks import network_ids
from orchestration.lib.rehearsal.tables import (
    AUGUST_31,
    JUNE_30,
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
_TYPES = ("CESCD", "GACS", "CESC_EPLE", "INNOVATION_PEDAGOGIQUE", "FAMILLE_COEDUCATION",
          "RESEAU_ACTION", "SECURITE_PREVENTION", "GROUPE_TRAVAIL_THEMATIQUE",
          "VULGARISATION_QUALITE", "AUTRE")  # fmt: skip
_TYPE_SHARES = (16, 9, 26, 10, 10, 8, 8, 5, 3, 5)
_THEMES = ("sante", "citoyennete", "climat_scolaire", "harcelement", "laicite", "egalite",
           "environnement", "fondamentaux", "inclusion", "culture", "sport",
           "familles")  # fmt: skip
_STATES = ("projetee", "en_cours", "realisee", "evaluee", "abandonnee")
_SCOPES = ("etablissement", "reseau", "circonscription", "bassin", "departement", "academie")
_EACH_YEAR = 2_900


@dataclass(frozen=True)
class _Actions:
    """The actions of a school year: kind, territory, school in charge (-1: none), state."""

    kind: np.ndarray
    place: np.ndarray
    owner: np.ndarray
    scope: np.ndarray
    state: np.ndarray

    @property
    def size(self) -> int:
        """Number of actions."""
        return len(self.kind)


def _actions(year: Year) -> _Actions:
    rng, roster = year.sim.world.generator(f"actions:list:{year.label}"), year.sim.roster
    size = scaled(year, _EACH_YEAR + 60 * (year.opening - 2019))
    kind = choose(rng, _TYPE_SHARES, size)
    driven = kind < 2  # CESCD and GACS are led by services, not by a school
    weights = [d.weight for d in year.sim.world.academie.departements]
    place = choose(rng, weights, size)
    units = roster.units(year.opening)
    owner = np.where(driven | (rng.random(size) < 0.15), -1, rng.choice(units, size))
    wide = (owner < 0) & (rng.random(size) < np.where(kind == 1, 0.5, 0.2))
    place = np.where(owner >= 0, roster.departement[np.maximum(owner, 0)], place)
    scope = np.where(owner >= 0, choose(rng, (7, 2, 1), size), choose(rng, (0, 1, 2, 3, 6), size))
    current = year.label == year.sim.world.last
    shares = (6, 14, 46, 26, 8) if current else (2, 4, 52, 33, 9)
    return _Actions(
        kind, np.where(wide, -1, place), owner, np.where(wide, 5, scope),
        choose(rng, shares, size),
    )  # fmt: skip


def _networks(year: Year, found: _Actions) -> np.ndarray:
    """Return the réseau of each action: most of those that a réseau carries, no others."""
    rng = year.sim.world.generator(f"actions:networks:{year.label}")
    net = np.where(found.owner >= 0, net_of_schools(year)[np.maximum(found.owner, 0)], -1)
    carried = (found.kind == _TYPES.index("RESEAU_ACTION")) & (rng.random(found.size) < 0.85)
    return np.where(carried, net, -1)


def actions(year: Year) -> Table:
    """Return one row per action; those of the whole académie have no département."""
    found, rng, roster = _actions(year), year.rng, year.sim.roster
    size, state = found.size, found.state
    first = rng.integers(0, JUNE_30 - 60, size)
    last = np.minimum(first + rng.integers(5, 150, size), AUGUST_31)
    done = (state == 2) | (state == 3)
    assessed = state == 3
    unknown = rng.random(size) < 0.06
    net = _networks(year, found)
    table = Table({
        "id_action": action_ids(year, np.arange(size)),
        "annee_scolaire": same(year.label, size),
        "type_action": picks(_TYPES, found.kind),
        "intitule": identifiers("Action fictive n° ", np.arange(size) + 1, 1),
        "critere_code": picks(("1.1.5", "1.1.6", "1.1.8", "1.2.4"), rng.integers(0, 4, size),
                              found.kind > 3),
        "theme_action": picks(_THEMES, choose(rng, (16, 14, 13, 9, 6, 9, 9, 5, 6, 5, 4, 4), size)),
        "instance_porteuse": picks(("DSDEN", "Rectorat", "Établissement", "Circonscription"),
                                   np.where(found.owner >= 0, 2, found.place < 0)),
        "uai_porteur": roster.pick(np.maximum(found.owner, 0), found.owner < 0),
        "id_reseau": network_ids(year, net, net < 0),
        "perimetre": picks(_SCOPES, found.scope),
        "code_departement": picks(roster.codes, np.maximum(found.place, 0), found.place < 0),
        "date_debut": days(year.opening, first),
        "date_fin": days(year.opening, last, ~done),
        "statut_action": picks(_STATES, state),
        "inter_degres": flags(rng.random(size) < 0.25, unknown),
        "nb_eleves_touches": whole(
            touched(year, rng.integers(8, 280, size), found.owner, found.scope) * (state > 0),
            unknown),
        "nb_personnels": whole(rng.integers(1, 25, size), unknown),
        "support_valorisation": flags(done & (rng.random(size) < 0.4)),
        "originale": flags(done & (rng.random(size) < 0.12), ~done),
        "evaluation_realisee": flags(assessed),
        "niveau_evaluation": picks(_GRADES, choose(rng, (2, 20, 38, 28, 12), size), ~assessed),
        "preuve": identifiers("PJ-FICTIVE-", np.arange(size) + 1),
    }, found.place)  # fmt: skip
    return table.above(collaborations.added_rows(year, size))


def actions_unites(year: Year) -> Table:
    """Return the schools that take part in each action, the one in charge first."""
    found = _actions(year)
    nothing = np.zeros(found.size, dtype=int)
    pool = Pool(nothing, nothing, nothing, found.place, found.kind, nothing)
    every = np.arange(found.size)
    most = np.where(found.kind == 0, 9, 4)
    owned = np.flatnonzero(found.owner >= 0)
    parts = [np.stack([owned, found.owner[owned]])]
    for wanted in (4, 9):
        parts.append(np.stack(
            members(year, f"actions:{year.label}:{wanted}", pool, every[most == wanted], wanted)
        ))  # fmt: skip
    parts.append(np.stack(collaborations.added_units(year, found.size)))
    rows, school = np.unique(np.concatenate(parts, axis=1), axis=1)
    return year.table(school, {
        "id_action": action_ids(year, rows),
        "annee_scolaire": same(year.label, len(rows)),
        "uai": year.uai(school),
    })  # fmt: skip


def actions_intervenants(year: Year) -> Table:
    """Return those who speak at, or attend, the actions that show what others have done."""
    return collaborations.speakers(year, _actions(year).size)


_AIMS = ("lire_ecrire", "mathematiques", "langage_oral", "respect_autrui", "fondamentaux_multiples")
_SLOTS = 5  # plans of a collège over twelve years
_STEPS = ("en_preparation", "signe", "bilan_intermediaire", "evalue", "clos")


def _plans(year: Year) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (collège, plan number, age in years) of the shared plans of the school year."""
    roster = year.sim.roster
    rng = year.sim.world.generator("avenants:plans")
    start = 2014 + rng.integers(0, 12, (roster.size, _SLOTS))
    college = roster.is_kind("college")[:, None] & ~roster.private[:, None]
    age = year.opening - start
    alive = college & (age >= 0) & (age <= 3) & roster.is_open(year.opening)[:, None]
    school, turn = np.nonzero(alive)
    return school, school * _SLOTS + turn, age[school, turn]


def avenants_communs(year: Year) -> Table:
    """Return the plans that a collège shares with its écoles: prepared, signed, assessed."""
    school, number, age = _plans(year)
    rng, roster, size = year.rng, year.sim.roster, len(number)
    state = np.where(age == 0, choose(rng, (25, 75), size), choose(rng, (0, 40, 35, 22, 3), size))
    state = np.where(age == 3, choose(rng, (0, 0, 10, 40, 50), size), state)
    signed = dates(year.opening - age, rng.integers(30, 200, size))
    reviewed = state >= 2
    never = ~reviewed & (age < 2)
    review = np.where(reviewed, rng.integers(90, JUNE_30, size), rng.integers(-300, -60, size))
    return year.table(school, {
        "id_avenant": identifiers(f"AV{year.sim.world.academie.code}-", number + 1),
        "annee_scolaire": same(year.label, size),
        "uai_college": year.uai(school),
        "code_departement": picks(roster.codes, roster.departement[school]),
        "avenant_objet": picks(_AIMS, number % len(_AIMS)),
        "avenant_statut": picks(_STEPS, state),
        "date_signature": pa.array(signed, mask=state == 0),
        "date_fin": pa.array(dates(year.opening - age + 4, np.full(size, -1))),
        "objectifs_chiffres": flags(number % 10 < 6 + (year.opening - 2019) // 3),
        "date_dernier_bilan": days(year.opening, review, never | (state == 0)),
        "niveau_atteinte": picks(_GRADES, choose(rng, (4, 22, 40, 26, 8), size), ~reviewed),
    })  # fmt: skip


def avenants_unites(year: Year) -> Table:
    """Return the collège of each plan and the public écoles nearest to it."""
    school, number, _ = _plans(year)
    roster = year.sim.roster
    ecoles = roster.units(year.opening, "ecole")
    ecoles = ecoles[~roster.private[ecoles]]
    pairs = [np.stack([number, school])]
    for place in np.unique(roster.departement[school]):
        inside = ecoles[roster.departement[ecoles] == place]
        if not len(inside):
            continue
        ordered = inside[np.argsort(roster.position[inside], kind="stable")]
        group = np.flatnonzero(roster.departement[school] == place)
        near = np.searchsorted(roster.position[ordered], roster.position[school[group]])
        for step in range(4):
            chosen = ordered[np.clip(near + step - 2, 0, len(ordered) - 1)]
            kept = (number[group] + step) % 5 != 0
            pairs.append(np.stack([number[group][kept], chosen[kept]]))
    rows, unit = np.unique(np.concatenate(pairs, axis=1), axis=1)
    return year.table(unit, {
        "id_avenant": identifiers(f"AV{year.sim.world.academie.code}-", rows + 1),
        "annee_scolaire": same(year.label, len(rows)),
        "uai": year.uai(unit),
    })  # fmt: skip


_DECISIONS = ("depose", "instruit", "retenu", "accompagne", "valorise", "refuse", "clos")


def experimentations(year: Year) -> Table:
    """Return the experiments proposed in the year; the last ones still wait for an answer."""
    rng, roster = year.rng, year.sim.roster
    size = scaled(year, 240 + 20 * (year.opening - 2019))
    units = roster.units(year.opening)
    weight = np.where(roster.is_kind("ecole")[units], 1.0, 4.0)
    school = rng.choice(units, size, p=weight / weight.sum())
    sent = rng.integers(15, 270, size)
    shares = (22, 10, 28, 16, 6, 14, 4) if year.label == year.sim.world.last else (
        3, 4, 32, 22, 12, 20, 7)  # fmt: skip
    state = choose(rng, shares, size)
    decided = state > 1
    start = np.datetime64(f"{year.opening}-09-01", "D")
    answer = np.busday_offset(
        start + sent.astype("timedelta64[D]"), rng.integers(8, 60, size), roll="forward"
    )
    pair = rng.random(size) < 0.35
    original = decided & (rng.random(size) < 0.45)
    return year.table(school, {
        "id_projet": identifiers(f"EX{year.sim.world.academie.code}-{year.opening}-",
                                 np.arange(size) + 1),
        "annee_scolaire": same(year.label, size),
        "uai": year.uai(school),
        "intitule": identifiers("Expérimentation fictive n° ", np.arange(size) + 1, 1),
        "co_intervention": flags(pair),
        "innovante": flags(original, ~decided),
        "valorisable_academie": flags(original & (rng.random(size) < 0.5), ~decided),
        "exp_statut": picks(_DECISIONS, state),
        "date_depot": days(year.opening, sent),
        "date_decision": pa.array(answer, mask=~decided),
        "article_34": flags(rng.random(size) < 0.06),
        "niveau_evaluation": picks(_GRADES, choose(rng, (5, 25, 38, 24, 8), size), state < 3),
    })  # fmt: skip
