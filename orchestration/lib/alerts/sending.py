"""Sending: one pass over the outbox, within a time budget.

What belongs here: the order, the back-off, when to give up, what a crash leaves. What does not:
the files (`outbox`), the conversation with a server (`channels`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from orchestration.lib.alerts.channels import deliver
from orchestration.lib.alerts.outbox import (
    ABANDONED,
    DONE,
    EXHAUSTED,
    MAYBE_SENT,
    OUT_OF_DATE,
    POINTLESS,
    SENT,
    TO_SEND,
    UNCERTAIN,
    UNDER_WAY,
    Message,
    Outbox,
)
from orchestration.lib.alerts.routes import Delivery, Routes
from orchestration.lib.contracts import Contract
from orchestration.lib.home import locked
from orchestration.lib.settings import Settings

LOCK = "envoi"
_FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


@dataclass
class Pass:
    """What one pass did, message by message."""

    sent: int = 0
    postponed: int = 0
    abandoned: int = 0
    left: int = 0
    reason: str | None = None


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: it doubles, up to six hours."""
    # Bounded before the product: 2 ** attempts would overflow a timedelta.
    return min(_FIRST_WAIT * (1 << min(attempts - 1, 20)), LONGEST_WAIT)


class _Sender:
    """One pass; a channel that does not answer is left alone until the next one."""

    def __init__(
        self, settings: Settings, routes: Routes, contracts: Mapping[str, Contract], now: datetime
    ) -> None:
        self._home, self._routes, self._contracts = str(settings.home), routes, contracts
        self._now = now
        self._silent: set[str] = set()
        self.outbox = Outbox(settings)
        self.done = Pass()

    def serve(self, message: Message) -> None:
        """Deliver one claimed message to whoever has not got it, and move it on."""
        everybody = self._routes.deliveries(message, self._contracts)
        if not everybody:
            self._abandon(message, POINTLESS)
            return
        waiting = [d for d in everybody if d.key not in message.remises]
        tried = False
        for delivery in waiting:
            if delivery.channel.name not in self._silent:
                tried = True
                message = self._deliver(message, delivery)
        if tried:
            message = replace(
                message, essais=message.essais + 1, dernier_essai=self._now.isoformat()
            )
        if all(d.key in message.remises for d in waiting):
            self._finish(message)
        else:
            self._postpone(message, counted=tried)

    def _deliver(self, message: Message, delivery: Delivery) -> Message:
        message = self.outbox.note(replace(message, en_cours=delivery.key))
        outcome, why = deliver(self._home, message, delivery, self._now, self._routes.envoi.delai)
        remises = dict(message.remises)
        if outcome in (DONE, UNCERTAIN):
            remises[delivery.key] = outcome
        if outcome == "injoignable":
            self._silent.add(delivery.channel.name)
        self.done.reason = why or self.done.reason
        # Recorded by what follows: the note of the next delivery, or the move of the message.
        return replace(message, en_cours=None, remises=remises, erreur=why or message.erreur)

    def _finish(self, message: Message) -> None:
        if UNCERTAIN in message.remises.values():
            self._abandon(message, MAYBE_SENT)
            return
        self.outbox.move(replace(message, erreur=None, issue=None), UNDER_WAY, SENT)
        self.done.sent += 1

    def _abandon(self, message: Message, issue: str) -> None:
        self.outbox.move(replace(message, issue=issue), UNDER_WAY, ABANDONED)
        self.done.abandoned += 1

    def _postpone(self, message: Message, *, counted: bool) -> None:
        if counted and message.essais >= self._routes.envoi.essais:
            self._abandon(message, EXHAUSTED)
            return
        if counted:
            later = self._now + wait_after(message.essais)
            message = replace(message, prochain_essai=later.isoformat())
        self.outbox.move(message, UNDER_WAY, TO_SEND)
        self.done.postponed += 1

    def drop_if_old(self, message: Message) -> bool:
        """Give up a message that it is too late to send."""
        if not message.out_of_date(self._now):
            return False
        self._abandon(message, OUT_OF_DATE)
        return True


def send_pending(
    settings: Settings,
    routes: Routes,
    contracts: Mapping[str, Contract],
    now: datetime,
    *,
    budget_seconds: float | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Pass:
    """Send what is due, within the budget; raises Busy when another pass is under way.

    Only one pass at a time: what it finds under way was left by a dead one.
    """
    deadline = clock() + (routes.envoi.duree if budget_seconds is None else budget_seconds)
    with locked(settings.home, LOCK):
        sender = _Sender(settings, routes, contracts, now)
        sender.outbox.recover()
        waiting = sender.outbox.messages(TO_SEND)
        for message in waiting:
            if clock() >= deadline:
                break
            if not message.out_of_date(now) and not message.due(now, LONGEST_WAIT):
                continue
            claimed = sender.outbox.claim(message.id)
            if claimed is not None and not sender.drop_if_old(claimed):
                sender.serve(claimed)
        sender.done.left = len(sender.outbox.ids(TO_SEND))
        return sender.done
