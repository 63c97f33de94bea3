"""After lycée, after collège: BTS, higher education, employment, drop-out, mixed classes.

What belongs here: `bts_resultats`, `poursuite_superieur`, `superieur_reussite`, `inserjeunes`,
`mixite_parcours`, `decrochage`, `referents`. What does not: the official statistics about the
same things (`insertion`).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from orchestration.lib.rehearsal.levels import CODES, LEVEL, ranks
from orchestration.lib.rehearsal.rates import by_year
from orchestration.lib.rehearsal.staff import agents
from orchestration.lib.rehearsal.tables import (
    Table,
    Year,
    choose,
    days,
    decimals,
    flags,
    picks,
    same,
    stacked,
    whole,
)

_BACS = ("BG", "BT", "BP")
_TERMINALES = ("TERM_G", "TERM_T", "TERM_PRO")
_BAC_RATES = {
    "BG": {2020: 0.978, 2021: 0.975, 2022: 0.963, 2024: 0.967, 2026: 0.965},
    "BT": {2020: 0.952, 2021: 0.944, 2022: 0.907, 2024: 0.914, 2026: 0.912},
    "BP": {2020: 0.902, 2021: 0.875, 2022: 0.834, 2024: 0.839, 2026: 0.845},
}  # fmt: skip
_FURTHER = {
    "BG": {2020: 0.955, 2025: 0.945}, "BT": {2020: 0.86, 2025: 0.85},
    "BP": {2020: 0.42, 2021: 0.445, 2025: 0.47},
}  # fmt: skip


def _bacheliers(year: Year) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return (lycée, voie, sex, new bacheliers) of the session, the same in every file."""
    rng = year.sim.world.generator(f"bacheliers:{year.label}")
    by_sex = year.enrolment.by_sex(year.sim.people)[:, ranks(*_TERMINALES)]
    school, bac, sex = np.nonzero(by_sex)
    rates = np.array([by_year(_BAC_RATES[code], year.session) for code in _BACS])
    rates = rates[bac] + 0.002 * year.sim.roster.levels[school] + np.where(sex == 0, 0.01, -0.01)
    return school, bac, sex, rng.binomial(by_sex[school, bac, sex], np.clip(rates, 0, 0.995))


def poursuite_superieur(year: Year) -> Table:
    """Return the new bacheliers who enter higher education at once."""
    school, bac, sex, passed = _bacheliers(year)
    rates = np.array([by_year(_FURTHER[code], year.session) for code in _BACS])[bac]
    rates = rates + year.lasting("schools").normal(0, 0.03, year.sim.roster.size)[school]
    return year.table(school, {
        "session": whole(np.full(len(school), year.session)),
        "uai": year.uai(school),
        "type_bac": picks(_BACS, bac),
        "sexe": picks(("F", "M"), sex),
        "nb_bacheliers": whole(passed),
        "nb_poursuivants": whole(year.rng.binomial(passed, np.clip(rates, 0, 1))),
    })  # fmt: skip


_ENTERING = {"BTS": (0.07, 0.32, 0.37), "DUT": (0.08, 0.13, 0.007), "BUT": (0.09, 0.18, 0.01)}
# Diplomas in two years, then within three; second years reached; by voie of the baccalauréat.
_SUCCESS = {
    "BTS": ((0.76, 0.62, 0.43), (0.83, 0.71, 0.52), (0.88, 0.80, 0.66)),
    "DUT": ((0.72, 0.55, 0.22), (0.82, 0.71, 0.34), (0.86, 0.78, 0.45)),
    "BUT": ((0.0, 0.0, 0.0), (0.68, 0.52, 0.25), (0.84, 0.72, 0.42)),
}  # fmt: skip
_LAST_DUT = 2020
# What is known in autumn 2026: the sessions whose diplomas two and three years later are out.
_KNOWN_IN_TWO, _KNOWN_IN_THREE, _KNOWN_SECOND_YEAR = 2024, 2023, 2025


