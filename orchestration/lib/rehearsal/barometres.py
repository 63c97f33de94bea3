"""Government barometers: the 2023 table by département and the 2024 files, one per indicator.

What belongs here: rates published by département without their counts. What does not: rates
that have a numerator (other families).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchestration.lib.rehearsal import headers
from orchestration.lib.rehearsal.academie import FictionalDepartement, neighbours
from orchestration.lib.rehearsal.encode import BAROMETER, csv_bytes, decimal
from orchestration.lib.rehearsal.model import Dirt, Draft, ExpectedFigure
from orchestration.lib.rehearsal.periods import opening, session
from orchestration.lib.rehearsal.rates import EAC, HOMEWORK, PHARE, by_year
from orchestration.lib.rehearsal.world import World

_NAME_2023 = "barometre-resultats-education-detail-departemental.csv"
_FIRST_OPENING_2024 = 2022


@dataclass(frozen=True)
class _Measure:
    """A measure of 2023: `start` to `end` is the range of the last value, `pace` the growth."""

    policy: str
    label: str
    code: str
    unit: str
    start: float
    end: float
    pace: float
    path: Mapping[int, float] | None = None


# Labels are those of the source, curly apostrophes included.
_MEASURES_2023 = (
    _Measure(
        "Devoirs faits au collège",
        "Part de collégiens bénéficiant du dispositif (en %)",
        "taux-collegiens-beneficiaires", "% de collégiens", 31, 41, 1.3, HOMEWORK,
    ),
    _Measure(
        "Limiter les classes à 24 en grande section, CP, CE1",
        "Part des classes de GS, CP ou CE1 ayant un effectif inférieur ou égal à 24 élèves",
        "tx-classes-cp-ce1", "% des classes", 84, 96, 1.5,
    ),
    _Measure(
        "Offrir une scolarisation inclusive à tous les enfants handicapés",
        "Nombre d’unités locales d’inclusion scolaires (ULIS) pour les élèves en situation de "
        "handicap à l’école maternelle, à l’école élémentaire, au collège et au lycée",
        "nombre-creation-ulis", "unités", 30, 120, 1.5,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class _Indicator:
    """An indicator of 2024: range of the initial value, yearly pace, target, months of dates."""

    code: str
    start: float
    end: float
    pace: float
    target: float
    months: tuple[int, ...]
    figure: str | None = None
    regional: bool = True
    path: Mapping[int, float] | None = None


_INDICATORS_2024 = (
    _Indicator("IND-291", 82, 88, 3.0, 100, (10, 3, 7), "1.1.6-o1", path=PHARE),
    _Indicator("IND-329", 38, 46, 3.4, 90, (10, 4, 8), "1.2.8-o1", path=EAC),
    _Indicator("IND-560", 72, 82, 2.2, 96, (12, 6), regional=False),
    _Indicator("IND-767", 82, 90, 2.4, 100, (10, 5, 8)),
)


def _rates(
    world: World, label: str, start: float, end: float, pace: float, count: int
) -> list[float]:
    """Return a rate of each year that grows by about `pace`, and never beyond 99.5."""
    rng = world.stream(label)
    value = rng.uniform(start, end)
    values = []
    for _ in range(count):
        values.append(value)
        value = min(99.5, value + pace * rng.uniform(0.3, 1.15))
    return values


def _along(
    world: World, label: str, path: Mapping[int, float], years: Sequence[str], steps: int
) -> list[float]:
    """Return `steps` values a year that end each school year near the value of the path."""
    level = world.stream(label).uniform(-1.5, 1.5)
    ends = [by_year(path, opening(year)) for year in years]
    starts = [by_year(path, opening(years[0]) - 1), *ends]
    return [
        min(99.5, max(0.5, level + start + (end - start) * (step + 1) / steps))
        for start, end in zip(starts, ends, strict=False)
        for step in range(steps)
    ]


def _departements(world: World) -> tuple[list[FictionalDepartement], list[FictionalDepartement]]:
    foreign = [d for a in neighbours(world.academie) for d in a.departements]
    return list(world.academie.departements), foreign


def barometre_2023(world: World) -> Draft:
    """Return the measures at each end of September, other départements included."""
    own, foreign = _departements(world)
    rows, out_of_scope, figures = [], 0, []
    for measure in _MEASURES_2023:
        for departement in own + foreign:
            label = f"{_NAME_2023}:{measure.code}:{departement.code}"
            years = world.school_years
            low = measure.start - measure.pace * (len(years) - 1)
            high = measure.end - measure.pace * (len(years) - 1)
            values = (
                _along(world, label, measure.path, years, 1) if measure.path
                else _rates(world, label, max(low, 2), max(high, 5), measure.pace, len(years))
            )  # fmt: skip
            for year, value in zip(years, values, strict=True):
                rows.append([
                    measure.policy, measure.label, measure.code, departement.short_code,
                    departement.label, f"{opening(year)}-09-30", decimal(round(value)),
                    measure.unit,
                ])  # fmt: skip
                if measure.code == "taux-collegiens-beneficiaires" and departement in own:
                    rate = float(round(value))
                    figures.append(ExpectedFigure("1.1.3-o1", year, departement.code, rate))
                out_of_scope += departement not in own
    return Draft(
        "barometre_2023",
        _NAME_2023,
        csv_bytes(headers.BAROMETRE_2023, rows, BAROMETER),
        BAROMETER.dirt | {Dirt.OTHER_ACADEMIES},
        school_years=world.school_years,
        rows=len(rows),
        out_of_scope=out_of_scope,
        figures=tuple(figures),
    )


def _dates(years: Sequence[str], months: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    """Yield (school year, first day of the month) in order."""
    for year in years:
        for month in months:
            civil = opening(year) if month >= 9 else session(year)
            yield year, f"{civil}-{month:02d}-01"


def _zone_rows(
    world: World, indicator: _Indicator, zone: str, level: str, years: Sequence[str]
) -> tuple[list[list[str]], dict[str, float]]:
    """Return the rows of a zone, and its last value of each school year."""
    dates = list(_dates(years, indicator.months))
    pace = indicator.pace / len(indicator.months)
    label = f"{indicator.code}:{zone}"
    rates = (
        _along(world, label, indicator.path, years, len(indicator.months)) if indicator.path
        else _rates(world, label, indicator.start, indicator.end, pace, len(dates))
    )  # fmt: skip
    values = [round(r, 1) for r in rates]
    initial, target = values[0], float(indicator.target)
    last = max(0.0, min(100.0, 100 * (values[-1] - initial) / (target - initial)))
    rows, standing = [], {}
    for rank, ((year, day), value) in enumerate(zip(dates, values, strict=True)):
        progress = decimal(last, 2) if rank == len(dates) - 1 else ""
        start = decimal(initial) if rank == 0 else ""
        rows.append([indicator.code, zone, day, level, start, decimal(value), "", progress])
        standing[year] = value
    deadline = f"{session(years[-1])}-12-01"
    rows.append([indicator.code, zone, deadline, level, "", "", decimal(target), ""])
    return rows, standing


def _indicator_file(world: World, indicator: _Indicator) -> Draft:
    years = [y for y in world.school_years if opening(y) >= _FIRST_OPENING_2024]
    years = years or [world.last]
    own, foreign = _departements(world)
    rows: list[list[str]] = []
    figures, in_scope = [], 0
    for departement in own + foreign:
        zone = f"D{departement.short_code}"
        found, standing = _zone_rows(world, indicator, zone, "DEPT", years)
        rows += found
        if departement in own:
            in_scope += len(found)
            figures += [
                ExpectedFigure(indicator.figure, year, departement.code, value)
                for year, value in standing.items()
                if indicator.figure
            ]
    rows += _zone_rows(world, indicator, "FRANCE", "NAT", years)[0]
    region = f"R{world.academie.region_insee}"
    if indicator.regional:
        rows += _zone_rows(world, indicator, region, "REG", years)[0]
    else:
        rows.append([indicator.code, region, "", "REG", "", "", "", ""])
    return Draft(
        "barometre_2024",
        f"{indicator.code.lower()}.csv",
        csv_bytes(headers.BAROMETRE_2024, rows, BAROMETER),
        BAROMETER.dirt | {Dirt.OTHER_ACADEMIES, Dirt.EMPTY_CELLS},
        school_years=tuple(years),
        rows=len(rows),
        out_of_scope=len(rows) - in_scope,
        figures=tuple(figures),
    )


def barometre_2024(world: World) -> list[Draft]:
    """Return one file per indicator."""
    return [_indicator_file(world, indicator) for indicator in _INDICATORS_2024]
