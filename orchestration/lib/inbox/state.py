"""The state of the inbox between two runs: what a run would take, and what stays in spite of it.

What belongs here: remembering what could not be taken, so that it is told once and not tried at
every moment. What does not: looking (`watching`), taking (`taking`), printing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from orchestration.lib import deposits
from orchestration.lib.atomic import read_json, write_json
from orchestration.lib.inbox.names import shown
from orchestration.lib.inbox.receiving import arrival_of
from orchestration.lib.inbox.watching import Anomaly, State, look
from orchestration.lib.settings import Settings

_KEPT = "boite_de_depot.json"
_FILES, _REMOTE, _TRIED = "fichiers", "distante", "essai"
# A share that does not answer is asked again by itself; each run asks it anyway.
_AGAIN = timedelta(minutes=10)
LEFT_BEHIND = (
    "est reçu mais ne peut pas être retiré de la boîte de dépôt : donnez à la plateforme le droit "
    "d'y écrire, ou retirez-le"
)


@dataclass(frozen=True)
class InboxState:
    """What waits in the inbox (paths inside it), and what stays there for a reason."""

    waiting: Mapping[str, State]
    anomalies: tuple[Anomaly, ...]


def inbox_state(settings: Settings, now: datetime, *, retry: bool = False) -> InboxState:
    """Return what waits in the inbox; what a run has just failed to take does not, for a while.

    With `retry`, it waits like the rest: somebody asks for it to be tried again.
    """
    seen = look(settings.inbox, now)
    kept = _read(settings)
    failed = {} if retry or _tried_long_ago(kept, now) else kept[_FILES]
    known = {r.arrival for r in deposits.receptions(settings.deposits)}
    waiting: dict[str, State] = {}
    anomalies = list(seen.anomalies)
    for relative, state in seen.files.items():
        arrival = arrival_of(relative, state)
        if arrival in known:
            anomalies.append(Anomaly(shown(relative), LEFT_BEHIND))
        elif arrival in failed:
            anomalies.append(Anomaly(*failed[arrival]))
        else:
            waiting[relative] = state
    anomalies += [Anomaly(*told) for told in kept.get(_REMOTE, [])]
    return InboxState(waiting, tuple(sorted(anomalies)))


def _tried_long_ago(kept: Mapping[str, Any], now: datetime) -> bool:
    # A clock set back is as good a reason to try again as time that has passed.
    return _TRIED not in kept or abs(now - datetime.fromisoformat(kept[_TRIED])) >= _AGAIN


def remember_files(settings: Settings, failed: Mapping[str, Anomaly], now: datetime) -> None:
    """Keep what could not be taken, by drop, until the next run says otherwise."""
    files = {arrival: [told.name, told.reason] for arrival, told in failed.items()}
    _write(settings, {_FILES: files, _TRIED: now.isoformat(timespec="seconds")})


def remember_remote(settings: Settings, told: Sequence[Anomaly]) -> None:
    """Keep what the remote inbox did not allow, until the next look says otherwise."""
    _write(settings, {_REMOTE: [[x.name, x.reason] for x in told]})


def _read(settings: Settings) -> dict[str, Any]:
    path = settings.home / _KEPT
    kept: dict[str, Any] = read_json(path) if path.exists() else {}
    return kept


def _write(settings: Settings, part: Mapping[str, object]) -> None:
    """Replace one part of what is kept; an inbox without trouble leaves no file."""
    before = _read(settings)
    after: dict[str, Any] = {_FILES: {}, _REMOTE: [], **before, **part}
    if after[_FILES] or after[_REMOTE]:
        if after != before:
            write_json(settings.home / _KEPT, after)
    elif before:
        (settings.home / _KEPT).unlink(missing_ok=True)
