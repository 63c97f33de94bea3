"""Baccalauréat by département, voie and sex: a first export, then the corrected one.

What belongs here: the deposit that is replaced and the one that replaces it. What does not:
what bacheliers become (`insertion`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from orchestration.lib.rehearsal import headers
from orchestration.lib.rehearsal.academie import FictionalAcademie, FictionalDepartement
from orchestration.lib.rehearsal.encode import PORTAL, Layout, csv_bytes, decimal
from orchestration.lib.rehearsal.model import Dirt, Draft, ratio_figures
from orchestration.lib.rehearsal.periods import opening, session
from orchestration.lib.rehearsal.world import World, walk

_DOMAIN = "bac_departement"
_STEM = "fr-en-baccalaureat-par-departement"
# Year, département, voie, sex -> présents, admis.
_Counts = dict[tuple[str, str, str, str], tuple[int, int]]


@dataclass(frozen=True)
class _Voie:
    label: str
    girls: float
    success: float
    girls_better: float


_VOIES = (
    _Voie("Générale", 0.57, 96.4, 0.7),
    _Voie("Technologique", 0.51, 90.8, 1.0),
    _Voie("Professionnelle", 0.42, 84.0, 2.5),
)


def _candidates(academie: FictionalAcademie, voie: str) -> int:
    return {
        "Générale": academie.bac_general,
        "Technologique": academie.bac_technologique,
        "Professionnelle": academie.bac_professionnel,
    }[voie]


def _draw(world: World, departement: FictionalDepartement, voie: _Voie, girls: bool) -> _Counts:
    sex = "Féminin" if girls else "Masculin"
    rng = world.stream(f"{_STEM}:{departement.code}:{voie.label}:{sex}")
    years, share = world.school_years, world.academie.weight_of(departement)
    sign = 1 if girls else -1
    base = voie.success + departement.level / 3 + sign * voie.girls_better
    total = _candidates(world.academie, voie.label) * share
    total *= voie.girls if girls else 1 - voie.girls
    counts = {}
    for year, rate in zip(years, walk(rng, len(years), base, 0.6), strict=True):
        ago = opening(world.last) - opening(year)
        present = round(total * (1 - 0.004 * ago) * rng.uniform(0.985, 1.015))
        passed = min(present, round(present * min(rate, 99.4) / 100))
        counts[year, departement.code, voie.label, sex] = (present, passed)
    return counts


def _all_counts(world: World) -> _Counts:
    counts: _Counts = {}
    for departement in world.academie.departements:
        for voie in _VOIES:
            for girls in (True, False):
                counts |= _draw(world, departement, voie, girls)
    return counts


def _half_entered(world: World, counts: _Counts) -> _Counts:
    """Return the first export: half the professional candidates of one département missing."""
    wrong = {
        key: (present // 2, passed // 2)
        for key, (present, passed) in counts.items()
        if key[:3] == (world.last, world.academie.largest.code, "Professionnelle")
    }
    return counts | wrong


def _rows(world: World, counts: _Counts, label: str) -> list[list[str]]:
    academie = world.academie
    labels = {d.code: d.label for d in academie.departements}
    rows = [
        [
            str(session(year)), academie.code, academie.label, code, labels[code], voie, sex,
            decimal(present), decimal(passed), decimal(100 * passed / present),
        ]
        for (year, code, voie, sex), (present, passed) in counts.items()
    ]  # fmt: skip
    numbered = [[str(n), *row] for n, row in enumerate(rows, 97)]
    world.stream(label).shuffle(numbered)
    return numbered


def _draft(world: World, version: str, counts: _Counts, layout: Layout, dirt: Dirt) -> Draft:
    name = f"{_STEM}_{version}.csv"
    rows = _rows(world, counts, name)
    return Draft(
        _DOMAIN,
        name,
        csv_bytes(headers.BAC, rows, layout),
        layout.dirt | {Dirt.INTEGER_AS_DECIMAL, dirt},
        school_years=world.school_years,
        rows=len(rows),
    )


def baccalaureat(world: World) -> list[Draft]:
    """Return the first export and the corrected one; figures are those of the second."""
    counts = _all_counts(world)
    by_territory: dict[tuple[str, str], tuple[int, int]] = {}
    for (year, code, _, _), (present, passed) in counts.items():
        before = by_territory.get((year, code), (0, 0))
        by_territory[year, code] = (before[0] + passed, before[1] + present)
    first = _draft(world, "v1", _half_entered(world, counts), PORTAL, Dirt.REPLACED)
    second = _draft(world, "v2", counts, Layout(bom=False, line_end="\n"), Dirt.REPLACES)
    figures = ratio_figures("1.1.1-o3", by_territory, world.academie)
    return [first, replace(second, figures=figures)]
