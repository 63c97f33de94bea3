"""The digest of the team: one message a day, what came and what calls for somebody.

What belongs here: its content and its day. What does not: the assessment (`health`), sending.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from orchestration.lib import deposits, french
from orchestration.lib.alerts.outbox import Outbox
from orchestration.lib.alerts.page import Page
from orchestration.lib.alerts.wording import digest_message, without_persons
from orchestration.lib.campaigns.working_days import working_days
from orchestration.lib.clock import paris
from orchestration.lib.deposits import IDENTICAL, Receipt
from orchestration.lib.health import Health
from orchestration.lib.settings import Settings

_DAY = timedelta(days=1)
_LISTED = 30
_COMING = timedelta(days=14)


def _since(settings: Settings, now: datetime) -> datetime:
    """Return from when the digest tells: that of Monday tells the week-end too."""
    days, last = working_days(settings), now.astimezone(paris()) - _DAY
    while not days.is_office_day(last.date()):
        last -= _DAY
    return last


def _received(receipts: list[Receipt]) -> Iterator[str]:
    for receipt in receipts:
        verdict = french.VERDICTS.get(receipt.statut, receipt.statut)
        name = without_persons(receipt.fichier, "un fichier")
        yield f"{receipt.domaine or 'domaine inconnu'}, « {name} » : {verdict}"


def digest_page(settings: Settings, health: Health, now: datetime) -> Page:
    """Return the content of the digest."""
    since = _since(settings, now)
    recent = [
        r
        for r in deposits.receipts(settings.deposits)
        if datetime.fromisoformat(r.recu_le) > since and r.statut != IDENTICAL
    ]
    refused = [r for r in recent if r.refused]
    late = [c for c in health.campaigns if c.late]
    coming = [
        c
        for c in health.campaigns
        if c.state == "attendu" and settings.day <= c.due <= settings.day + _COMING
    ]
    page = Page(f"Synthèse des dépôts du {now.astimezone(paris()):%d/%m/%Y}")
    page.say(
        f"Depuis le {since:%d/%m/%Y} : {french.plural(len(recent), 'dépôt reçu', 'dépôts reçus')}, "
        f"dont {french.plural(len(refused), 'refusé')}. "
        f"{french.plural(len(late), 'fichier')} en retard."
    )
    page.items("À traiter", health.problems, "mauvais")
    page.items("Dépôts refusés", _cut(list(_received(refused))), "mauvais")
    page.items(
        "En retard",
        _cut([f"{c.domain}, {c.year}, {french.perimeter(c.perimeter)} : attendu le "
              f"{c.due:%d/%m/%Y}" for c in late]),
        "mauvais",
    )  # fmt: skip
    page.items(
        "Attendus dans les deux semaines",
        _cut([f"{c.domain}, {c.year} : le {c.due:%d/%m/%Y}" for c in coming]),
    )
    accepted = [r for r in recent if not r.refused]
    return page.items("Dépôts acceptés", _cut(list(_received(accepted))), "bon")


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - _LISTED
    return lines if more <= 0 else [*lines[:_LISTED], f"… et {french.plural(more, 'autre')}"]


def queue_digest(settings: Settings, health: Health, now: datetime, fictional: bool) -> bool:
    """Queue the digest of the day; False when it is already there, or on a day without office."""
    if not working_days(settings).is_office_day(settings.day):
        return False
    message = digest_message(
        f"synthese-{settings.day.isoformat()}", digest_page(settings, health, now), now, fictional
    )
    return bool(Outbox(settings).put([message]))
