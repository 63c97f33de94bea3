"""The brevet, candidate by candidate, and national assessments, school by school.

What belongs here: `dnb_resultats`, `evaluations_nationales`, `evaluations_exploitation`. What
does not: the official statistics of the brevet (`dnb`), examinations after collège (`afterwards`).
"""

from __future__ import annotations

import numpy as np

from orchestration.lib.rehearsal.levels import LEVEL, ranks
from orchestration.lib.rehearsal.rates import DNB, by_year
from orchestration.lib.rehearsal.schooling import homework_pupils
from orchestration.lib.rehearsal.tables import (
    JUNE_30,
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

_PASS = 400
_MENTIONS = ("SANS", "AB", "B", "TB", "TBF")
_INDIVIDUALS = 0.012


def _candidates(year: Year) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (place in the enrolment, school where the pupil ends the year, professional)."""
    sim, roll = year.sim, year.enrolment
    rng = sim.world.generator(f"dnb_resultats:candidates:{year.label}")
    draw = rng.random(len(roll.pupil))
    level = roll.level
    age = year.opening - sim.people.birth[roll.pupil]
    takes = np.isin(level, ranks("3EME", "3PREPA_METIERS"))
    takes |= (level == LEVEL["3SEGPA"]) & (draw < 0.55)
    takes |= (level == LEVEL["ULIS_2D"]) & (age == 14) & (draw < 0.5)
    takes[roll.gone] = False
    school = roll.school.copy()
    school[roll.movers] = roll.moved_to
    places = np.flatnonzero(takes)
    professional = (level[places] != LEVEL["3EME"]) | (draw[places] < 0.035)
    return places, school[places], professional


def _scores(year: Year, places: np.ndarray, school: np.ndarray, pro: np.ndarray) -> np.ndarray:
    """Return scores before they are set on the rate of the session."""
    sim, roll = year.sim, year.enrolment
    roster, pupil = sim.roster, roll.pupil[places]
    of_school = year.lasting("schools").normal(0, 15, roster.size)
    helped = np.isin(places, homework_pupils(sim, roll))
    scores: np.ndarray = (
        90 * sim.people.ability[pupil] + year.rng.normal(0, 95, len(places))
        + of_school[school] + 7 * roster.levels[school]
        + np.array([-55, -85, 0])[roster.ep[school]] + 35 * roster.private[school]
        + 18 * sim.people.girl[pupil] + np.array([55, 25, 0, -30, -15])[sim.people.origin[pupil]]
        + 12 * helped - 70 * pro
    )  # fmt: skip
    return scores


def dnb_resultats(year: Year) -> Table:
    """Return one row per candidate, series and session, those of the second session included."""
    sim, roll, rng = year.sim, year.enrolment, year.rng
    places, school, pro = _candidates(year)
    scores = _scores(year, places, school, pro)
    number = round(len(places) * _INDIVIDUALS)
    college = sim.roster.units(year.opening, "college")
    school = np.concatenate([school, rng.choice(college, number)])
    pupil = np.concatenate([roll.pupil[places], sim.strangers(year.opening, number)])
    pro = np.concatenate([pro, rng.random(number) < 0.3])
    girl = np.concatenate([sim.people.girl[roll.pupil[places]], rng.random(number) < 0.45])
    scores = np.concatenate([scores, rng.normal(-110, 130, number)])
    status = np.concatenate([np.zeros(len(places), dtype=int), choose(rng, (7, 3), number) + 1])
    draw = rng.random(len(pupil))
    present = draw > np.where(status > 0, 0.2, np.where(pro, 0.035, 0.012))
    again = np.flatnonzero(~present & (rng.random(len(pupil)) < 0.3))
    rate = by_year(DNB, year.session) / 100
    points = np.clip(scores + _PASS - np.quantile(scores[present], 1 - rate), 40, 800)
    rows = np.concatenate([np.arange(len(pupil)), again])
    second = np.arange(len(rows)) >= len(pupil)
    points, present = points[rows], present[rows] | second
    passed = present & (points >= _PASS)
    limits = (480, 560, 640, 745) if year.session >= 2025 else (480, 560, 640)
    mention = np.searchsorted(limits, points, side="right")
    # From 2026 continuous assessment weighs 40 %, half before.
    share = 0.4 if year.session >= 2026 else 0.5
    earned = np.clip(points * share + rng.normal(15, 12, len(rows)), 0, 800 * share)
    earned = np.minimum(earned, points)
    columns = {
        "session": whole(np.full(len(rows), year.session)),
        "ine": sim.ine(pupil[rows]),
        "uai": year.uai(school[rows]),
        "dnb_serie": picks(("GENERALE", "PROFESSIONNELLE"), pro[rows]),
        "session_type": picks(("normale", "remplacement"), second),
        "dnb_statut": picks(("scolaire", "individuel", "cned"), status[rows]),
        "sexe": picks(("F", "M"), ~girl[rows]),
        "inscrit": flags(np.ones(len(rows), dtype=bool)),
        "present": flags(present),
        "admis": flags(passed),
        "dnb_mention": picks(_MENTIONS, mention, ~passed),
        "points_controle_continu": decimals(earned, 1, ~present),
        "points_epreuves": decimals(points - earned, 1, ~present),
        # The jury of winter has not met yet for the last session.
        "definitif": flags(np.full(len(rows), year.label != sim.world.last)),
    }
    return year.table(school[rows], columns)


_READING = {
    "DEBUT_CP": ("CONNAITRE_LETTRES", "SYLLABES", "COMPRENDRE_PHRASES"),
    "CE1": ("LIRE_A_VOIX_HAUTE", "ECRIRE_MOTS", "COMPRENDRE_TEXTE", "VOCABULAIRE"),
    "CM1": ("FLUENCE", "COMPREHENSION_ORALE", "ETUDE_LANGUE"),
    "6EME": ("FLUENCE", "COMPREHENSION_ECRIT", "LEXIQUE", "GRAMMAIRE"),
    "4EME": ("FLUENCE", "COMPREHENSION_ECRIT", "ETUDE_LANGUE"),
    "2NDE": ("COMPREHENSION_ORAL", "COMPREHENSION_ECRIT", "MAITRISE_LANGUE"),
}
_NUMBERS = {
    "DEBUT_CP": ("COMPARER_NOMBRES", "RESOUDRE_PROBLEMES", "LIGNE_NUMERIQUE"),
    "CE1": ("NOMBRES_ENTIERS", "CALCUL_MENTAL", "RESOUDRE_PROBLEMES", "GEOMETRIE"),
    "CM1": ("NOMBRES_CALCULS", "RESOUDRE_PROBLEMES", "GEOMETRIE"),
    "6EME": ("NOMBRES_CALCULS", "RESOUDRE_PROBLEMES", "GRANDEURS_MESURES", "GEOMETRIE"),
    "4EME": ("NOMBRES_CALCULS", "RESOUDRE_PROBLEMES", "GEOMETRIE"),
    "2NDE": ("NOMBRES_CALCULS", "DONNEES_FONCTIONS", "CALCUL_LITTERAL"),
}
# Campaign: level, first rentrée, share of the group « à besoins », of the group « satisfaisant ».
_CAMPAIGNS = {
    "DEBUT_CP": ("CP", 2019, 0.12, 0.68), "CE1": ("CE1", 2019, 0.14, 0.63),
    "CM1": ("CM1", 2023, 0.16, 0.57), "6EME": ("6EME", 2019, 0.17, 0.54),
    "4EME": ("4EME", 2023, 0.20, 0.50), "2NDE": ("2NDE_GT", 2019, 0.14, 0.62),
}  # fmt: skip
_SUBJECTS = ("FRANCAIS", "MATHEMATIQUES")


def _answering(year: Year, campaign: str) -> np.ndarray:
    """Return the schools that have results in a campaign: nearly all that have the level."""
    level, first, _, _ = _CAMPAIGNS[campaign]
    if year.opening < first:
        return np.empty(0, dtype=int)
    silent = year.sim.world.generator(
        f"evaluations_nationales:silent:{campaign}:{year.label}"
    ).random(year.sim.roster.size) < 0.02  # fmt: skip
    has = year.enrolment.counts[:, LEVEL[level]] > 0
    return np.flatnonzero(has & ~silent)


def evaluations_nationales(year: Year) -> Table:
    """Return one row per school, campaign, subject and part, the whole subject (GLOBAL) first."""
    roster, rng = year.sim.roster, year.rng
    effect = year.lasting("schools").normal(0, 0.035, (roster.size, 2))
    parts: list[tuple[np.ndarray, ...]] = []
    names: list[str] = []
    campaigns = list(_CAMPAIGNS)
    for number, campaign in enumerate(campaigns):
        school = _answering(year, campaign)
        level, _, weak, strong = _CAMPAIGNS[campaign]
        expected = year.enrolment.counts[school, LEVEL[level]]
        for part, domains in enumerate((_READING[campaign], _NUMBERS[campaign])):
            seen = rng.binomial(expected, 0.965)
            own = np.array([0.10, 0.14, 0.0])[roster.ep[school]] - 0.03 * roster.private[school]
            own += effect[school, part] - 0.003 * roster.levels[school]
            for place, domain in enumerate(("GLOBAL", *domains)):
                drift = 0.003 * (year.opening - 2022) * (1 if part else -0.5)
                shift = own + 0.02 * ((place + number) % 3 - 1) * (place > 0) - drift
                needs = rng.binomial(seen, np.clip(weak + shift, 0.02, 0.6))
                rest = np.clip((strong - 1.3 * shift) / (1 - np.clip(weak + shift, 0, 0.6)), 0, 1)
                well = rng.binomial(seen - needs, rest)
                size = len(school)
                label = np.full(size, len(names))
                names.append(domain)
                score = 250 + 60 * (well - needs) / np.maximum(seen, 1) - 28
                parts.append((
                    school, np.full(size, number), np.full(size, part), label, expected, seen,
                    needs, seen - needs - well, well, score,
                ))  # fmt: skip
    columns = stacked(parts)
    school, rank, subject, label, expected, seen, needs, fragile, well, score = columns
    none = seen == 0
    return year.table(school, {
        "annee_scolaire": same(year.label, len(school)),
        "eval_campagne": picks(campaigns, rank),
        "uai": year.uai(school),
        "discipline": picks(_SUBJECTS, subject),
        "domaine": picks(names, label),
        "nb_attendus": whole(expected),
        "nb_evalues": whole(seen),
        "nb_a_besoins": whole(needs),
        "nb_fragiles": whole(fragile),
        "nb_satisfaisants": whole(well),
        "score_moyen": decimals(score, 1, none),
    })  # fmt: skip


def evaluations_exploitation(year: Year) -> Table:
    """Return what teams made of their results: one row per school and campaign."""
    roster, rng = year.sim.roster, year.rng
    campaigns = [c for c in _CAMPAIGNS if c != "2NDE"]
    found = [_answering(year, campaign) for campaign in campaigns]
    rank = np.repeat(np.arange(len(found)), [len(f) for f in found])
    school = np.concatenate(found)
    answered = rng.random(len(school)) < 0.93
    school, rank = school[answered], rank[answered]
    size = len(school)
    habit = year.lasting("schools").normal(0, 0.08, roster.size)[school]
    growth = 0.02 * (year.opening - 2019)
    read = rng.random(size) < np.clip(0.7 + growth + habit, 0, 0.98)
    met = read & (rng.random(size) < 0.62 + growth)
    plan = met & (rng.random(size) < 0.5 + growth)
    families = read & (rng.random(size) < 0.7)
    grade = np.clip(read.astype(int) + met + plan + (plan & (rng.random(size) < 0.35)), 0, 4)
    return year.table(school, {
        "annee_scolaire": same(year.label, size),
        "eval_campagne": picks(campaigns, rank),
        "uai": year.uai(school),
        "restitution_consultee": flags(read),
        "date_consultation": days(year.opening, rng.integers(45, JUNE_30 - 100, size), ~read),
        "concertation_dediee": flags(met),
        "nb_concertations": whole(np.where(met, rng.integers(1, 4, size), 0)),
        "plan_action_formalise": flags(plan),
        "restitution_familles": flags(families),
        "niveau_appropriation": picks(("0", "1", "2", "3", "4"), grade, rng.random(size) < 0.05),
    })  # fmt: skip
