"""The register of schools, year by year, and the mergers.

What belongs here: `ref_etablissements` and `fusions_etablissements`. What does not: the official
directory of the same schools (`annuaire`), pupils.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.levels import LEVEL, ranks
from orchestration.lib.rehearsal.periods import opening, session
from orchestration.lib.rehearsal.roster import KINDS, Roster
from orchestration.lib.rehearsal.schools import COMMUNES, FIRST_CIRCONSCRIPTION, School, uai
from orchestration.lib.rehearsal.tables import (
    Column,
    Table,
    Year,
    days,
    decimals,
    flags,
    picks,
    same,
)
from orchestration.lib.rehearsal.world import World

_TYPES = ("Ecole", "Collège", "Lycée", "EREA", "Autre", "Information et orientation",
          "Service Administratif", "Médico-social")  # fmt: skip
_SECTORS = ("public", "prive_sous_contrat", "prive_hors_contrat")
_CONTRACTS = ("SANS OBJET", "CONTRAT D'ASSOCIATION TOUTES CLASSES", "HORS CONTRAT")
_NATURES = {
    "maternelle": ("101", "ECOLE MATERNELLE"), "ecole": ("151", "ECOLE DE NIVEAU ELEMENTAIRE"),
    "college": ("340", "COLLEGE"), "general": ("302", "LYCEE D ENSEIGNEMENT GENERAL"),
    "polyvalent": ("306", "LYCEE POLYVALENT"), "professionnel": ("320", "LYCEE PROFESSIONNEL"),
    "erea": ("370", "ETABLISSEMENT REGIONAL D'ENSEIGNEMENT ADAPTE"),
    "cfa": ("740", "CENTRE DE FORMATION D'APPRENTIS"),
    "cio": ("600", "CENTRE D'INFORMATION ET D'ORIENTATION"),
    "service": ("800", "SERVICE DEPARTEMENTAL"), "medico": ("390", "ETABLISSEMENT MEDICO-SOCIAL"),
}  # fmt: skip
_TOWNS = ("Fictiville", "Imaginac", "Chimerolles", "Utopiac", "Mirageville", "Bourg-Fictif")
# Two mergers older than the rehearsal: the register of mergers is cumulative.
_OLD_NUMBERS = (9598, 9599)


def _nature(school: School) -> str:
    if school.kind == "lycee":
        return school.track
    return "maternelle" if school.maternelle else school.kind


def luhn(digits: str) -> str:
    """Return `digits` followed by the figure that Luhn's check asks for."""
    doubled = [int(d) * (2 if place % 2 == 0 else 1) for place, d in enumerate(reversed(digits))]
    return digits + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


def siret(number: int) -> str:
    """Return the SIRET of a fictional organisation: its SIREN starts with 000."""
    return luhn(luhn(f"000{number:05d}") + "0001")


def circonscriptions(world: World) -> dict[str, list[str]]:
    """Return the codes of the circonscriptions of each département, UAI that no school bears."""
    numbers = world.towns(world.scale.circonscriptions)
    return {
        d.code: [uai(d, FIRST_CIRCONSCRIPTION + rank) for rank in range(min(number, 30))]
        for d, number in zip(world.academie.departements, numbers, strict=True)
    }


def _density(school: School, first: str) -> int:
    """Return the density of the commune (1 to 7), from its place in its bassin."""
    limits = (0.15, 0.35, 0.55, 0.7, 0.85)
    level = 7 - sum(school.urbanity > limit for limit in limits)
    return 1 if level == 2 and school.departement.code == first else level


def bassin_codes(roster: Roster) -> list[str]:
    """Return the codes of the bassins, in the order of `roster.bassin`."""
    number = sum(roster.world.towns(roster.world.scale.bassins))
    return [f"{roster.world.academie.code}{101 + rank}" for rank in range(number)]


def bassin_labels(roster: Roster) -> list[str]:
    """Return the names of the bassins, in the order of `roster.bassin`."""
    world = roster.world
    return [
        f"Bassin fictif de {_TOWNS[rank % len(_TOWNS)]}-en-{d.label}"
        for d, number in zip(
            world.academie.departements, world.towns(world.scale.bassins), strict=True
        )
        for rank in range(number)
    ]


def _known(year: Year) -> np.ndarray:
    """Return the schools that the register of the year lists: open, to open, just closed."""
    roster = year.sim.roster
    return np.flatnonzero((roster.first <= year.opening + 1) & (roster.last >= year.opening - 1))


def _places(year: Year, schools: list[School], rank: np.ndarray) -> dict[str, Column]:
    """Return where the schools are: commune, département, bassin, circonscription, density."""
    roster, academie = year.sim.roster, year.sim.world.academie
    by_place = circonscriptions(year.sim.world)
    districts = [
        by_place[s.departement.code][
            int((s.commune_rank + 0.5) / COMMUNES * len(by_place[s.departement.code]))
        ] if s.kind == "ecole" else None
        for s in schools
    ]  # fmt: skip
    return {
        "code_commune": pa.array([s.commune_code for s in schools]),
        "nom_commune": pa.array([s.commune for s in schools]),
        "code_departement": pa.array([s.departement.code for s in schools]),
        "code_academie": same(academie.code, len(schools)),
        "code_region": same(academie.region_insee, len(schools)),
        "code_bassin_formation": picks(bassin_codes(roster), roster.bassin[rank]),
        "libelle_bassin_formation": picks(bassin_labels(roster), roster.bassin[rank]),
        "code_circonscription": pa.array(districts),
        "nom_circonscription": pa.array(
            [d and f"Circonscription fictive {d[3:7]}" for d in districts]
        ),
        "niveau_densite": pa.array([str(_density(s, academie.largest.code)) for s in schools]),
    }


