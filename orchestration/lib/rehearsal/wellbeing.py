"""Well-being at work: indicators of several services, health and safety registers.

What belongs here: `bien_etre_travail`, `sst_registres`. What does not: the staff (`staff`).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.rates import by_year
from orchestration.lib.rehearsal.staff import FUNCTION
from orchestration.lib.rehearsal.tables import (
    AUGUST_31,
    JUNE_30,
    Table,
    Year,
    choose,
    flags,
    identifiers,
    picks,
    spread,
    whole,
)

# Source; level of the numerator per person (or per answer) in 2019 and 2025; with functions.
_INDICATORS: Final = {
    "SATISFACTION_0_10": ("barometre_academique", 6.3, 5.9, True),
    "EPUISEMENT_0_10": ("barometre_academique", 5.1, 5.6, True),
    "ABSENCE_SANTE_JOURS": ("rh", 9.4, 10.9, True),
    "ACCIDENTS_SERVICE": ("rh", 0.018, 0.021, False),
    "DEMANDES_MOBILITE_SANTE": ("rh", 0.004, 0.006, False),
    "VISITES_MEDECIN_PREVENTION": ("medecine_prevention", 0.045, 0.039, False),
    "VISITES_DEMANDE_AGENT": ("medecine_prevention", 0.016, 0.023, True),
    "AMENAGEMENTS_POSTE": ("medecine_prevention", 0.011, 0.015, False),
    "SIGNALEMENTS_RPS": ("service_social", 0.006, 0.011, False),
    "FICHES_RSST": ("chsct_f3sct", 0.024, 0.036, False),
    "DANGERS_GRAVES_IMMINENTS": ("chsct_f3sct", 0.0004, 0.0008, False),
    "VISITES_F3SCT": ("chsct_f3sct", 0.0012, 0.0016, False),
    "DUERP_A_JOUR": ("chsct_f3sct", 0.46, 0.71, False),
}  # fmt: skip
_DETAILED: Final = ("enseignant", "direction", "aesh", "administratif", "cpe", "inspection")
_ANSWERS = 0.31  # of the staff, to the barometer of the académie
_POLL: Final = (2022, 2023, 2025)  # rentrées with the national barometer
_NO_ANSWER: Final = (2021, "015", "medecine_prevention")


def _people(year: Year) -> tuple[np.ndarray, np.ndarray]:
    """Return the staff of each département (rows) by detailed function, then whole (last)."""
    staff, roster = year.sim.staff, year.sim.roster
    people = staff.active(year.opening)
    place = roster.departement[staff.schools(year.opening)[people]]
    ranks = [FUNCTION[code] for code in _DETAILED]
    counts = np.array([
        [int(((place == rank) & (staff.function[people] == f)).sum()) for f in ranks]
        for rank in range(len(roster.codes))
    ])  # fmt: skip
    return counts, np.bincount(place, minlength=len(roster.codes))


def _cells(year: Year) -> list[tuple[str, str, int, int, float, float, int]]:
    """Return (code, source, place, function, numerator, denominator, answers) of every cell.

    The académie (place -1) is the sum of its départements; totals have function -1.
    """
    rng, roster = year.rng, year.sim.roster
    detailed, totals = _people(year)
    cells: list[tuple[str, str, int, int, float, float, int]] = []
    for code, (source, first, last, with_functions) in _INDICATORS.items():
        level = by_year({2019: first, 2025: last}, year.opening)
        asked = source == "barometre_academique"
        for function in range(-1, len(_DETAILED) if with_functions else 0):
            sums = np.zeros(3)
            for rank, place in enumerate(roster.codes):
                staff = totals[rank] if function < 0 else detailed[rank, function]
                if code == "DUERP_A_JOUR":
                    staff = int((roster.departement[roster.units(year.opening)] == rank).sum())
                answers = int(rng.binomial(staff, _ANSWERS)) if asked else 0
                below = answers if asked else int(staff)
                value = level * rng.uniform(0.94, 1.06) * (1.05 if function == 1 else 1.0)
                above = round(value * below) if asked else int(rng.poisson(value * below))
                above = min(above, below) if code == "DUERP_A_JOUR" else above
                sums += (above, below, answers)
                if (year.opening, place, source) != _NO_ANSWER:
                    cells.append((code, source, rank, function, above, below, answers))
            cells.append((code, source, -1, function, sums[0], sums[1], int(sums[2])))
    if year.opening in _POLL:
        answers = max(12, round(totals.sum() * 0.045))
        poll = round(by_year({2022: 6.0, 2023: 5.9, 2025: 5.9}, year.opening) * answers)
        cells.append(("SATISFACTION_0_10", "barometre_depp", -1, -1, poll, answers, answers))
    return cells


def bien_etre_travail(year: Year) -> Table:
    """Return every indicator by source, territory and function; totals have no function."""
    codes, sources, places, functions, above, below, answers = zip(*_cells(year), strict=True)
    roster, place, function = year.sim.roster, np.array(places), np.array(functions)
    size, whole_academie = len(place), place < 0
    territories = [*roster.codes, year.sim.world.academie.code]
    return Table({
        "annee": whole(np.full(size, year.opening)),
        "bet_code": pa.array(codes),
        "bet_source": pa.array(sources),
        "territoire_type": picks(("departement", "academie"), whole_academie),
        "code_territoire": picks(territories, np.where(whole_academie, len(roster.codes), place)),
        "fonction": picks(_DETAILED, np.maximum(function, 0), function < 0),
        "numerateur": pa.array(np.array(above, dtype=float)),
        "denominateur": pa.array(np.array(below, dtype=float)),
        "nb_repondants": whole(np.array(answers), np.array(answers) == 0),
    }, place)  # fmt: skip


_CARDS: Final = ("rsst", "danger_grave_imminent", "visite_instance")


def sst_registres(year: Year) -> Table:
    """Return one row per card or visit of the school year; the last ones have no answer yet."""
    staff, roster, rng = year.sim.staff, year.sim.roster, year.rng
    people = staff.active(year.opening)
    crowd = np.bincount(staff.schools(year.opening)[people], minlength=roster.size)
    units = roster.units(year.opening, "ecole", "college", "lycee", "erea", "service")
    rate = by_year({2019: 0.019, 2020: 0.024, 2021: 0.028, 2025: 0.037}, year.opening)
    habit = np.exp(year.lasting("schools").normal(0, 0.5, roster.size))[units]
    written = rng.poisson(crowd[units] * rate * habit * (1 + 0.5 * (roster.ep[units] < 2)))
    school = units[spread(written)[0]]
    # The instance visits somebody in every département.
    order = rng.permutation(units)
    _, one_each = np.unique(roster.departement[order], return_index=True)
    visits = np.append(order[one_each], np.delete(order, one_each)[: round(0.0014 * len(people))])
    kind = np.where(rng.random(len(school)) < 0.02, 1, 0)
    school, kind = np.append(school, visits), np.append(kind, np.full(len(visits), 2))
    size = len(school)
    start = np.datetime64(f"{year.opening}-09-01", "D")
    told = start + rng.integers(2, JUNE_30 + 3, size).astype("timedelta64[D]")
    slow = np.where(roster.mountain[school], 1.3, 1.0)
    wait = slow * by_year({2019: 34, 2022: 27, 2025: 21}, year.opening)
    answer = told + np.minimum(rng.exponential(wait).astype(int), 200).astype("timedelta64[D]")
    open_still = (rng.random(size) < 0.09) | (answer > start + AUGUST_31)
    psychosocial = rng.random(size) < by_year({2019: 0.22, 2025: 0.38}, year.opening)
    numbers = identifiers(f"ST{year.sim.world.academie.code}-{year.opening}-", np.arange(size) + 1)
    return year.table(school, {
        "id_fiche": numbers,
        "date_depot": pa.array(told),
        "uai": year.uai(school),
        "type_fiche": picks(_CARDS, kind),
        "theme_rps": flags(psychosocial & (kind < 2), choose(rng, (97, 3), size) == 1),
        "date_reponse": pa.array(answer, mask=open_still | (kind == 2)),
    })  # fmt: skip
