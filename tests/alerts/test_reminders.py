"""Reminders: the days of a whole school year, silence in holidays, never twice, never too soon.

What belongs here: which reminder is written on which day. What does not: sending (`test_sending`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from orchestration.lib.alerts.notify import queue_reminders
from orchestration.lib.alerts.outbox import ABANDONED, POINTLESS, SENT, TO_SEND, Outbox
from orchestration.lib.alerts.routes import Routes
from orchestration.lib.alerts.sending import send_pending
from orchestration.lib.atomic import write_json
from orchestration.lib.campaigns.board import Campaign, State
from orchestration.lib.campaigns.due import due_day
from orchestration.lib.campaigns.reminders import Reminder, reminders
from orchestration.lib.campaigns.rules import ReminderDays
from orchestration.lib.campaigns.working_days import WorkingDays
from orchestration.lib.contracts import contracts
from orchestration.lib.deposits import Receipt
from orchestration.lib.home import open_home
from orchestration.lib.settings import Settings
from tests.alerts.conftest import Mailbox
from tests.cli.conftest import receipt

DAYS = WorkingDays("A")


def expected(due: str, state: State = "attendu") -> Campaign:
    """Return a campaign of 2026-2027 due on a day of the contract ('MM-DD')."""
    return Campaign(
        "effectifs", "Effectifs", "2026-2027", "academie", due_day(0, due, 2026, DAYS), state
    )


def year_of(campaign: Campaign, until: date, told: ReminderDays | None = None) -> list[date]:
    """Return the days on which its reminders are written, from 1 September 2026 on."""
    said: dict[str, date] = {}
    day = date(2026, 9, 1)
    while day <= until:
        for reminder in reminders([campaign], told or ReminderDays(), DAYS, day, said.get):
            assert reminder.message not in said
            said[reminder.message] = day
        day += timedelta(days=1)
    assert list(said) == [Reminder(campaign, n).message for n in range(1, len(said) + 1)]
    return list(said.values())


@pytest.mark.parametrize(
    ("due", "expected_days"),
    [
        # Toussaint 17/10–01/11: due 2 November, first reminder waits for the Monday of return.
        ("10-31", [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 23)]),
        ("11-15", [date(2026, 11, 9), date(2026, 11, 23), date(2026, 12, 7)]),
        # Noël 19/12–03/01: the second one, 22 December, waits for 4 January.
        ("12-15", [date(2026, 12, 8), date(2027, 1, 4), date(2027, 1, 11)]),
        # Hiver 13/02–28/02: due 1 March, then weeks of school.
        ("02-15", [date(2027, 3, 1), date(2027, 3, 8), date(2027, 3, 22)]),
        # Printemps 10/04–25/04: the second one, 13 April, waits for 26 April; 1er mai is past.
        ("04-06", [date(2027, 3, 30), date(2027, 4, 26), date(2027, 5, 3)]),
        # Due 30 April: 1er mai and the bridge of the Ascension (6 to 8 May) are in between.
        ("04-30", [date(2027, 4, 26), date(2027, 5, 10), date(2027, 5, 21)]),
        # Summer: due 10 July, silence until the return.
        ("07-10", [date(2027, 9, 1), date(2027, 9, 6), date(2027, 9, 13)]),
    ],
)
def test_the_reminders_of_a_school_year(due: str, expected_days: list[date]) -> None:
    assert year_of(expected(due), date(2027, 12, 31)) == expected_days


def test_nothing_is_written_at_week_ends_nor_in_holidays_whatever_is_due() -> None:
    written = {
        day for month in range(1, 13) for n in (5, 15, 25)
        for day in year_of(expected(f"{month:02}-{n:02}"), date(2027, 12, 31))
    }  # fmt: skip
    assert written
    for day in written:
        assert day.weekday() < 5
        assert not DAYS.in_school_holidays(day)
        assert (day.month, day.day) not in [(11, 11), (5, 1), (11, 1), (5, 8)]


@pytest.mark.parametrize("state", ["recu", "dispense"])
def test_nobody_is_reminded_of_what_is_received_or_dispensed(state: State) -> None:
    assert year_of(expected("11-15", state), date(2027, 8, 31)) == []


def test_a_refused_file_is_still_asked_for() -> None:
    assert len(year_of(expected("11-15", "refuse"), date(2027, 8, 31))) == 3


def test_the_head_never_hears_of_it_first_when_reminders_begin_late() -> None:
    campaign = expected("11-15")
    said: dict[str, date] = {}
    late = date(2027, 1, 5)
    assert [r.rank for r in reminders([campaign], ReminderDays(), DAYS, late, said.get)] == [1]
    said[Reminder(campaign, 1).message] = late
    after = late + timedelta(days=2)
    assert list(reminders([campaign], ReminderDays(), DAYS, after, said.get)) == []
    after = late + timedelta(days=6)
    assert [r.rank for r in reminders([campaign], ReminderDays(), DAYS, after, said.get)] == [2]
    old = campaign.due + timedelta(days=91)
    assert list(reminders([campaign], ReminderDays(), DAYS, old, {}.get)) == []


def test_days_of_reminders_are_parameters() -> None:
    told = ReminderDays(premiere=0, seconde=14, responsable=30)
    assert year_of(expected("11-15"), date(2027, 8, 31), told) == [
        date(2026, 11, 16), date(2026, 11, 30), date(2026, 12, 16),
    ]  # fmt: skip


def _accepted(settings: Settings, told: Receipt) -> None:
    document = {name: getattr(told, name) for name in told.__dataclass_fields__}
    write_json(settings.deposits / told.depot / "receipt.json", document)


def test_reminders_are_sent_once_and_stop_when_the_file_comes(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    monday = settings.model_copy(update={"today": date(2026, 11, 23)})
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    open_home(monday)
    only = {"effectifs": contracts()["effectifs"]}
    (first,) = queue_reminders(monday, only, now)
    assert first.id == "rappel-effectifs-2026-2027-academie-1"
    assert queue_reminders(monday, only, now) == []
    assert send_pending(monday, routes, contracts(), now).sent == 1
    assert queue_reminders(monday, only, now) == []
    (letter,) = mailbox.letters
    body = letter.get_body(("plain",))
    assert body is not None
    assert "était attendu pour le 16 novembre 2026" in " ".join(body.get_content().split())
    assert letter["Subject"].startswith("Rappel : ")
    later = settings.model_copy(update={"today": date(2026, 11, 30)})
    (second,) = queue_reminders(later, only, now + timedelta(days=7))
    assert second.id.endswith("-2")
    _accepted(monday, receipt(domaine="effectifs", tranches=[["", "2026-2027"]]))
    assert queue_reminders(later, only, now + timedelta(days=7)) == []
    outbox = Outbox(later)
    assert outbox.ids(TO_SEND) == set()
    assert outbox.ids(SENT) == {first.id}
    assert [m.issue for m in outbox.messages(ABANDONED)] == [POINTLESS]
    assert outbox.to_look_at() == []


def test_an_unreadable_file_of_decisions_silences_reminders(settings: Settings) -> None:
    monday = settings.model_copy(update={"today": date(2026, 11, 23)})
    open_home(monday)
    (monday.home / "campagnes.yaml").write_text("dispenses: non", encoding="utf-8")
    only = {"effectifs": contracts()["effectifs"]}
    assert queue_reminders(monday, only, datetime(2026, 11, 23, 8, tzinfo=UTC)) == []


def test_the_head_of_the_service_gets_the_third(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    monday = settings.model_copy(update={"today": date(2026, 12, 14)})
    now = datetime(2026, 12, 14, 8, tzinfo=UTC)
    open_home(monday)
    outbox = Outbox(monday)
    only = {"effectifs": contracts()["effectifs"]}
    for rank, day in ((1, 23), (2, 30)):
        campaign = replace(expected("11-15"), title=only["effectifs"].title)
        sent_on = datetime(2026, 11, day, 8, tzinfo=UTC)
        (told,) = queue_reminders(
            settings.model_copy(update={"today": sent_on.date()}), only, sent_on
        )
        assert told.id == Reminder(campaign, rank).message
        send_pending(monday, routes, contracts(), sent_on)
    (third,) = queue_reminders(monday, only, now)
    assert third.public == "responsable"
    send_pending(monday, replace(routes, responsables=("chef@exemple.fr",)), contracts(), now)
    assert mailbox.recipients[-1] == "chef@exemple.fr"
    assert outbox.ids(TO_SEND) == set()
