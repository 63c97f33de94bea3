"""Diplôme national du brevet by département, age and series.

What belongs here: the détaillé file, and the one whose header lacks columns and that must be
refused. What does not: collège results (`colleges`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from orchestration.lib.rehearsal import headers
from orchestration.lib.rehearsal.academie import (
    FictionalAcademie,
    FictionalDepartement,
    capitals,
    neighbours,
)
from orchestration.lib.rehearsal.encode import PORTAL, csv_bytes
from orchestration.lib.rehearsal.model import Dirt, Draft, ratio_figures
from orchestration.lib.rehearsal.periods import opening, session
from orchestration.lib.rehearsal.rates import DNB, by_year
from orchestration.lib.rehearsal.world import World, apportion, walk

_DOMAIN = "dnb_departement"
_NAME = "fr-en-resultats-detailles-au-dnb.csv"
_NOT_EXPORTED = ("Présents", "Admis")


@dataclass(frozen=True)
class _Cell:
    """A line of the table: share of the candidates, rates (%), distinctions (none to TB)."""

    age: str
    series: str
    share: float
    girls: float
    presence: float
    success: float
    distinctions: tuple[float, float, float, float]


_CELLS = (
    _Cell("14 ans ou moins", "SERIE GENERALE", 0.021, 0.50, 99.5, 96.5, (6, 10, 19, 65)),
    _Cell("15 ans", "SERIE GENERALE", 0.802, 0.51, 99.3, 90.5, (16, 23, 28, 33)),
    _Cell("15 ans", "SERIE PROFESSIONNELLE", 0.083, 0.39, 97.5, 78.0, (34, 37, 22, 7)),
    _Cell("16 ans ou plus", "SERIE GENERALE", 0.050, 0.48, 91.5, 64.0, (46, 31, 18, 5)),
    _Cell("16 ans ou plus", "SERIE PROFESSIONNELLE", 0.044, 0.41, 88.5, 69.0, (41, 38, 17, 4)),
)
# What the rates of the cells give together, before the level of the session.
_CELLS_GIVE = 88.0
_GIRLS_BETTER = 1.8
_SHRINKING = 0.006


def _counts(
    rng: Random, candidates: int, cell: _Cell, success: float
) -> tuple[int, int, int, int, int, int, int]:
    """Return inscrits, présents, admis, then admis by distinction: consistent by making."""
    jitter = rng.uniform(-0.4, 0.4)
    present = min(candidates, round(candidates * min(100, cell.presence + jitter) / 100))
    passed = min(present, round(present * min(99.5, success + jitter) / 100))
    none, fair, good, very_good = apportion(passed, cell.distinctions)
    return candidates, present, passed, none, fair, good, very_good


def _cell_rows(
    world: World, departement: FictionalDepartement, candidates: int, effect: float, label: str
) -> Iterator[tuple[str, str, tuple[int, ...], tuple[int, ...] | None]]:
    """Yield (age, series, counts, counts of girls or None where they are withheld)."""
    for cell in _CELLS:
        rng = world.stream(f"{_NAME}:{departement.code}:{label}:{cell.age}:{cell.series}")
        size = round(candidates * cell.share * rng.uniform(0.99, 1.01))
        girls_size = round(size * cell.girls)
        rate = cell.success + departement.level + effect
        girls = _counts(rng, girls_size, cell, rate + _GIRLS_BETTER)
        boys = _counts(rng, size - girls_size, cell, rate - _GIRLS_BETTER)
        both = tuple(g + b for g, b in zip(girls, boys, strict=True))
        yield cell.age, cell.series, both, girls
    rng = world.stream(f"{_NAME}:{departement.code}:{label}:single")
    if departement == world.academie.largest or rng.random() < 0.4:
        # One early candidate alone in the series: the ministry withholds what girls did.
        yield "14 ans ou moins", "SERIE PROFESSIONNELLE", (1, 1, 1, 0, 1, 0, 0), None


def _effects(world: World, academie: FictionalAcademie) -> dict[str, list[float]]:
    """Return the yearly points added to the success rates of each département."""
    count = len(world.school_years)
    common = [by_year(DNB, session(year)) - _CELLS_GIVE for year in world.school_years]
    return {
        d.code: [
            c + own
            for c, own in zip(
                common, walk(world.stream(f"{_NAME}:{d.code}"), count, 0.0, 0.5), strict=True
            )
        ]
        for d in academie.departements
    }


def _row(
    academie: FictionalAcademie,
    departement: FictionalDepartement,
    year: int,
    line: tuple[str, str, tuple[int, ...], tuple[int, ...] | None],
) -> list[str]:
    age, series, both, girls = line
    return [
        str(year), academie.region_academique, academie.region_insee,
        capitals(academie.region_label), academie.code, capitals(academie.label),
        departement.short_code, capitals(departement.label), age, series,
        *(str(n) for n in both[:-1]), f"{both[-1]}.0",
        *(("",) * 7 if girls is None else (str(n) for n in girls)),
    ]  # fmt: skip


def _academie_rows(
    world: World, academie: FictionalAcademie, school_years: tuple[str, ...]
) -> Iterator[tuple[str, str, list[str], int, int]]:
    """Yield (school year, département, row, admis, présents)."""
    effects = _effects(world, academie)
    for year in school_years:
        ago = opening(world.last) - opening(year)
        for departement in academie.departements:
            share = academie.weight_of(departement)
            candidates = round(academie.dnb_candidates * share * (1 + _SHRINKING * ago))
            rank = world.school_years.index(year) if year in world.school_years else 0
            effect = effects[departement.code][rank]
            for line in _cell_rows(world, departement, candidates, effect, year):
                row = _row(academie, departement, session(year), line)
                yield year, departement.code, row, line[2][2], line[2][1]


def _numbered(rows: list[list[str]], rng: Random) -> list[list[str]]:
    rng.shuffle(rows)
    return [[*row, str(number)] for number, row in enumerate(rows, 1)]


def dnb(world: World) -> Draft:
    """Return the results of all sessions, with those of other académies for the last one."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    rows: list[list[str]] = []
    for year, code, row, passed, present in _academie_rows(
        world, world.academie, world.school_years
    ):
        before = counts.get((year, code), (0, 0))
        counts[year, code] = (before[0] + passed, before[1] + present)
        rows.append(row)
    foreign = [
        row
        for academie in neighbours(world.academie)
        for _, _, row, _, _ in _academie_rows(world, academie, world.school_years[-1:])
    ]
    withheld = any(row[-1] == "" for row in rows)
    dirt = {Dirt.INTEGER_AS_DECIMAL, Dirt.OTHER_ACADEMIES, Dirt.EMPTY_CELLS}
    dirt |= {Dirt.WITHHELD_GIRLS} if withheld else set()
    return Draft(
        _DOMAIN,
        _NAME,
        csv_bytes(headers.DNB, _numbered(rows + foreign, world.stream(_NAME)), PORTAL),
        PORTAL.dirt | dirt,
        school_years=world.school_years,
        rows=len(rows) + len(foreign),
        out_of_scope=len(foreign),
        figures=ratio_figures("1.1.1-o1", counts, world.academie),
    )


def incomplete_dnb(world: World) -> Draft:
    """Return the session before the first one, exported without two columns: refused."""
    first = opening(world.school_years[0])
    year = f"{first - 1}-{first}"
    name = f"fr-en-resultats-detailles-au-dnb_session-{first}.csv"
    rows = [row for _, _, row, _, _ in _academie_rows(world, world.academie, (year,))]
    numbered = _numbered(rows, world.stream(name))
    kept = [i for i, label in enumerate(headers.DNB) if label not in _NOT_EXPORTED]
    header = [headers.DNB[i] for i in kept]
    return Draft(
        _DOMAIN,
        name,
        csv_bytes(header, [[row[i] for i in kept] for row in numbered], PORTAL),
        PORTAL.dirt | {Dirt.MISSING_COLUMNS},
        "refuse",
        (year,),
        rows=len(rows),
    )
