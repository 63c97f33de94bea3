"""Working days of an académie: week-ends, public holidays, school holidays of its zone.

What belongs here: telling a day on which somebody can be asked for a file from one on which
nobody should be. What does not: what is due on a day (`due`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from vacances_scolaires_france import (  # type: ignore[import-untyped]
        SchoolHolidayDates,
    )

DEFAULT_ZONE = "A"
_SATURDAY = 5
_NAME, _SUMMER = "nom_vacances", "Vacances d'été"
_DAY = timedelta(days=1)
_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
# Easter Monday, Ascension Day, Whit Monday.
_AFTER_EASTER = (1, 39, 50)


@cache
def _school_holidays() -> SchoolHolidayDates:
    # Loaded when a day is first asked for: most commands ask for none.
    from vacances_scolaires_france import SchoolHolidayDates

    return SchoolHolidayDates()


@cache
def _public_holidays(year: int) -> frozenset[date]:
    """Return the eleven public holidays of France.

    The library `holidays` gives the same days (a test compares them), and takes half a second to
    load the calendars of every country: as long as all the rest of `psa status`.
    """
    from dateutil.easter import easter  # type: ignore[import-untyped]

    sunday: date = easter(year)
    return frozenset(
        [date(year, month, day) for month, day in _FIXED]
        + [sunday + timedelta(days=after) for after in _AFTER_EASTER]
    )


@dataclass(frozen=True)
class WorkingDays:
    """The days of one zone of school holidays (A, B or C)."""

    zone: str = DEFAULT_ZONE

    @property
    def known_until(self) -> date:
        """The last day of school holidays that is known: after it, none is taken into account."""
        last: date = max(_school_holidays().data)
        return last

    def in_school_holidays(self, day: date) -> bool:
        """Tell whether `day` is in the school holidays of the zone."""
        known = _school_holidays()
        if not known.min_year <= day.year <= known.max_year:
            return False
        return bool(known.is_holiday_for_zone(day, self.zone))

    def is_office_day(self, day: date) -> bool:
        """Tell whether offices are open: neither a week-end nor a public holiday."""
        return day.weekday() < _SATURDAY and day not in _public_holidays(day.year)

    def is_working(self, day: date) -> bool:
        """Tell whether a file can be asked for on `day`: an office day out of school holidays."""
        return self.is_office_day(day) and not self.in_school_holidays(day)

    def can_be_due(self, day: date) -> bool:
        """Tell whether a file can be due on `day`.

        Nothing is due in the short holidays. In summer it may be: offices close the year then, and
        a contract that says 10 July does not mean September.
        """
        return self.is_office_day(day) and (
            not self.in_school_holidays(day) or _school_holidays().data[day][_NAME] == _SUMMER
        )

    def due_on_or_after(self, day: date) -> date:
        """Return the first day from `day` on on which a file can be due."""
        while not self.can_be_due(day):
            day += _DAY
        return day

    def on_or_after(self, day: date) -> date:
        """Return the first working day from `day` on."""
        while not self.is_working(day):
            day += _DAY
        return day


def working_days(settings: Settings) -> WorkingDays:
    """Return the days of the académie served; those of zone A where it has no zone."""
    return WorkingDays(settings.academie.zone_vacances or DEFAULT_ZONE)
