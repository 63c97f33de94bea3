"""Agreements: partnerships, territories.

What belongs here: `partenariats`, `partenariats_unites`, `conventions_territoire`. What does not:
links with schools abroad (`languages`), actions (`actions`). An agreement lives several years and
keeps its number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.registry import siret
from orchestration.lib.rehearsal.tables import (
    Column,
    Table,
    Year,
    choose,
    flags,
    identifiers,
    picks,
    same,
    whole,
)

_FIRST = 2015  # no agreement is older
_GRADES = ("0", "1", "2", "3", "4")


def dates(opening: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """Return days counted from the 1 September of each `opening`."""
    starts = np.array([np.datetime64(f"{y}-09-01", "D") for y in range(2000, 2050)])
    moved: np.ndarray = starts[opening - 2000] + offset.astype("timedelta64[D]")
    return moved


@dataclass(frozen=True)
class Pool:
    """Agreements of all years: when they start, how long they last, who they bind."""

    start: np.ndarray
    day: np.ndarray
    term: np.ndarray
    place: np.ndarray  # département, -1 for the académie
    kind: np.ndarray
    rank: np.ndarray

    @property
    def size(self) -> int:
        """Number of agreements."""
        return len(self.start)

    def alive(self, opening: int) -> np.ndarray:
        """Return the agreements that the register of a school year lists, ended ones included."""
        return np.flatnonzero((self.start <= opening) & (opening <= self.start + self.term))


def draw_pool(
    year: Year, label: str, each_year: int, kinds: tuple[float, ...], wide: float
) -> Pool:
    """Draw the agreements of all years; `wide` is the share that binds the whole académie."""
    rng, roster = year.sim.world.generator(f"{label}:pool"), year.sim.roster
    size = each_year * 11
    weights = [d.weight for d in year.sim.world.academie.departements]
    place = np.where(rng.random(size) < wide, -1, choose(rng, weights, size))
    return Pool(
        start=_FIRST + rng.integers(0, 11, size), day=rng.integers(0, 300, size),
        term=rng.integers(1, 6, size), place=place, kind=choose(rng, kinds, size),
        rank=rng.integers(0, roster.size, size),
    )  # fmt: skip


def scaled(year: Year, number: int) -> int:
    """Return a number of the whole académie at the scale of the rehearsal."""
    return max(6, round(number * year.sim.world.scale.cohort / 15_150))


def territory(year: Year, place: np.ndarray) -> Column:
    """Return the code of the département, empty for the académie."""
    return picks(year.sim.roster.codes, np.maximum(place, 0), place < 0)


def members(
    year: Year, label: str, pool: Pool, rows: np.ndarray, most: int, kinds: tuple[str, ...] = ()
) -> tuple[np.ndarray, np.ndarray]:
    """Return (row, school): some open schools of the territory, the same ones every year."""
    rng, roster = year.sim.world.generator(f"{label}:members"), year.sim.roster
    draw, number = rng.random((pool.size, most)), rng.integers(1, most + 1, pool.size)
    units = roster.units(_FIRST, *kinds)
    owner, school = [], []
    for place in np.unique(pool.place[rows]):
        inside = units if place < 0 else units[roster.departement[units] == place]
        group = rows[pool.place[rows] == place]
        if not len(inside):
            continue
        # Neighbours on the map: members are near one another.
        ordered = inside[np.argsort(roster.position[inside], kind="stable")]
        first = (draw[group, 0] * len(ordered)).astype(int)
        steps = np.cumsum(1 + (draw[group] * 2).astype(int), axis=1) - 1
        chosen = ordered[(first[:, None] + steps) % len(ordered)]
        kept = np.arange(most) < np.minimum(number[group], len(ordered) // 3 + 1)[:, None]
        owner.append(np.repeat(group, kept.sum(axis=1)))
        school.append(chosen[kept])
    owners, schools = np.concatenate(owner), np.concatenate(school)
    still = roster.is_open(year.opening)[schools]
    pairs = np.unique(np.stack([owners[still], schools[still]]), axis=1)
    return pairs[0], pairs[1]


_PARTNERS = ("parcours_interne_college_lycee", "parcours_externe", "enseignement_superieur",
             "acteur_economique", "association", "service_public_handicap",
             "association_handicap", "medico_social", "drac_culture", "collectivite",
             "securite_police_gendarmerie", "justice", "parents_eleves", "sport")  # fmt: skip
_PARTNER_SHARES = (12, 7, 6, 14, 14, 5, 6, 6, 7, 8, 5, 3, 3, 4)
_HANDICAP = (5, 6, 7)
_PARTNER_NAMES = ("Association fictive des Quatre Chemins", "Entreprise imaginaire Volcania Bois",
                  "Université inventée du Centre", "Institut fictif des Tilleuls",
                  "Maison fictive du handicap", "Collectivité imaginaire", "Service fictif d'aide",
                  "Club inventé des Monts")  # fmt: skip
_STATES = ("en_preparation", "active", "echue", "denoncee")


def _state(year: Year, pool: Pool, rows: np.ndarray) -> np.ndarray:
    """Return the state on 31 August: a few not signed yet, those that ended in the year."""
    draw = year.sim.world.generator("cooperation:states").random(pool.size)[rows]
    ended = pool.start[rows] + pool.term[rows] <= year.opening
    unsigned = (pool.start[rows] == year.opening) & (draw < 0.12)
    return np.where(unsigned, 0, np.where(ended, np.where(draw > 0.95, 3, 2), 1))


def _ends(pool: Pool, rows: np.ndarray) -> np.ndarray:
    """Return the day each agreement ends, in the school year in which it is `echue`."""
    return dates(pool.start[rows] + pool.term[rows], 60 + pool.day[rows] // 2)


def _partnership_pool(year: Year) -> Pool:
    return draw_pool(year, "partenariats", scaled(year, 420), _PARTNER_SHARES, 0.12)


def partenariats(year: Year) -> Table:
    """Return the partnerships known on 31 August."""
    pool, rng = _partnership_pool(year), year.rng
    rows = pool.alive(year.opening)
    state, place, size = _state(year, pool, rows), pool.place[rows], len(rows)
    scope = np.where(place < 0, 5, choose(rng, (6, 1, 1, 2, 4), size))
    who = pool.rank[rows] % len(_PARTNER_NAMES)
    reviewed = (state > 0) & (rng.random(size) < 0.25 + 0.04 * (year.opening - 2019))
    pupils = rng.integers(3, 60, size)
    pupils = np.where(np.isin(pool.kind[rows], _HANDICAP), pupils, pupils * 4)
    return Table({
        "id_partenariat": identifiers(f"PT{year.sim.world.academie.code}-", rows + 1),
        "annee_scolaire": same(year.label, size),
        "type_partenariat": picks(_PARTNERS, pool.kind[rows]),
        "partenaire_nom": picks(_PARTNER_NAMES, who),
        "partenaire_siret": picks([siret(300 + r) for r in range(len(_PARTNER_NAMES))], who,
                                  rng.random(size) < 0.3),
        "perimetre": picks(("etablissement", "reseau", "circonscription", "bassin", "departement",
                            "academie"), scope),
        "code_departement": territory(year, place),
        "statut_convention": picks(_STATES, state),
        "date_signature": pa.array(dates(pool.start[rows], pool.day[rows]), mask=state == 0),
        "date_fin": pa.array(_ends(pool, rows)),
        "nb_eleves_beneficiaires": whole(pupils, rng.random(size) < 0.15),
        "evaluation_realisee": flags(reviewed),
        "niveau_partenariat": picks(_GRADES, choose(rng, (5, 25, 35, 25, 10), size),
                                    rng.random(size) < 0.1),
    }, place)  # fmt: skip


def partenariats_unites(year: Year) -> Table:
    """Return the schools that each partnership covers."""
    pool = _partnership_pool(year)
    rows = pool.alive(year.opening)
    internal = pool.kind[rows] == 0
    first = members(year, "partenariats:internal", pool, rows[internal], 4, ("college", "lycee"))
    others = members(year, "partenariats:others", pool, rows[~internal], 5)
    owner = np.concatenate([first[0], others[0]])
    school = np.concatenate([first[1], others[1]])
    return year.table(school, {
        "id_partenariat": identifiers(f"PT{year.sim.world.academie.code}-", owner + 1),
        "annee_scolaire": same(year.label, len(school)),
        "uai": year.uai(school),
    })  # fmt: skip


_TERRITORIES = ("DRAC_CADRE", "EAC_TERRITOIRE", "RURALITE", "COLLECTIVITE_NUMERIQUE",
                "COLLECTIVITE_EQUIPEMENT", "CITE_EDUCATIVE", "TERRITOIRE_EDUCATIF_RURAL",
                "PEDT")  # fmt: skip
_WITH_DRAC = np.array([1.0, 0.85, 0.0, 0.0, 0.0, 0.1, 0.05, 0.1])


def conventions_territoire(year: Year) -> Table:
    """Return the agreements with local authorities and the DRAC."""
    rng = year.rng
    pool = draw_pool(year, "conventions", scaled(year, 55), (3, 28, 8, 14, 10, 4, 8, 25), 0.06)
    rows = pool.alive(year.opening)
    state, size = _state(year, pool, rows), len(rows)
    place, kind = pool.place[rows], pool.kind[rows]
    lasting = year.lasting("signatories").random((pool.size, 2))[rows]
    drac = lasting[:, 0] < _WITH_DRAC[kind]
    return Table({
        "id_convention": identifiers(f"CV{year.sim.world.academie.code}-", rows + 1),
        "annee_scolaire": same(year.label, size),
        "type_convention": picks(_TERRITORIES, kind),
        "intitule": identifiers("Convention fictive n° ", rows + 1, 1),
        "code_departement": territory(year, place),
        "statut_convention": picks(_STATES, state),
        "date_signature": pa.array(dates(pool.start[rows], pool.day[rows]), mask=state == 0),
        "date_fin": pa.array(_ends(pool, rows)),
        "inclut_eac": flags(drac | (kind == 1) | (rng.random(size) < 0.2)),
        "nb_communes": whole(rng.integers(1, 40, size), rng.random(size) < 0.1),
        "nb_unites": whole(rng.integers(1, 35, size), rng.random(size) < 0.05),
        "signataire_drac": flags(drac),
        "signataire_collectivite": flags((lasting[:, 1] < 0.9) | ~drac),
    }, place)  # fmt: skip
