"""People and what they commit to: posts, culture, research, publications, communities.

What belongs here: `personnels`, `volet_culturel`, `recherche_implications`, `publications`,
`communautes_apprentissage`, `communautes_membres`. What does not: who works where (`staff`),
training (`training`), réseaux (`networks`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.cooperation import dates, scaled
from orchestration.lib.rehearsal.rates import by_year
from orchestration.lib.rehearsal.registry import bassin_codes
from orchestration.lib.rehearsal.roster import KINDS
from orchestration.lib.rehearsal.staff import FUNCTIONS, weighted
from orchestration.lib.rehearsal.tables import (
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


def personnels(year: Year) -> Table:
    """Return one row per person at work in November, in its main school."""
    staff, roster, rng = year.sim.staff, year.sim.roster, year.rng
    people = staff.active(year.opening)
    school, size = staff.schools(year.opening)[people], len(people)
    kind = roster.kind[school]
    degree = np.where(np.isin(kind, [KINDS.index("ecole"), KINDS.index("medico")]), 0, 1)
    neither = roster.is_kind("service", "cio")[school]
    new = staff.tenured[people] & (staff.first[people] == year.opening)
    new &= (year.opening - staff.birth[people] < 30) & (staff.function[people] == 0)
    return year.table(school, {
        "annee_scolaire": same(year.label, size),
        "id_agent": staff.pick(people),
        "uai": year.uai(school),
        "degre": picks(("1D", "2D"), degree, neither),
        "fonction": picks(FUNCTIONS, staff.function[people]),
        "sexe": picks(("F", "M"), ~staff.woman[people]),
        "annee_naissance": whole(staff.birth[people], rng.random(size) < 0.01),
        "titulaire": flags(staff.tenured[people], rng.random(size) < 0.01),
        "neo_titulaire": flags(new),
    })  # fmt: skip


def _teachers(year: Year) -> np.ndarray:
    """Return the ranks of those who teach or lead a school."""
    staff = year.sim.staff
    people = staff.active(year.opening)
    found: np.ndarray = people[staff.is_function("enseignant", "direction", "cpe")[people]]
    return found


_CULTURE: Final = {2019: 0.85, 2020: 0.7, 2021: 0.9, 2022: 1.0, 2025: 1.12}


def volet_culturel(year: Year) -> Table:
    """Return one row per person and school: those who care for culture stay at it."""
    staff, roster, rng = year.sim.staff, year.sim.roster, year.rng
    people = _teachers(year)
    school = staff.schools(year.opening)[people]
    keen = year.lasting("people").gamma(0.5, 2, staff.size)[people]
    keen *= np.where(roster.is_kind("ecole")[school], 0.55, 1.6)
    keen *= np.where(roster.mountain[school], 0.7, 1.0)
    number = min(scaled(year, round(2_350 * by_year(_CULTURE, year.opening))), len(people) // 2)
    chosen = np.unique(weighted(rng, np.arange(len(people)), keen, round(number * 1.35)))
    chosen = np.sort(rng.permutation(chosen)[:number])
    person, school = people[chosen], school[chosen]
    # A few relais teachers also work for another school of their bassin.
    extra = np.flatnonzero(rng.random(len(person)) < 0.02)
    others = roster.units(year.opening, "college", "lycee")
    second = rng.choice(others, len(extra))
    person = np.append(person, person[extra[second != school[extra]]])
    school = np.append(school, second[second != school[extra]])
    size = len(person)
    role = choose(rng, (38, 36, 22, 4), size)
    return year.table(school, {
        "annee_scolaire": same(year.label, size),
        "id_agent": staff.pick(person),
        "uai": year.uai(school),
        "conception_volet": flags((role == 0) | (role == 2)),
        "conduite_projet": flags((role == 1) | (role == 2)),
        "referent_culture": flags(rng.random(size) < 0.17, rng.random(size) < 0.03),
    })  # fmt: skip


_STRUCTURES: Final = tuple(f"UMR FICTIVE {9001 + rank}" for rank in range(7)) + tuple(
    f"Équipe fictive de recherche n° {rank + 1}" for rank in range(12)
)
_LABS = 7
_TIES: Final = ("membre_umr", "associe_umr", "doctorant", "lea_ife", "groupe_recherche_action",
                "incubateur", "autre")  # fmt: skip


def recherche_implications(year: Year) -> Table:
    """Return one row per person and structure; a tie lasts two to six years."""
    staff, rng = year.sim.staff, year.sim.world.generator("recherche:ties")
    total = scaled(year, 480)
    person = rng.integers(0, staff.size, total)
    tie = choose(rng, (14, 22, 12, 16, 26, 6, 4), total)
    lab = np.where(tie < 3, rng.integers(0, _LABS, total),
                   rng.integers(_LABS, len(_STRUCTURES), total))  # fmt: skip
    # More ties are new than old: there are more of them every year.
    start = 2015 + (rng.random(total) ** 0.7 * 11).astype(int)
    term = rng.integers(2, 7, total)
    day = rng.integers(0, 250, total)
    alive = (start <= year.opening) & (year.opening < start + term)
    alive &= (staff.first[person] <= year.opening) & (year.opening <= staff.last[person])
    rows = np.flatnonzero(alive)
    key = person[rows] * len(_STRUCTURES) + lab[rows]
    rows = rows[np.sort(np.unique(key, return_index=True)[1])]
    school = staff.schools(year.opening)[person[rows]]
    ends = (start + term)[rows]
    return year.table(school, {
        "annee_scolaire": same(year.label, len(rows)),
        "id_agent": staff.pick(person[rows]),
        "uai": year.uai(school),
        "code_structure": picks(_STRUCTURES, lab[rows]),
        "rech_type": picks(_TIES, tie[rows]),
        "date_debut": pa.array(dates(start[rows], day[rows]), mask=day[rows] > 240),
        "date_fin": pa.array(dates(ends, np.full(len(rows), -1)), mask=day[rows] % 3 > 0),
    })  # fmt: skip


_PAPERS: Final = ("article_revue_comite_lecture", "chapitre", "ouvrage", "communication_colloque",
                  "these", "article_professionnel", "rapport")  # fmt: skip


def publications(year: Year) -> Table:
    """Return one row per publication of the civil year and author of the académie."""
    staff, rng = year.sim.staff, year.rng
    papers = scaled(year, 66 + 4 * (year.opening - 2019))
    kind = choose(rng, (22, 10, 4, 26, 3, 25, 10), papers)
    authors = np.where(kind == 4, 1, 1 + rng.poisson(0.5, papers))
    paper, _ = spread(np.minimum(authors, 4))
    people = _teachers(year)
    writers = year.lasting("writers").gamma(0.15, 1, staff.size)[people]
    person = weighted(rng, people, writers, len(paper))
    pairs = np.unique(np.stack([paper, person]), axis=1)
    paper, person = pairs[0], pairs[1]
    school = staff.schools(year.opening)[person]
    unknown = rng.random(len(paper)) < 0.06
    places = np.where(unknown, -1, year.sim.roster.departement[school])
    reviewed = (kind == 0) | ((kind == 3) & (rng.random(papers) < 0.5)) | (kind == 4)
    return Table({
        "id_publication": identifiers(
            f"10.5555/fictif.{year.sim.world.academie.code}.{year.opening}.", paper + 1, 4
        ),
        "annee": whole(np.full(len(paper), year.opening)),
        "id_agent": staff.pick(person),
        "uai": year.uai(school, unknown),
        "publi_type": picks(_PAPERS, kind[paper]),
        "comite_lecture": flags(reviewed[paper]),
    }, places)  # fmt: skip


@dataclass(frozen=True)
class _Communities:
    """Communities of a school year: kind, bassin (-1: none), département (-1: académie), ties."""

    number: np.ndarray
    kind: np.ndarray
    place: np.ndarray
    bassin: np.ndarray
    start: np.ndarray
    end: np.ndarray
    mixed: np.ndarray
    research: np.ndarray
    row: np.ndarray
    person: np.ndarray


_GROUPS: Final = ("cap", "constellation", "groupe_developpement_professionnel", "lesson_study",
                  "lea", "communaute_en_ligne", "autre")  # fmt: skip


def _communities(year: Year) -> _Communities:
    rng, roster = year.sim.world.generator("communautes:pool"), year.sim.roster
    total = scaled(year, 620)
    host = rng.choice(roster.units(2015), total)
    start, term = 2014 + rng.integers(0, 12, total), rng.integers(2, 7, total)
    # Constellations came with the plans for mathematics and French: more each year.
    kind = choose(rng, (30, 12, 22, 10, 5, 12, 9), total)
    kind = np.where((start >= 2019) & (rng.random(total) < 0.4), 1, kind)
    wide = (kind == 5) & (rng.random(total) < 0.5)
    mixed, research = rng.random(total) < 0.3, (rng.random(total) < 0.16) | (kind == 4)
    wanted = np.where(kind == 5, rng.integers(8, 40, total), rng.integers(2, 20, total))
    rows = np.flatnonzero((start <= year.opening) & (year.opening <= start + term))
    staff, draw = year.sim.staff, year.sim.world.generator(f"communautes:{year.label}")
    people, school = _teachers(year), staff.schools(year.opening)
    row, person = [], []
    for rank in np.unique(roster.bassin[host[rows]]):
        inside = people[roster.bassin[school[people]] == rank]
        group = np.flatnonzero(roster.bassin[host[rows]] == rank)
        if not len(inside):
            continue
        repeated = np.repeat(group, np.minimum(wanted[rows[group]], len(inside) // 2))
        row.append(repeated)
        person.append(weighted(draw, inside, staff.zeal[inside], len(repeated)))
    pairs = np.unique(np.stack([np.concatenate(row), np.concatenate(person)]), axis=1)
    place = np.where(wide, -1, roster.departement[host])
    bassin = np.where(wide | (rng.random(total) < 0.15), -1, roster.bassin[host])
    return _Communities(
        rows, kind[rows], place[rows], bassin[rows], start[rows], (start + term)[rows],
        mixed[rows], research[rows], pairs[0], pairs[1],
    )  # fmt: skip


def communautes_apprentissage(year: Year) -> Table:
    """Return one row per community: some meet too seldom, or are too few, to count as active."""
    found, rng, roster = _communities(year), year.rng, year.sim.roster
    size, names = len(found.number), bassin_codes(roster)
    usual = by_year({2019: 4.2, 2020: 2.8, 2021: 4.0, 2025: 5.2}, year.opening)
    return Table({
        "id_cap": identifiers(f"CAP{year.sim.world.academie.code}-", found.number + 1),
        "annee_scolaire": same(year.label, size),
        "intitule": identifiers("Communauté fictive n° ", found.number + 1, 1),
        "cap_type": picks(_GROUPS, found.kind),
        "date_creation": pa.array(dates(found.start, found.number % 120)),
        "date_fin": days(year.opening, 250 + found.number % 60, found.end != year.opening),
        "code_departement": picks(roster.codes, np.maximum(found.place, 0), found.place < 0),
        "code_bassin_formation": picks(names, np.maximum(found.bassin, 0), found.bassin < 0),
        "inter_degres": flags(found.mixed),
        "adossement_recherche": flags(found.research),
        "nb_reunions": whole(rng.poisson(usual, size)),
        "nb_membres": whole(np.bincount(found.row, minlength=size)),
    }, found.place)  # fmt: skip


def communautes_membres(year: Year) -> Table:
    """Return one row per community and person."""
    found, staff = _communities(year), year.sim.staff
    school = staff.schools(year.opening)[found.person]
    return year.table(school, {
        "id_cap": identifiers(f"CAP{year.sim.world.academie.code}-", found.number[found.row] + 1),
        "annee_scolaire": same(year.label, len(found.row)),
        "id_agent": staff.pick(found.person),
        "uai": year.uai(school),
    })  # fmt: skip
