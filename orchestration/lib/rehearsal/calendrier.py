"""School calendar: holidays of the académie and of three others, as UTC instants.

What belongs here: the calendar file. Dates follow the usual rhythm, they are not official. What
does not: the school years that a rehearsal covers (`periods`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from orchestration.lib.rehearsal import headers
from orchestration.lib.rehearsal.academie import FictionalAcademie, neighbours
from orchestration.lib.rehearsal.encode import Layout, csv_bytes
from orchestration.lib.rehearsal.model import Dirt, Draft
from orchestration.lib.rehearsal.periods import opening
from orchestration.lib.rehearsal.world import World

_NAME = "fr-en-calendrier-scolaire.csv"
_DAY = timedelta(days=1)
_ZONE_SHIFT = {"Zone A": 0, "Zone B": 1, "Zone C": 2}


def _saturday_from(day: date) -> date:
    return day + _DAY * ((5 - day.weekday()) % 7)


def _easter(year: int) -> date:
    """Return Easter Sunday (Meeus' algorithm)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - _DAY * ((last.weekday() + 1) % 7)


def _instant(day: date) -> str:
    """Return midnight in Paris as a UTC instant: the evening before, at 22 or 23 h."""
    # Written out rather than through zoneinfo: not every machine has the time zone database.
    summer = _last_sunday(day.year, 3) < day <= _last_sunday(day.year, 10)
    hours = timedelta(hours=2 if summer else 1)
    return f"{(datetime.combine(day, time()) - hours).isoformat()}+00:00"


def _holidays(school_year: str, zone: str) -> Iterator[tuple[str, str, date, date]]:
    """Yield (description, population, first day, day of return)."""
    year, fortnight = opening(school_year), _DAY * 16
    shift = (_ZONE_SHIFT.get(zone, 0) + year) % 3
    autumn, christmas = _saturday_from(date(year, 10, 17)), _saturday_from(date(year, 12, 17))
    winter = _saturday_from(date(year + 1, 2, 6)) + _DAY * 7 * shift
    spring = winter + _DAY * 56
    ascension = _easter(year + 1) + _DAY * 39
    summer = _saturday_from(date(year + 1, 7, 4))
    yield "Vacances de la Toussaint", "-", autumn, autumn + fortnight
    yield "Vacances de Noël", "-", christmas, christmas + fortnight
    yield "Vacances d'Hiver", "-", winter, winter + fortnight
    yield "Vacances de Printemps", "-", spring, spring + fortnight
    yield "Pont de l'Ascension", "-", ascension, ascension + _DAY * 4
    yield "Vacances d'Été", "Élèves", summer, date(year + 1, 9, 1)
    yield "Vacances d'Été", "Enseignants", summer, date(year + 1, 8, 31)


def _rows(academie: FictionalAcademie, school_years: tuple[str, ...]) -> Iterator[list[str]]:
    for year in school_years:
        for description, population, start, end in _holidays(year, academie.zone):
            yield [
                description, population, _instant(start), _instant(end), academie.label,
                academie.zone, year,
            ]  # fmt: skip


def calendrier(world: World) -> Draft:
    """Return the calendar of four académies, of which one is in scope."""
    rng = world.stream(_NAME)
    rows = list(_rows(world.academie, world.school_years))
    foreign = [r for a in neighbours(world.academie) for r in _rows(a, world.school_years)]
    rows += foreign
    rng.shuffle(rows)
    layout = Layout(line_end="\n")
    return Draft(
        "calendrier_scolaire",
        _NAME,
        csv_bytes(headers.CALENDRIER, rows, layout),
        layout.dirt | {Dirt.OTHER_ACADEMIES},
        school_years=world.school_years,
        rows=len(rows),
        out_of_scope=len(foreign),
    )
