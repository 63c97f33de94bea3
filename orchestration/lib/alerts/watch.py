"""What health says of alerts: are they set, do they leave, does the canary come back.

What belongs here: the assessment of the outbox and of the canary at an instant. What does not:
the rest of health (`orchestration.lib.health`), printing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from orchestration.lib import french
from orchestration.lib.alerts.canary import LONGEST_SILENCE, PATIENCE, Canary, last_canary
from orchestration.lib.alerts.outbox import (
    EXHAUSTED,
    TO_SEND,
    UNDER_WAY,
    Message,
    Outbox,
)
from orchestration.lib.alerts.routes import routes_of
from orchestration.lib.contracts import Contract
from orchestration.lib.settings import Settings

_LONG = timedelta(days=1)
_NIGHT = LONGEST_SILENCE.total_seconds()
_RETRY = "« psa alerts resend {id} » le renvoie, « psa alerts dismiss {id} » le classe"


@dataclass(frozen=True)
class AlertsHealth:
    """The outbox: whether a channel is set, how many messages wait, what somebody must decide."""

    configured: bool
    waiting: int
    oldest: datetime | None
    abandoned: tuple[Message, ...]
    canary: Canary | None
    problems: tuple[str, ...]
    canary_problems: tuple[str, ...]


def alerts_health(
    settings: Settings, contracts: Mapping[str, Contract], now: datetime
) -> AlertsHealth:
    """Assess the outbox and the canary; without `PSA_ALERTES`, nothing waits in vain."""
    outbox = Outbox(settings)
    configured = settings.alertes is not None
    _, wrong = routes_of(settings, contracts)
    # Their number is enough where nothing is sent: a first run may queue a thousand.
    waiting = outbox.messages(TO_SEND) + outbox.messages(UNDER_WAY) if configured else []
    oldest = min((datetime.fromisoformat(m.cree_le) for m in waiting), default=None)
    abandoned = tuple(outbox.to_look_at())
    canary = last_canary(settings)
    problems = [wrong] if wrong else []
    if oldest is not None and now - oldest > _LONG:
        problems.append(
            f"{french.plural(len(waiting), 'message attend', 'messages attendent')} de partir, "
            f"depuis le {french.moment(oldest.isoformat())} : voyez « psa alerts list »."
        )
    problems += [_given_up(m) for m in abandoned]
    return AlertsHealth(
        configured=configured,
        waiting=len(outbox.ids(TO_SEND, UNDER_WAY)),
        oldest=oldest,
        abandoned=abandoned,
        canary=canary,
        problems=tuple(problems),
        canary_problems=tuple(_of_canary(canary, settings.alertes, now)),
    )


def _given_up(message: Message) -> str:
    why = (
        f"n'est jamais parti ({message.erreur})"
        if message.issue == EXHAUSTED
        else "est peut-être parti, peut-être pas (arrêt pendant l'envoi)"
    )
    return f"Le message {message.id} {why} : {_RETRY.format(id=message.id)}."


def _of_canary(canary: Canary | None, routes: Path | None, now: datetime) -> Iterator[str]:
    """Yield what is wrong with the canary; without routes, none is expected to come back."""
    if routes is None:
        return
    if canary is None:
        # Somebody who has just set the channels has had no night yet.
        if routes.exists() and now.timestamp() - routes.stat().st_mtime <= _NIGHT:
            return
        yield "Aucun dépôt-canari n'a encore été fait : lancez « psa alerts canary »."
        return
    when = french.moment(canary.lance_le)
    if not canary.conforme:
        yield (
            f"Le dépôt-canari du {when}, volontairement faux, n'a pas été refusé comme il doit "
            f"l'être (verdict : {canary.statut}) : les contrôles ne protègent plus les chiffres."
        )
    if canary.revenu_le is None and now - canary.flown_at > PATIENCE:
        yield (
            f"L'alerte du dépôt-canari du {when} n'est pas revenue : les messages ne partent "
            "sans doute plus. Voyez « psa alerts list »."
        )
    if now - canary.flown_at > LONGEST_SILENCE:
        yield f"Le dernier dépôt-canari date du {when} : il doit en partir un chaque nuit."
