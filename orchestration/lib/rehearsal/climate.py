"""Special needs and school climate: support, meetings, reports, protocols.

What belongs here: `besoins_particuliers`, `instances_suivi`, `signalements`, `protocoles_climat`.
What does not: partnerships about them (`cooperation`).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.levels import CODES, ECOLE, LEVEL
from orchestration.lib.rehearsal.rates import PHARE, by_year
from orchestration.lib.rehearsal.tables import (
    AUGUST_31,
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

# Plan or service: share of pupils in écoles, then after; yearly growth; share in place; days.
_SUPPORT: Final = {
    "PPRE": (0.06, 0.03, -0.02, 0.95, 20), "PAP": (0.012, 0.05, 0.04, 0.93, 35),
    "PAI": (0.014, 0.016, 0.01, 0.98, 15), "PPS": (0.026, 0.03, 0.035, 0.9, 70),
    "PPS_AESH": (0.019, 0.014, 0.05, 0.86, 60), "RASED": (0.02, 0.0, -0.03, 0.8, 45),
    "ESS_TENUE": (0.022, 0.022, 0.03, 1.0, 50), "ULIS": (0.0, 0.0, 0.0, 0.97, 60),
    "SEGPA": (0.0, 0.0, 0.0, 1.0, 30), "UPE2A": (0.0, 0.0, 0.0, 0.95, 25),
}  # fmt: skip
_WHOLE_LEVELS = {
    "ULIS": ("ULIS_ECOLE", "ULIS_2D"), "SEGPA": ("6SEGPA", "5SEGPA", "4SEGPA", "3SEGPA"),
    "UPE2A": ("UPE2A",),
}  # fmt: skip


def besoins_particuliers(year: Year) -> Table:
    """Return pupils with a plan or service, by school, level and service."""
    roster, rng = year.sim.roster, year.rng
    kinds = list(_SUPPORT)
    school, level = np.nonzero(year.enrolment.counts)
    size = year.enrolment.counts[school, level]
    young = np.isin(level, ECOLE)
    factor = np.exp(year.lasting("schools").normal(0, 0.3, roster.size))[school]
    factor *= np.array([1.25, 1.35, 1.0])[roster.ep[school]]
    parts = []
    for number, kind in enumerate(kinds):
        early, late, growth, in_place, delay = _SUPPORT[kind]
        base = np.where(young, early, late) * (1 + growth) ** (year.opening - 2021)
        pupils = rng.binomial(size, np.clip(base * factor, 0, 0.5))
        if kind in _WHOLE_LEVELS:
            pupils = np.where(np.isin(level, [LEVEL[c] for c in _WHOLE_LEVELS[kind]]), size, 0)
        found = np.flatnonzero(pupils)
        helped = rng.binomial(pupils[found], in_place)
        waits = delay * np.exp(rng.normal(0, 0.35, len(found)))
        kind_rank = np.full(len(found), number)
        parts.append((school[found], level[found], kind_rank, pupils[found], helped, waits))
    columns = stacked(parts)
    order = np.lexsort((columns[2], columns[1], columns[0]))
    school, level, rank, pupils, helped, waits = (values[order] for values in columns)
    unknown = rng.random(len(school)) < 0.08
    return year.table(school, {
        "annee_scolaire": same(year.label, len(school)),
        "uai": year.uai(school),
        "niveau": picks(CODES, level),
        "type_accompagnement": picks(kinds, rank),
        "nb_eleves": whole(pupils),
        "nb_eleves_accompagnes": whole(helped),
        "nb_eleves_en_attente": whole(pupils - helped),
        "delai_median_jours": decimals(np.round(waits * 2) / 2, 1, unknown),
    })  # fmt: skip


_MEETINGS = ("equipe_educative", "equipe_suivi_scolarisation", "commission_educative",
             "commission_pedagogique", "gpds", "conseil_discipline",
             "conseil_discipline_departemental")  # fmt: skip
# Meetings per thousand pupils in écoles, then after; share about complex cases.
_PER_THOUSAND = np.array([(32, 22), (42, 30), (0, 11), (4, 10), (0, 16), (0, 5.2), (0, 0.25)])
_COMPLEX = np.array([0.25, 0.2, 0.45, 0.3, 0.25, 0.5, 0.9])
_OUTCOMES = ("accompagnement", "sans_suite", "reorientation", "avertissement", "blame",
             "mesure_responsabilisation", "exclusion_temporaire", "exclusion_definitive_sursis",
             "exclusion_definitive")  # fmt: skip


def instances_suivi(year: Year) -> Table:
    """Return one row per meeting; disciplinary boards end with a sanction."""
    roster, rng = year.sim.roster, year.rng
    units = roster.units(year.opening)
    first = (~roster.is_kind("ecole"))[units].astype(int)
    factor = np.array([1.6, 1.9, 1.0])[roster.ep[units]] * np.where(roster.private[units], 0.7, 1)
    expected = _PER_THOUSAND[:, first].T * (year.enrolment.totals[units] * factor / 1000)[:, None]
    # Schools were closed in spring 2020.
    counts = rng.poisson(expected * by_year({2019: 0.75, 2020: 0.9, 2021: 1.0}, year.opening))
    cell, _ = spread(counts.ravel())
    school, kind = units[cell // len(_MEETINGS)], cell % len(_MEETINGS)
    size = len(school)
    day = rng.integers(10, JUNE_30, size)
    complex_case = rng.random(size) < _COMPLEX[kind]
    board = kind >= _MEETINGS.index("conseil_discipline")
    outcome = np.where(
        board, choose(rng, (2, 3, 2, 3, 4, 12, 18, 26, 30), size),
        choose(rng, (70, 14, 10, 4, 2), size),
    )  # fmt: skip
    growth = 0.02 * (year.opening - 2019)
    formal = rng.random(size) < np.where(complex_case, 0.6, 0.35) + growth
    planned = formal & (rng.random(size) < 0.9)
    due = day + rng.integers(21, 100, size)
    held = planned & (rng.random(size) < 0.82)
    late = rng.random(size) < 0.3
    held_on = due + np.where(late, rng.integers(1, 40, size), -rng.integers(0, 8, size))
    return year.table(school, {
        "id_seance": identifiers(f"IS{year.sim.world.academie.code}-{year.opening}-",
                                 np.arange(size) + 1, 6),
        "annee_scolaire": same(year.label, size),
        "date_seance": days(year.opening, day),
        "uai": year.uai(school),
        "instance_type": picks(_MEETINGS, kind),
        "cas_complexe": flags(complex_case),
        "nb_eleves_concernes": whole(np.where(kind == 3, rng.integers(1, 9, size), 1)),
        "instance_decision": picks(_OUTCOMES, outcome, ~board & (rng.random(size) < 0.2)),
        "suivi_formalise": flags(formal),
        "date_reexamen_prevue": days(year.opening, due, ~planned),
        "date_reexamen_realise": days(year.opening, held_on, ~held),
    })  # fmt: skip


_CATEGORIES = ("laicite", "harcelement", "violence_personne", "atteinte_biens",
               "securite_etablissement", "racisme_antisemitisme",
               "valeurs_republique_autre")  # fmt: skip
_SECULARISM = ("port_signes_tenues", "suspicion_proselytisme", "contestation_enseignement",
               "revendication_communautaire", "refus_activite_scolaire",
               "refus_valeurs_republicaines", "provocation_verbale", "autre")  # fmt: skip
_BULLYING = ("harcelement_presentiel", "cyberharcelement", "mixte", "non_caracterise")
_CHANNELS = ("faits_etablissement", "atteinte_laicite", "phare", "3018", "autre")
# Reports per thousand pupils after école (a sixth of that in écoles), by category and rentrée.
_REPORTS: Final[dict[str, dict[int, float]]] = {
    "laicite": {2019: 0.7, 2020: 1.2, 2021: 0.9, 2022: 1.9, 2023: 2.3, 2024: 1.6, 2025: 1.5},
    "harcelement": {2019: 1.8, 2020: 1.9, 2021: 2.6, 2022: 4.1, 2023: 6.8, 2024: 7.4, 2025: 7.2},
    "violence_personne": {2019: 9, 2022: 12, 2025: 13}, "atteinte_biens": {2019: 3, 2025: 3},
    "securite_etablissement": {2019: 2, 2025: 3}, "racisme_antisemitisme": {2019: 0.5, 2025: 1},
    "valeurs_republique_autre": {2019: 0.4, 2025: 0.7},
}  # fmt: skip


def _working_days_after(first: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Return the day `number` working days after each day (Mondays to Fridays)."""
    days_after: np.ndarray = np.busday_offset(first, number, roll="forward")
    return days_after


