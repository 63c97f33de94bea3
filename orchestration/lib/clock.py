"""The time of the people of the académie, wherever this runs.

What belongs here: turning instants into the hours and days that people read. What does not:
which days are worked (`campaigns.working_days`), school years (`school_years`), reading the clock.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo


@cache
def paris() -> ZoneInfo:
    """Return the time zone of metropolitan France."""
    return ZoneInfo("Europe/Paris")


def there(instant: str) -> datetime:
    """Return an ISO instant as the clocks of the académie showed it."""
    return datetime.fromisoformat(instant).astimezone(paris())


def day_of(instant: str) -> date:
    """Return the day of an ISO instant for the people of the académie."""
    return there(instant).date()