def superieur_reussite(year: Year) -> Table:
    """Return what cohorts of bacheliers become; cells are empty until it is known."""
    school, bac, sex, passed = _bacheliers(year)
    rng, names = year.rng, ("BTS", "DUT" if year.session <= _LAST_DUT else "BUT")
    parts = []
    for rank, name in enumerate(names):
        entered = rng.binomial(passed, np.array(_ENTERING[name])[bac])
        two, three, second = (np.array(rates)[bac] for rates in _SUCCESS[name])
        better = np.where(sex == 0, 0.03, -0.02)
        reached = rng.binomial(entered, np.clip(second + better, 0, 1))
        late = rng.binomial(reached, np.clip((three + better) / (second + better), 0, 1))
        early = rng.binomial(late, np.clip(two / three, 0, 1))
        kept = np.flatnonzero(entered)
        parts.append((
            school[kept], bac[kept], sex[kept], np.full(len(kept), rank), entered[kept],
            reached[kept], early[kept], late[kept],
        ))  # fmt: skip
    columns = stacked(parts)
    school, bac, sex, track, entered, reached, early, late = columns
    three_years_only = np.array([name == "BUT" for name in names])[track]
    # Diplomas within three years cannot be fewer than those of two, where both are known.
    unknown_two = three_years_only | (year.session > _KNOWN_IN_TWO)
    unknown_three = np.full(len(school), year.session > _KNOWN_IN_THREE)
    unknown_second = np.full(len(school), year.session > _KNOWN_SECOND_YEAR)
    return year.table(school, {
        "session_bac": whole(np.full(len(school), year.session)),
        "uai": year.uai(school),
        "type_bac": picks(_BACS, bac),
        "filiere_sup": picks(names, track),
        "sexe": picks(("F", "M"), sex),
        "nb_entrants": whole(entered),
        "nb_passage_2e_annee": whole(reached, unknown_second),
        "nb_diplomes_2ans": whole(early, unknown_two),
        "nb_diplomes_3ans": whole(late, unknown_three),
    })  # fmt: skip


_SPECIALITIES = ("COMMERCE", "GESTION", "TOURISME", "MAINTENANCE", "ELECTROTECHNIQUE", "SANTE",
                 "INFORMATIQUE", "BATIMENT")  # fmt: skip


def bts_resultats(year: Year) -> Table:
    """Return the results of the BTS by lycée, speciality, voie of origin and sex."""
    roster, rng = year.sim.roster, year.rng
    second_years = year.enrolment.by_sex(year.sim.people)[:, LEVEL["STS2"]]
    chosen = year.lasting("schools").integers(0, len(_SPECIALITIES), (roster.size, 3))
    parts: list[tuple[np.ndarray, ...]] = []
    left = second_years.copy()
    for place, share in enumerate((0.45, 0.35, 0.2)):
        for voie, of_bac in enumerate((0.3, 0.34, 0.36)):
            pupils = np.minimum(rng.binomial(second_years, share * of_bac), left)
            left -= pupils
            school, sex = np.nonzero(pupils)
            sitting = rng.binomial(pupils[school, sex], 0.97)
            rate = np.array([0.89, 0.84, 0.72])[voie] + np.where(sex == 0, 0.03, -0.02)
            rate += 0.02 * (year.session == 2020)
            parts.append((
                school, (chosen[school, place] + place) % len(_SPECIALITIES),
                np.full(len(school), voie), sex, sitting, rng.binomial(sitting, rate),
            ))  # fmt: skip
    columns = stacked(parts)
    key = np.lexsort((columns[3], columns[2], columns[1], columns[0]))
    school, speciality, bac, sex, sitting, passed = _merged([c[key] for c in columns])
    return year.table(school, {
        "session": whole(np.full(len(school), year.session)),
        "uai": year.uai(school),
        "specialite": picks(_SPECIALITIES, speciality),
        "type_bac": picks(_BACS, bac),
        "sexe": picks(("F", "M"), sex),
        "nb_presents": whole(sitting),
        "nb_admis": whole(passed),
    })  # fmt: skip


def _merged(columns: list[np.ndarray]) -> list[np.ndarray]:
    """Add up the last two columns of rows that agree on the others (sorted)."""
    keys = np.stack(columns[:-2])
    first = np.flatnonzero(np.append(True, (keys[:, 1:] != keys[:, :-1]).any(axis=0)))
    return [c[first] for c in columns[:-2]] + [np.add.reduceat(c, first) for c in columns[-2:]]


_COURSES: Final = (
    ("CAP", "32031213", "CUISINE FICTIVE"), ("CAP", "33412114", "MACONNERIE FICTIVE"),
    ("BAC PRO", "31031211", "COMMERCE FICTIF"), ("BAC PRO", "33033211", "ACCOMPAGNEMENT FICTIF"),
    ("BAC PRO", "25025211", "MECANIQUE FICTIVE"), ("BAC PRO", "25525311", "ELECTRICITE FICTIVE"),
    ("MC niveau 3", "22121412", "PATISSERIE FICTIVE"), ("BP", "33633411", "COIFFURE FICTIVE"),
    ("BTS", "31231411", "VENTE FICTIVE"), ("MC niveau 4", "25425111", "SOUDAGE FICTIF"),
)  # fmt: skip
_IN_SCHOOL, _IN_CFA = np.array([0, 1, 2, 3, 4, 5, 6]), np.array([0, 1, 2, 5, 7, 8, 9])
_AT_SIX = {2019: 0.42, 2020: 0.44, 2021: 0.48, 2022: 0.52, 2023: 0.51, 2024: 0.49}


