"""Due days: when the figures of a school year are expected, from the contract of their domain.

What belongs here: the SLA of a contract turned into days. What does not: extensions that people
granted (`rules`), what was received (`board`).
"""

from __future__ import annotations

from datetime import date, timedelta

from orchestration.lib import school_years
from orchestration.lib.campaigns.working_days import WorkingDays


def contract_day(latency_months: int, due_date: str | None, first_year: int) -> date:
    """Return the day that a contract gives for the school year `first_year`, working day or not.

    A contract that gives a day ('MM-DD') and no latency means that day of the school year; else
    figures are due `latency_months` after the end of the school year.
    """
    if due_date is not None and latency_months == 0:
        month, day = (int(part) for part in due_date.split("-"))
        return date(first_year + (month < school_years.FIRST_MONTH), month, day)
    months = school_years.FIRST_MONTH - 1 + latency_months
    return date(first_year + 1 + months // 12, months % 12 + 1, 1) - timedelta(days=1)


def due_day(latency_months: int, due_date: str | None, first_year: int, days: WorkingDays) -> date:
    """Return the last day on which the figures of a school year are on time."""
    return days.due_on_or_after(contract_day(latency_months, due_date, first_year))


def expected_school_year(
    latency_months: int | None, day: date, due_date: str | None, days: WorkingDays
) -> str | None:
    """Return the last school year whose figures should be there on `day`.

    That is the last one whose due day is past; None without a latency.
    """
    if latency_months is None:
        return None
    first = day.year
    while due_day(latency_months, due_date, first, days) >= day:
        first -= 1
    return school_years.school_year(first)
