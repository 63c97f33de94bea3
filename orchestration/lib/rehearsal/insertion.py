"""What becomes of pupils: apprentices by CFA (InserJeunes) and bacheliers (SIES).

What belongs here: the two files about what follows school. What does not: examinations.
"""

from __future__ import annotations

from random import Random

from orchestration.lib.rehearsal import headers
from orchestration.lib.rehearsal.academie import FictionalAcademie, capitals, neighbours
from orchestration.lib.rehearsal.encode import PORTAL, comma, csv_bytes, decimal, percent
from orchestration.lib.rehearsal.model import Dirt, Draft, ExpectedFigure, ratio_figures
from orchestration.lib.rehearsal.periods import opening, session
from orchestration.lib.rehearsal.schools import School
from orchestration.lib.rehearsal.world import World, walk

_CFA_NAME = "fr-en-inserjeunes-cfa.csv"
_SIES_NAME = "fr-esr-taux-poursuite-enseignement-superieur-par-academie.csv"
_NOT_YET_OBSERVED = 2


def _cfa_rates(rng: Random, count: int) -> list[tuple[int, int, int]]:
    """Return, per year, further study, employment at 6 months and expected employment."""
    study = walk(rng, count, rng.uniform(25, 45), 1.5)
    employment = walk(rng, count, rng.uniform(60, 74), 1.5)
    expected = walk(rng, count, rng.uniform(62, 70), 0.8)
    return [
        (round(s), round(e), round(x)) for s, e, x in zip(study, employment, expected, strict=True)
    ]


def _cfa_cells(rates: tuple[int, int, int], recent: bool, rng: Random) -> list[str]:
    study, employment, expected = rates
    in_work = round((100 - study) * employment / 100)
    later = ["", ""] if recent else [percent(employment + k) for k in (4, 6)]
    return [
        percent(study), percent(in_work), percent(100 - study - in_work),
        percent(rng.randint(18, 40)) if rng.random() < 0.2 else "", percent(study),
        percent(employment), percent(expected), comma(employment - expected),
        percent(employment + 5), *later,
    ]  # fmt: skip


def _cfa_rows(world: World, school: School) -> list[tuple[list[str], ExpectedFigure | None]]:
    """Return the rows of a CFA with its figure; the last CFA has too few leavers for any."""
    rng = world.stream(f"{_CFA_NAME}:{school.uai}")
    years = world.school_years
    published = school != world.of("cfa")[-1]
    rows: list[tuple[list[str], ExpectedFigure | None]] = []
    for rank, rates in enumerate(_cfa_rates(rng, len(years))):
        recent = rank >= len(years) - _NOT_YET_OBSERVED
        cells = _cfa_cells(rates, recent, rng) if published else [""] * 11
        identity = [
            f"cumul {years[rank]}", school.uai, f"{school.name}, {school.commune}",
            capitals(world.academie.region_label),
        ]  # fmt: skip
        figure = ExpectedFigure("1.3.3-o1", years[rank], school.uai, float(rates[1]))
        rows.append(([*identity, *cells], figure if published else None))
    return rows


def inserjeunes(world: World) -> Draft:
    """Return the employment of apprentices, with percent signs and decimal commas."""
    found = [row for school in world.of("cfa") for row in _cfa_rows(world, school)]
    world.stream(_CFA_NAME).shuffle(found)
    rows = [[*row, str(number)] for number, (row, _) in enumerate(found, 10_001)]
    return Draft(
        "inserjeunes_cfa",
        _CFA_NAME,
        csv_bytes(headers.INSERJEUNES_CFA, rows, PORTAL),
        PORTAL.dirt | {Dirt.DECIMAL_COMMA, Dirt.PERCENT_SIGN, Dirt.EMPTY_CELLS},
        school_years=world.school_years,
        rows=len(rows),
        figures=tuple(figure for _, figure in found if figure is not None),
    )


