"""Référentiels of schools: géolocalisation and priority education.

What belongs here: the two files that say what a school is. What does not: results of schools.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from orchestration.lib.rehearsal import headers
from orchestration.lib.rehearsal.academie import (
    FictionalAcademie,
    FictionalDepartement,
    capitals,
    neighbours,
)
from orchestration.lib.rehearsal.encode import PORTAL, Layout, csv_bytes, decimal, lost_zeros
from orchestration.lib.rehearsal.model import Dirt, Draft
from orchestration.lib.rehearsal.periods import opening, session
from orchestration.lib.rehearsal.schools import GHOST_NUMBER, School, uai
from orchestration.lib.rehearsal.world import World
from orchestration.lib.rehearsal.xlsx import xlsx_bytes

_GEO_NAME = "fr-en-adresse-et-geolocalisation-etablissements-premier-et-second-degre.csv"
_MINISTRY = ("06", "MINISTERE DE L'EDUCATION NATIONALE")
_STATES = {"OUVERT": "1", "A FERMER": "2", "A OUVRIR": "3", "FERME": "4"}


def _nature(school: School) -> tuple[str, str, str]:
    """Return code and label of the nature, and the denomination."""
    private = "" if school.public else " PRIVE"
    if school.kind == "ecole":
        private = "" if school.public else " PRIVEE"
        if school.maternelle:
            return "101", "ECOLE MATERNELLE", f"ECOLE MATERNELLE{private}"
        return "151", "ECOLE DE NIVEAU ELEMENTAIRE", f"ECOLE PRIMAIRE{private}"
    if school.kind == "college":
        return "340", "COLLEGE", f"COLLEGE{private}"
    if school.kind == "erea":
        return "370", "ETABLISSEMENT REGIONAL D'ENSEIGNEMENT ADAPTE", "EREA"
    if school.track == "professionnel":
        return "320", "LYCEE PROFESSIONNEL", f"LYCEE PROFESSIONNEL{private}"
    if school.track == "polyvalent":
        return "306", "LYCEE POLYVALENT", f"LYCEE POLYVALENT{private}"
    return "302", "LYCEE D ENSEIGNEMENT GENERAL", f"LYCEE GENERAL{private}"


def _state(school: School, last: str) -> str:
    if school.closed_after is not None:
        return "FERME"
    return "OUVERT" if school.opened < f"{session(last)}-01-01" else "A OUVRIR"


def _position(rng: Random, departement: FictionalDepartement) -> tuple[float, float]:
    return (
        departement.latitude + rng.uniform(-0.25, 0.25),
        departement.longitude + rng.uniform(-0.35, 0.35),
    )


def _geo_row(
    school: School, academie: FictionalAcademie, state: str, rng: Random, code: str | None = None
) -> list[str]:
    departement = school.departement
    latitude, longitude = _position(rng, departement)
    nature, nature_label, denomination = _nature(school)
    kind = {"ecole": "École", "college": "Collège", "lycee": "Lycée", "erea": "EREA"}[school.kind]
    fictional = "fictive" if school.kind == "ecole" else "fictif"
    contract = ("99", "SANS OBJET")
    if not school.public:
        association = ("30", "CONTRAT D'ASSOCIATION TOUTES CLASSES")
        contract = association if school.contract else ("10", "HORS CONTRAT")
    # The patronym carries the word too: some readers print it without the denomination.
    patronym = f"{fictional.upper()} {school.patronym}"
    return [
        code or school.uai, f"{kind} {fictional} {school.patronym.title()}", denomination,
        patronym, "Public" if school.public else "Privé",
        f"{rng.randint(1, 99)} rue inventée", "", "",
        f"{departement.short_code}999"[:5], capitals(school.commune).replace("-", " "),
        school.commune, decimal(700_000 + (longitude - 3) * 77_800),
        decimal(6_600_000 + (latitude - 46.5) * 111_200), "EPSG:2154", str(latitude),
        str(longitude), "Parfaite", "Numéro de rue", nature, nature_label, _STATES[state], state,
        departement.code, academie.region_insee, academie.code, school.commune_code,
        departement.label, academie.region_label, academie.label, f"{latitude}, {longitude}",
        *contract, *_MINISTRY, school.opened,
    ]  # fmt: skip


def _foreign_rows(world: World, model: School, rng: Random) -> Iterator[list[str]]:
    for academie in neighbours(world.academie):
        for departement in academie.departements:
            for rank in range(4):
                school = School(
                    uai(departement, 9600 + rank), "college", rank, departement, model.patronym,
                    True, rank, 300, "1970-09-01",
                )  # fmt: skip
                yield _geo_row(school, academie, "OUVERT", rng)


def geolocalisation(world: World) -> Draft:
    """Return the national-looking list of schools, one row of it with a wrong check letter."""
    rng = world.stream(_GEO_NAME)
    schools = [s for s in world.schools if s.kind in ("ecole", "college", "lycee", "erea")]
    rows = [_geo_row(s, world.academie, _state(s, world.last), rng) for s in schools]
    rows[0][0] = rows[0][0].lower()
    ghost = uai(world.academie.largest, GHOST_NUMBER, wrong_letter=True)
    rows.append(_geo_row(world.of("college")[-1], world.academie, "OUVERT", rng, ghost))
    foreign = list(_foreign_rows(world, schools[0], rng))
    rows += foreign
    rng.shuffle(rows)
    dirt = {Dirt.OTHER_ACADEMIES, Dirt.LOWER_CASE_UAI, Dirt.WRONG_UAI_LETTER, Dirt.EMPTY_CELLS}
    dirt |= {Dirt.CLOSED_SCHOOL} if any(s.closed_after for s in schools) else set()
    return Draft(
        "annuaire_geolocalisation",
        _GEO_NAME,
        csv_bytes(headers.GEOLOCALISATION, rows, PORTAL),
        PORTAL.dirt | dirt,
        "accepte_avec_rejets",
        rows=len(rows),
        rejected=1,
        out_of_scope=len(foreign),
    )


def _networks(world: World) -> list[tuple[School, str, School]]:
    """Return (school, label, head of its network) for the schools of priority education."""
    by_uai = {s.uai: s for s in world.schools}
    return [(s, s.ep, by_uai[s.head]) for s in world.schools if s.head is not None]


def _ep_rows(world: World, year: str, rng: Random) -> list[list[str | int | float]]:
    academie, rows = world.academie, []
    for school, label, head in _networks(world):
        departement = school.departement
        latitude, longitude = (round(x, 6) for x in _position(rng, departement))
        nature, nature_label, _ = _nature(school)
        district = (f"QP{departement.code}901", "Quartier Fictif")
        inside = ("Dans QP", *district) if label == "REP+" else ("Hors QP", "Hors QP", "")
        row: list[str | int | float] = [
            school.uai, label, school.name.title(),
            "Collège" if school.kind == "college" else "Ecole", "Public", academie.label,
            departement.label, school.commune, academie.region_label, head.uai, *inside,
            school.size_in(year, world.last), lost_zeros(f"{departement.short_code}999"[:5]),
            lost_zeros(school.commune_code), departement.bare_code, lost_zeros(academie.code),
            academie.region_insee, nature_label, nature, f"{latitude}, {longitude}", latitude,
            longitude,
        ]  # fmt: skip
        rows.append(row)
    return rows


def _typed(value: str | int | float) -> str | int | float:
    return int(value) if isinstance(value, str) and value.isdigit() else value


def etablissements_ep(world: World) -> list[Draft]:
    """Return one file per school year, the last two: a CSV, then the workbook of the source."""
    drafts = []
    layout = Layout(bom=False)
    for year in world.school_years[-2:]:
        rng = world.stream(f"fr-en-etablissements-ep:{year}")
        header, rows = headers.etablissements_ep(year), _ep_rows(world, year, rng)
        stem, is_last = f"fr-en-etablissements-ep_{opening(year)}", year == world.last
        dirt = frozenset({Dirt.LOST_ZEROS, Dirt.EMPTY_CELLS})
        if is_last:
            table = [header, *([_typed(v) for v in row] for row in rows)]
            content, dirt = xlsx_bytes(table), dirt | {Dirt.XLSX}
        else:
            content = csv_bytes(header, [[str(v) for v in row] for row in rows], layout)
            dirt |= layout.dirt
        name = f"{stem}.{'xlsx' if is_last else 'csv'}"
        drafts.append(
            Draft("etablissements_ep", name, content, dirt, school_years=(year,), rows=len(rows))
        )
    return drafts
