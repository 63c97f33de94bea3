"""Reminders: which ones a day calls for, and which have lost their object.

What belongs here: the ranks (before the due day, after it, to the head of the service), the days
on which nobody is asked for anything. What does not: their words (`alerts.wording`), sending.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.lib.campaigns.board import EXEMPT, RECEIVED, Campaign
from orchestration.lib.campaigns.rules import ReminderDays
from orchestration.lib.campaigns.working_days import WorkingDays

FIRST, SECOND, HEAD = 1, 2, 3


@dataclass(frozen=True)
class Reminder:
    """One reminder of one campaign; its id is that of the only message that ever carries it."""

    campaign: Campaign
    rank: int

    @property
    def message(self) -> str:
        """The id of its message: the same campaign and rank are never said twice."""
        return f"rappel-{self.campaign.key}-{self.rank}"


def written_from(campaign: Campaign, rank: int, told: ReminderDays, days: WorkingDays) -> date:
    """Return the first day on which a reminder may be written, a working day."""
    after = {FIRST: -told.premiere, SECOND: told.seconde, HEAD: told.responsable}[rank]
    return days.on_or_after(campaign.due + timedelta(days=after))


def wanted(campaign: Campaign) -> bool:
    """Tell whether a deposit is still asked for."""
    return campaign.state not in (RECEIVED, EXEMPT)


def reminders(
    board: Iterable[Campaign],
    told: ReminderDays,
    days: WorkingDays,
    day: date,
    said_on: Callable[[str], date | None],
) -> Iterator[Reminder]:
    """Yield the reminders to write on `day`; `said_on` gives the day a message was sent, if it was.

    None at a week-end, on a public holiday or in school holidays. A rank waits until the one
    before it was sent, and some days more: nobody's head of service hears of a file before they
    do, whatever the day on which reminders were switched on.
    """
    if not days.is_working(day):
        return
    for campaign in board:
        if not wanted(campaign) or day > campaign.due + timedelta(days=told.duree):
            continue
        before: date | None = None
        for rank in (FIRST, SECOND, HEAD):
            reminder = Reminder(campaign, rank)
            said = said_on(reminder.message)
            if said is None:
                rested = before is None or (day - before).days >= told.ecart
                if rested and day >= written_from(campaign, rank, told, days):
                    yield reminder
                break
            before = said