# Entrants per thousand bacheliers (girls, boys), in the order of the columns: for each
# destination, another académie then the same one (real académie, 2021).
_FLOWS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "Bac général": (
        (140, 455, 23, 35, 4, 7, 28, 36, 11, 11, 9, 18, 10, 35, 0, 0, 47, 16, 31, 40),
        (100, 350, 47, 85, 11, 12, 33, 69, 14, 17, 5, 18, 10, 30, 0, 0, 59, 15, 20, 58),
    ),
    "Bac technologique": (
        (33, 133, 46, 53, 0, 0, 6, 10, 27, 61, 13, 51, 57, 156, 0, 0, 34, 12, 17, 108),
        (25, 110, 46, 122, 2, 0, 6, 13, 42, 100, 17, 65, 62, 250, 0, 0, 27, 4, 5, 14),
    ),
    "Bac professionnel": (
        (17, 36, 1, 4, 0, 0, 0, 0, 14, 84, 10, 62, 36, 136, 0, 0, 5, 5, 13, 15),
        (3, 19, 1, 2, 0, 0, 0, 0, 40, 140, 7, 56, 32, 144, 0, 0, 5, 1, 1, 0),
    ),
}
_GIRLS = {"Bac général": 0.58, "Bac technologique": 0.48, "Bac professionnel": 0.43}
_STS = slice(8, 14)
_ALL = slice(0, 20)
_INDICATORS = (
    ("1.3.2-o1", "Bac professionnel", _ALL),
    ("1.3.2-o2", "Bac technologique", _ALL),
    ("1.3.2-o3", "Bac général", _ALL),
    ("1.3.2-o4", "Bac professionnel", _STS),
    ("1.3.2-o5", "Bac technologique", _STS),
)  # fmt: skip


def _bacheliers(academie: FictionalAcademie, series: str) -> float:
    return {
        "Bac général": academie.bac_general * 0.965,
        "Bac technologique": academie.bac_technologique * 0.91,
        "Bac professionnel": academie.bac_professionnel * 0.84,
    }[series]


def _sies_lines(
    world: World, academie: FictionalAcademie, years: tuple[str, ...]
) -> list[tuple[str, str, str, int, list[str]]]:
    """Return (school year, series, sex, bacheliers, flows as written)."""
    lines = []
    for series, profiles in _FLOWS.items():
        for sex, profile in zip(("Féminin", "Masculin"), profiles, strict=True):
            rng = world.stream(f"{_SIES_NAME}:{academie.code}:{series}:{sex}")
            girls = _GIRLS[series]
            total = _bacheliers(academie, series) * (girls if sex == "Féminin" else 1 - girls)
            for year, factor in zip(years, walk(rng, len(years), 1.0, 0.012), strict=True):
                ago = opening(world.last) - opening(year)
                number = round(total * (1 - 0.003 * ago) * rng.uniform(0.99, 1.01))
                # The source perturbs its counts: hundredths of a person are normal.
                noise = [rng.choice((0, 0, 0.02, 0.04, 0.07)) if p else 0.0 for p in profile]
                flows = [
                    f"{round(number * p * factor / 1000) + n:.2f}"
                    for p, n in zip(profile, noise, strict=True)
                ]
                lines.append((year, series, sex, number, flows))
    return lines


def _sies_rows(
    academie: FictionalAcademie, lines: list[tuple[str, str, str, int, list[str]]]
) -> list[list[str]]:
    identity = [academie.label, f"A{academie.code}", f"FiC{academie.code}"]
    return [
        [str(session(year)), series, sex, decimal(number), *flows, *identity]
        for year, series, sex, number, flows in lines
    ]


def _sies_figures(
    world: World, lines: list[tuple[str, str, str, int, list[str]]]
) -> tuple[ExpectedFigure, ...]:
    figures: list[ExpectedFigure] = []
    for indicator, wanted, part in _INDICATORS:
        counts: dict[tuple[str, str], tuple[float, float]] = {}
        for year, series, _, number, flows in lines:
            if series == wanted:
                before = counts.get((year, ""), (0.0, 0))
                above = before[0] + sum(float(f) for f in flows[part])
                counts[year, ""] = (above, before[1] + number)
        found = ratio_figures(indicator, counts, world.academie)
        figures += [f for f in found if f.territory]
    return tuple(figures)


def poursuite(world: World) -> Draft:
    """Return entrance to higher education by académie, those of three others included."""
    own = _sies_lines(world, world.academie, world.school_years)
    rows = _sies_rows(world.academie, own)
    foreign = [
        row
        for academie in neighbours(world.academie)
        for row in _sies_rows(academie, _sies_lines(world, academie, world.school_years[-2:]))
    ]
    rows += foreign
    world.stream(_SIES_NAME).shuffle(rows)
    return Draft(
        "poursuite_superieur_academie",
        _SIES_NAME,
        csv_bytes(headers.poursuite_superieur(), rows, PORTAL),
        PORTAL.dirt | {Dirt.NOISY_COUNTS, Dirt.OTHER_ACADEMIES},
        school_years=world.school_years,
        rows=len(rows),
        out_of_scope=len(foreign),
        figures=_sies_figures(world, own),
    )
