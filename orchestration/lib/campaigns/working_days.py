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
_DAY = timedelta(days=1)


@cache
def _school_holidays() -> SchoolHolidayDates:
    # Loaded when a day is first asked for: most commands ask for none.
    from vacances_scolaires_france import SchoolHolidayDates

    return SchoolHolidayDates()


@cache
def _public_holidays(year: int) -> frozenset[date]:
    from holidays.countries.france import France

    return frozenset(France(years=year))  # type: ignore[no-untyped-call]


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

    def on_or_after(self, day: date) -> date:
        """Return the first working day from `day` on."""
        while not self.is_working(day):
            day += _DAY
        return day


def working_days(settings: Settings) -> WorkingDays:
    """Return the days of the académie served; those of zone A where it has no zone."""
    return WorkingDays(settings.academie.zone_vacances or DEFAULT_ZONE)