def signalements(year: Year) -> Table:
    """Return one row per report, some still open at the end of the school year."""
    roster, rng = year.sim.roster, year.rng
    units = roster.units(year.opening)
    share = np.where(roster.is_kind("ecole")[units], 0.17, 1.0)
    share *= np.array([1.5, 1.8, 1.0])[roster.ep[units]] * np.where(roster.private[units], 0.5, 1)
    rates = np.array([by_year(_REPORTS[c], year.opening) for c in _CATEGORIES])
    expected = (year.enrolment.totals[units] * share / 1000)[:, None] * rates
    cell, _ = spread(rng.poisson(expected).ravel())
    school, category = units[cell // len(_CATEGORIES)], cell % len(_CATEGORIES)
    size = len(school)
    # Autumn and the weeks after an event see more reports.
    told = np.sort(rng.choice(JUNE_30, size, p=_autumn_weights()))
    order = rng.permutation(size)
    school, category = school[order], category[order]
    start = np.datetime64(f"{year.opening}-09-01", "D")
    reported = start + told.astype("timedelta64[D]")
    happened = reported - rng.geometric(0.35, size).astype("timedelta64[D]") + 1
    happened = np.maximum(happened, start)
    taken = _working_days_after(reported, rng.geometric(0.32, size) - 1)
    closed = _working_days_after(taken, rng.geometric(0.045, size))
    end = start + AUGUST_31
    untouched = rng.random(size) < 0.05
    unfinished = untouched | (closed > end) | (rng.random(size) < 0.06)
    secular, bullied = category == 0, category == 1
    channel = np.where(secular, 1, np.where(bullied, choose(rng, (3, 0, 6, 1), size), 0))
    kind = choose(rng, (34, 9, 12, 8, 10, 7, 14, 6), size)
    return year.table(school, {
        "id_signalement": identifiers(
            f"SG{year.sim.world.academie.code}-{year.opening}-", np.arange(size) + 1
        ),
        "date_fait": pa.array(happened),
        "date_signalement": pa.array(reported),
        "uai": year.uai(school),
        "signal_plateforme": picks(_CHANNELS, channel),
        "signal_categorie": picks(_CATEGORIES, category),
        "signal_laicite_type": picks(_SECULARISM, kind, ~secular),
        "signal_harcelement_type": picks(_BULLYING, choose(rng, (45, 22, 18, 15), size), ~bullied),
        "gravite": picks(("1", "2", "3"), choose(rng, (70, 25, 5), size), rng.random(size) < 0.03),
        "signal_auteur": picks(("eleve", "parent", "personnel", "autre"),
                               choose(rng, (80, 12, 3, 5), size), rng.random(size) < 0.04),
        "protocole_declenche": flags(rng.random(size) < np.where(bullied, 0.72, 0.55)),
        "date_prise_en_charge": pa.array(taken, mask=untouched),
        "equipe_academique_saisie": flags(secular | (rng.random(size) < 0.1)),
        "date_cloture": pa.array(closed, mask=unfinished),
    })  # fmt: skip


def _autumn_weights() -> np.ndarray:
    weights = np.where(np.arange(JUNE_30) < 110, 1.4, 1.0)
    shares: np.ndarray = weights / weights.sum()
    return shares


_FORMAL = {2019: 0.25, 2020: 0.38, 2021: 0.46, 2022: 0.58, 2023: 0.74, 2024: 0.8, 2025: 0.85}


def protocoles_climat(year: Year) -> Table:
    """Return one row per school: those that joined pHARe stay in it."""
    roster, rng = year.sim.roster, year.rng
    lasting = year.lasting("schools").random((roster.size, 3))
    units = roster.units(year.opening)
    units = units[rng.random(len(units)) < 0.985]
    size, after = len(units), ~roster.is_kind("ecole")[units]
    ready = lasting[units, 0]
    joined = ready < by_year(PHARE, year.opening) / 98.5
    formal = lasting[units, 1] < by_year(_FORMAL, year.opening)
    team = joined & (lasting[units, 2] < 0.45 + 0.06 * (year.opening - 2019))
    grade = joined.astype(int) + formal + team + (team & formal & (lasting[units, 0] < 0.25))
    few, enough = rng.integers(0, 5, size) * joined, rng.integers(5, 9, size)
    trained = np.where(team, enough, few)
    ambassadors = np.where(joined & after, rng.integers(0, 25, size), 0)
    return year.table(units, {
        "annee_scolaire": same(year.label, size),
        "uai": year.uai(units),
        "adhesion_phare": flags(joined),
        "equipe_ressource_complete": flags(team),
        "nb_personnels_formes": whole(trained),
        "nb_ambassadeurs": whole(ambassadors, ~after),
        "questionnaire_passe": flags(joined & (rng.random(size) < 0.8)),
        "referent_laicite": flags(rng.random(size) < 0.9),
        "protocole_formalise": flags(formal),
        "niveau_deploiement": picks(("0", "1", "2", "3", "4"), grade, rng.random(size) < 0.04),
    })  # fmt: skip
