"""Targets: what the académie decided to reach, and what it decided again two years later.

What belongs here: `cibles`. What does not: the figures themselves; a service that sets targets
knows them roughly, and so does this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.tables import Table, Year, decimals, picks, same

FIRST_DECISION, REVISION = 2022, 2024  # rentrées of the school years of the two decisions


@dataclass(frozen=True)
class _Target:
    """A target for 2025-2026: where the indicator stood in 2021-2022, where it should go.

    `shared`: a number that the départements share out by their pupils, where other values are the
    same everywhere. `alone`: for the académie only. `revised` is what was decided instead, two
    years later.
    """

    indicator: str
    base: float | None
    value: float
    revised: float | None = None
    shared: bool = False
    alone: bool = False


_rate, _count = partial(_Target, shared=False), partial(_Target, shared=True)


_TARGETS: Final = (
    _rate("1.1.1-a", 96.5, 98.0), _rate("1.1.1-b", 14.5, 13.0, 15.0), _rate("1.1.1-d", 17.6, 12.0),
    _rate("1.1.1-e", 83.1, 95.0), _rate("1.1.2-b", 31.0, 45.0, 35.0), _rate("1.1.2-d", 51.4, 75.0),
    _count("1.1.3-a", 20_480, 22_000, 21_000), _rate("1.1.3-b", 33.3, 38.0, 36.0),
    _rate("1.1.3-g", 74.1, 76.0), _count("1.1.4-d", 2_820, 0), _rate("1.1.4-e", 36, 30),
    _rate("1.1.5-d", 87.2, 90.0), _rate("1.1.6-e", None, 80.0), _rate("1.1.6-g", 45.8, 85.0),
    _rate("1.1.6-h", 40.9, 100.0), _count("1.1.7-c", 289, 220, 260), _rate("1.1.7-e", 64.4, 75.0),
    _rate("1.1.8-e", 11.2, 30.0, 26.0), _rate("1.1.9-c", 65.5, 85.0), _rate("1.1.9-e", 51.1, 65.0),
    _rate("1.2.1-b", 35.8, 45.0), _rate("1.2.2-c", 31.4, 40.0), _count("1.2.3-a", 3_080, 3_500),
    _rate("1.2.4-b", 27.3, 50.0, 42.0), _count("1.2.5-a", 9_900, 14_000, 20_000),
    _rate("1.2.6-b", 45.8, 65.0, 60.0), _rate("1.2.8-b", 31.2, 60.0), _rate("1.3.1-c", 71.6, 76.0),
    _rate("1.3.2-a", 83.0, 85.0), _rate("1.3.3-a", 60.3, 66.0, 63.0), _count("1.3.4-a", 92, 140),
    _rate("1.3.6-c", 93.4, 100.0), _count("1.3.7-a", 918, 700, 800),
    _rate("1.3.7-b", 3.0, 2.0, 2.5), _count("2.1.1-a", 187, 230), _rate("2.1.1-c", 12.4, 16.0),
    _count("2.1.2-a", 43, 60, 50), _count("2.1.4-c", None, 2_500), _count("2.2.1-a", 69, 120),
    _count("2.2.2-a", 603, 1_200, 1_100), _rate("2.2.3-c", 15.3, 22.0),
    _rate("2.3.1-c", 66.0, 75.0), _rate("2.3.2-b", 68.9, 80.0, 77.0), _rate("2.3.2-c", 83.0, 90.0),
    _rate("2.3.3-c", 0.08, 0.05, alone=True), _rate("2.3.4-c", 9.9, 9.0, 10.0),
    _rate("2.3.4-d", 56.2, 75.0, 70.0), _rate("3.1.1-b", 73.1, 85.0, 80.0),
    _count("3.1.2-a", 158, 190), _rate("3.1.2-c", 76.6, 90.0), _rate("3.1.5-q2", 25.3, 45.0),
    _count("3.2.1-a", 184, 250), _rate("3.2.2-b", 48.6, 60.0), _rate("3.2.3-b", 42.0, 55.0, 50.0),
    _rate("4.1.1-q2", 36.9, 60.0), _rate("4.1.2-c", 18.0, 50.0, 40.0),
    _rate("4.1.3-b", 15.9, 25.0), _rate("4.2.3-b", 21.0, 30.0), _rate("4.2.5-b", 38.3, 60.0, 50.0),
    _rate("4.3.2-b", 23.4, 35.0), _rate("4.3.3-a", 5.8, 10.0, 8.0),
)  # fmt: skip
_AUTHORS: Final = ("Comité de pilotage académique", "Secrétariat général de l'académie")
_REASONS: Final = ("Cible du projet stratégique", "Cible revue au vu des résultats",
                   "Cible initiale reportée")  # fmt: skip
_AIMED_AT: Final = ("2025-2026", "2027-2028")


def _decided(revision: bool) -> list[tuple[_Target, float, int, int]]:
    """Return (target, value, year aimed at, reason); one revision in three puts the first off."""
    if not revision:
        return [(target, target.value, 0, 0) for target in _TARGETS]
    again = [t for t in _TARGETS if t.revised is not None]
    return [(t, float(t.revised or 0), 0, 1) for t in again] + [
        (t, t.value, 1, 2) for t in again[::3]
    ]


def cibles(year: Year) -> Table:
    """Return what was decided in the school year: first targets, or those that were revised."""
    academie, revision = year.sim.world.academie, year.opening >= REVISION
    codes = [academie.code, *(d.code for d in academie.departements)]
    shares = [1.0, *(academie.weight_of(d) for d in academie.departements)]
    ratio = year.sim.world.scale.cohort / 15_150
    rows = [
        (target, value, place, aim, why)
        for target, value, aim, why in _decided(revision)
        for place in range(1 if target.alone else len(codes))
    ]
    targets, values, places, aims, reasons = zip(*rows, strict=True)
    place, size = np.array(places), len(rows)
    shared = np.array([t.shared for t in targets])
    factor = np.where(shared, ratio * np.array(shares)[place], 1.0)
    bases = np.array([np.nan if t.base is None else t.base for t in targets]) * factor
    known = ~np.isnan(bases) & (place == 0)
    aimed, stood = np.array(values) * factor, np.nan_to_num(bases)
    decided = np.datetime64("2024-11-19" if revision else "2023-03-14", "D")
    return Table({
        "indicateur": pa.array([t.indicator for t in targets]),
        "territoire_type": picks(("academie", "departement"), place > 0),
        "code_territoire": picks(codes, place),
        "annee_cible": picks(_AIMED_AT, np.array(aims)),
        "valeur_cible": decimals(np.where(shared, np.round(aimed), aimed), 2),
        "annee_base": picks(("2021-2022",), np.zeros(size), ~known),
        "valeur_base": decimals(np.where(shared, np.round(stood), stood), 2, ~known),
        "date_decision": pa.array(np.full(size, decided)),
        "auteur": same(_AUTHORS[revision], size),
        "motif": picks(_REASONS, np.array(reasons), place > 0),
    }, place - 1)  # fmt: skip