def _lasting(roster: Roster) -> np.ndarray:
    """Return two draws per school, the same every year: boarding, then options."""
    return roster.world.generator("ref_etablissements:teaching").random((roster.size, 2))


def has_greta(roster: Roster) -> np.ndarray:
    """Tell which schools host a GRETA."""
    hosts: np.ndarray = roster.is_kind("lycee") & (_lasting(roster)[:, 1] > 0.7)
    return hosts


def _teaching(year: Year, schools: list[School], rank: np.ndarray) -> dict[str, Column]:
    """Return what the schools teach and host."""
    offers, roster = year.sim.roster.offers[rank], year.sim.roster
    draw = _lasting(roster)[rank]
    lycee = roster.is_kind("lycee")[rank]
    college = roster.is_kind("college")[rank]
    ulis = offers[:, ranks("ULIS_ECOLE", "ULIS_2D")].any(axis=1)
    ulis |= roster.is_kind("lycee")[rank] & (rank % 4 == 0)
    return {
        "ecole_maternelle": flags(offers[:, LEVEL["PS"]]),
        "ecole_elementaire": flags(offers[:, LEVEL["CP"]]),
        "voie_generale": flags(offers[:, LEVEL["1ERE_G"]]),
        "voie_technologique": flags(offers[:, LEVEL["1ERE_T"]]),
        "voie_professionnelle": flags(offers[:, LEVEL["TERM_PRO"]]),
        "segpa": flags(offers[:, LEVEL["6SEGPA"]]),
        "ulis": flags(ulis),
        "hebergement": flags((lycee & (draw[:, 0] < 0.6)) | (college & (draw[:, 0] < 0.08))),
        "section_europeenne": flags((lycee & (draw[:, 1] < 0.6)) | (college & (draw[:, 1] < 0.2))),
        "post_bac": flags(offers[:, LEVEL["STS1"]]),
        "greta": flags(has_greta(roster)[rank]),
        "siren_siret": pa.array([siret(10_000 + int(r)) for r in rank]),
        "latitude": decimals(
            np.array([s.departement.latitude + (s.urbanity - 0.5) / 3 for s in schools]), 5
        ),
        "longitude": decimals(
            np.array([s.departement.longitude + (s.position - 0.5) * 0.8 for s in schools]), 5
        ),
    }


def _states(year: Year, rank: np.ndarray) -> dict[str, Column]:
    """Return dates, state, and whether the qualitative surveys expect the school."""
    roster, now = year.sim.roster, year.opening
    closed = roster.last[rank] < now
    state = np.where(closed, 3, np.where(roster.first[rank] > now, 1, 0))
    expected = (state == 0) & roster.is_kind("ecole", "college", "lycee", "erea")[rank]
    closing = np.datetime64(f"{now}-08-31", "D")
    return {
        "date_ouverture": pa.array(
            np.array([f"{y}-09-01" for y in roster.first[rank]], dtype="datetime64[D]")
        ),
        "date_fermeture": pa.array(np.full(len(rank), closing), mask=~closed),
        "etat": picks(("OUVERT", "A OUVRIR", "A FERMER", "FERME"), state),
        "attendu_remontee": flags(expected),
    }


def ref_etablissements(year: Year) -> Table:
    """Return the register as it stood at the rentrée: one row per school."""
    roster, rank = year.sim.roster, _known(year)
    schools = [roster.schools[r] for r in rank]
    natures = [_NATURES[_nature(s)] for s in schools]
    sector = np.array([0 if s.public else 1 if s.contract else 2 for s in schools])
    ep = np.array([("REP", "REP+", "HORS EP").index(s.ep) for s in schools])
    heads = pa.array([s.head if s.ep != "HORS EP" else None for s in schools])
    columns = {
        "annee_scolaire": same(year.label, len(rank)),
        "uai": year.uai(rank),
        "nom_etablissement": pa.array([s.name for s in schools]),
        "type_etablissement": picks(_TYPES, roster.kind[rank]),
        "code_nature": pa.array([code for code, _ in natures]),
        "libelle_nature": pa.array([label for _, label in natures]),
        "degre": picks(("1D", "2D"), roster.kind[rank] != KINDS.index("ecole")),
        "secteur": picks(_SECTORS, sector),
        "type_contrat_prive": picks(_CONTRACTS, sector),
        "education_prioritaire": picks(("REP", "REP+", "HORS_EP"), ep),
        "uai_tete_reseau": heads,
    }
    columns |= _places(year, schools, rank)
    columns |= _teaching(year, schools, rank) | _states(year, rank)
    return year.table(rank, columns)


def fusions_etablissements(year: Year) -> Table:
    """Return every merger known at the rentrée: old school, successor, date."""
    roster, academie = year.sim.roster, year.sim.world.academie
    heirs = roster.units(year.opening, "ecole")[: len(_OLD_NUMBERS)]
    rows = [
        (uai(roster.schools[heir].departement, number), roster.schools[heir].uai, 2017, heir)
        for number, heir in zip(_OLD_NUMBERS, heirs, strict=True)
    ]
    for rank, school in enumerate(roster.schools):
        if school.successor and school.closed_after and opening(school.closed_after) < year.opening:
            rows.append((school.uai, school.successor, session(school.closed_after), rank))
    codes = [d.code for d in academie.departements]
    old, heir_uais, since, rank_of = zip(*rows, strict=True)
    places = np.array([codes.index(roster.schools[r].departement.code) for r in rank_of])
    columns = {
        "uai": pa.array(old),
        "uai_successeur": pa.array(heir_uais),
        "date_effet": days(2000, (np.array([f"{y}-09-01" for y in since], dtype="datetime64[D]")
                                  - np.datetime64("2000-09-01")).astype(int)),
    }  # fmt: skip
    return Table(columns, places)