def _training(year: Year, what: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (school, course, apprenticeship) of every vocational course, for good."""
    roster, rng = year.sim.roster, year.lasting(what)
    cfa = roster.is_kind("cfa")
    schools = np.flatnonzero(cfa | roster.offers[:, LEVEL["CAP1"]])
    takes = rng.random((len(schools), len(_COURSES))) < 0.6
    apprentice = cfa[schools]
    takes[np.ix_(~apprentice, np.setdiff1d(np.arange(len(_COURSES)), _IN_SCHOOL))] = False
    takes[np.ix_(apprentice, np.setdiff1d(np.arange(len(_COURSES)), _IN_CFA))] = False
    row, course = np.nonzero(takes)
    return schools[row], course, apprentice[row]


def inserjeunes(year: Year) -> Table:
    """Return what becomes of the last years of two cohorts; under 20 pupils, nothing is said."""
    school, course, apprentice = _training(year, "courses")
    rng, size = year.rng, len(school)
    sizes = np.round(year.lasting("sizes").lognormal(3.5, 0.6, size) * rng.uniform(0.9, 1.1, size))
    pupils: np.ndarray = sizes.astype(int)
    shown = pupils >= 5
    school, course, apprentice, pupils = (c[shown] for c in (school, course, apprentice, pupils))
    size = len(school)
    going_on = rng.binomial(pupils, np.where(apprentice, 0.36, 0.5))
    leaving = pupils - going_on
    rate = np.clip(
        by_year(_AT_SIX, year.opening)
        + 0.19 * apprentice
        + 0.01 * year.sim.roster.levels[school]
        + rng.normal(0, 0.05, size),
        0.1,
        0.95,
    )
    at_six = rng.binomial(leaving, rate)
    at_twelve = at_six + rng.binomial(leaving - at_six, 0.12)
    secret = pupils < 20
    labels = [f"{c[0]}" for c in _COURSES]
    nobody = secret | (leaving == 0)
    return year.table(school, {
        "millesime": same(f"cumul {year.label}", size),
        "uai": year.uai(school),
        "type_diplome": picks(labels, course),
        "code_formation_mefstat11": picks([c[1] + "000" for c in _COURSES], course),
        "libelle_formation": picks([c[2] for c in _COURSES], course),
        "voie_formation": picks(("scolaire", "apprentissage"), apprentice),
        "nb_annee_term": whole(pupils, secret),
        "nb_poursuite_etudes": whole(going_on, secret),
        "nb_sortants": whole(leaving, secret),
        "nb_en_emploi_6_mois": whole(at_six, secret),
        "nb_en_emploi_12_mois": whole(at_twelve, secret),
        "taux_poursuite_etudes": decimals(100 * going_on / pupils, 1, secret),
        "taux_emploi_6_mois": decimals(100 * at_six / np.maximum(leaving, 1), 1, nobody),
        "va_emploi_6_mois": decimals(rng.normal(0, 5, size), 1, nobody),
    })  # fmt: skip


def mixite_parcours(year: Year) -> Table:
    """Return every vocational course, mixed or not: pupils, apprentices, adults."""
    school, course, apprentice = _training(year, "courses")
    here = year.sim.roster.is_open(year.opening)[school]
    school, course, apprentice = school[here], course[here], apprentice[here]
    rng, size = year.rng, len(school)
    mixed = year.lasting("mixed").random(len(here))[here] < 0.18 + 0.035 * (year.opening - 2019)
    pupils = np.where(apprentice & ~mixed, 0, rng.integers(8, 30, size))
    learning = np.where(apprentice | mixed, rng.integers(1, 12, size), 0)
    adults = np.where(mixed & (rng.random(size) < 0.4), rng.integers(1, 6, size), 0)
    return year.table(school, {
        "annee_scolaire": same(year.label, size),
        "uai": year.uai(school),
        "code_mef": picks([f"{c[1]}110" for c in _COURSES], course),
        "libelle_formation": picks([c[2] for c in _COURSES], course),
        "nb_scolaires": whole(pupils),
        "nb_apprentis": whole(learning),
        "nb_stagiaires_fc": whole(adults),
        "nb_contrats_pro": whole(np.where(mixed & (adults > 3), 1, 0)),
    })  # fmt: skip


_STATUSES = ("confirme_decrocheur", "repere", "non_decrocheur", "en_formation_hors_en",
             "injoignable")  # fmt: skip
_SITUATIONS = ("retour_formation_initiale", "apprentissage", "mission_locale", "emploi",
               "service_civique", "formation_continue", "sans_solution", "inconnue")  # fmt: skip


def _spotted(year: Year) -> tuple[np.ndarray, ...]:
    """Return (pupil, school, level, status, campaign: 0 autumn, 1 spring) of the youths found."""
    rng = year.rng
    pupil, school, level = year.enrolment.lost
    kept = rng.random(len(pupil)) < by_year({2019: 0.42, 2021: 0.4, 2025: 0.35}, year.opening)
    pupil, school, level = pupil[kept], school[kept], level[kept]
    status = choose(rng, (46, 12, 20, 14, 8), len(pupil))
    back = np.flatnonzero((status != 2) & (rng.random(len(pupil)) < 0.6))
    left = year.enrolment.gone
    roll = year.enrolment
    old = left[year.opening - year.sim.people.birth[roll.pupil[left]] >= 16]
    late_status = choose(rng, (60, 25, 5, 5, 5), len(old))
    return (
        np.concatenate([pupil, pupil[back], roll.pupil[old]]),
        np.concatenate([school, school[back], roll.school[old]]),
        np.concatenate([level, level[back], roll.level[old]]),
        np.concatenate([status, np.where(status[back] == 1, 0, status[back]), late_status]),
        np.repeat([0, 1], [len(pupil), len(back) + len(old)]),
    )


def decrochage(year: Year) -> Table:
    """Return two campaigns: autumn, and spring where many of the same youths reappear."""
    sim, rng = year.sim, year.sim.world.generator(f"decrochage:follow:{year.label}")
    pupil, school, level, status, spring = _spotted(year)
    size = len(pupil)
    start = np.array([44, 226])[spring]  # 15 October, 15 April
    age = year.opening + spring - sim.people.birth[pupil]
    followed = rng.random(size) < np.where(status == 0, 0.58 + 0.15 * spring, 0.2)
    since = start - rng.integers(1, 40, size)
    situation = choose(rng, (16, 12, 24, 10, 5, 6, 20, 7), size)
    return year.table(school, {
        "campagne": days(year.opening, start + (spring == 1) * _leap(year)),
        "ine": sim.ine(pupil),
        "uai_origine": year.uai(school),
        "age": whole(np.clip(age, 16, 30)),
        "sexe": picks(("F", "M"), ~sim.people.girl[pupil]),
        "niveau": picks(CODES, level),
        "rio_statut": picks(_STATUSES, status),
        "pris_en_charge": flags(followed),
        "date_prise_en_charge": days(year.opening, since, ~followed),
        "rio_situation": picks(_SITUATIONS, situation, ~followed & (status != 0)),
    })  # fmt: skip


def _leap(year: Year) -> int:
    """Return 1 when the spring of the school year has a 29 February."""
    return int(year.session % 4 == 0)


_MISSIONS = ("decrochage", "laicite", "harcelement", "culture_eac", "edd", "numerique",
             "erasmus_international", "handicap", "egalite")  # fmt: skip
_FUNCTIONS = ("enseignant", "cpe", "direction", "psyen", "sante_social")


def referents(year: Year) -> Table:
    """Return who is in charge of what in each school; four in five stay from year to year."""
    roster, rng = year.sim.roster, year.rng
    units = roster.units(year.opening)
    after = ~roster.is_kind("ecole")[units]
    chances = np.where(after[:, None], (0.93, 0.7, 0.9, 0.97, 0.6, 0.9, 0.45, 0.8, 0.5),
                       (0.0, 0.1, 0.3, 0.06, 0.08, 0.08, 0.01, 0.0, 0.02))  # fmt: skip
    growth = 0.015 * (year.opening - 2022)
    row, mission = np.nonzero(rng.random(chances.shape) < np.clip(chances + growth, 0, 1) *
                              (chances > 0))  # fmt: skip
    school, size = units[row], len(row)
    # A new agent every fifth year on average, at a date of the school's own.
    term = (year.opening + (school * 7 + mission * 3) % 5) // 5
    number = (school * len(_MISSIONS) + mission) * 1_000 + term % 1_000
    function = choose(rng, (58, 20, 12, 6, 4), size)
    dropout = mission == 0
    return year.table(school, {
        "annee_scolaire": same(year.label, size),
        "uai": year.uai(school),
        "type_referent": picks(_MISSIONS, mission),
        "id_agent": agents(number),
        "fonction": picks(_FUNCTIONS, np.where(after[row], function, 0)),
        "date_nomination": days(year.opening, rng.integers(0, 40, size)),
        "gpds_actif": flags(rng.random(size) < 0.78 + growth, ~dropout),
    })  # fmt: skip
