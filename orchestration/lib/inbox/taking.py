"""Taking what waits in the inbox: one file after the other, none delaying the others.

What belongs here: which files become deposits, and removing them once they are. What does not:
the copy itself (`receiving`), looking (`watching`), verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from orchestration.lib.contracts import contracts
from orchestration.lib.deposits import Reception
from orchestration.lib.inbox import receiving, state
from orchestration.lib.inbox.names import shown
from orchestration.lib.inbox.receiving import NotTaken, Register, Source, arrival_of
from orchestration.lib.inbox.watching import Anomaly, Look
from orchestration.lib.recognition import Announced
from orchestration.lib.settings import Settings


@dataclass
class Taken:
    """What was received, and what could not be, by drop."""

    received: list[Reception] = field(default_factory=list)
    failed: dict[str, Anomaly] = field(default_factory=dict)


def take(settings: Settings, whole: Look, now: datetime, register: Register) -> Taken:
    """Receive the files that are whole, in a stable order; called under the deposit lock.

    What cannot be read is told and stays; what is still written, or has gone, waits for the next
    run. A file received earlier that could not be removed then is not received again.
    """
    taken = Taken()
    for relative, seen in whole.files.items():
        arrival = arrival_of(relative, seen)
        path = settings.inbox / relative
        if arrival in register.known:
            receiving.take_away(path, seen)
            continue
        try:
            source = Source(path, announced_by_folder(relative), watched=relative)
            taken.received.append(receiving.receive(settings, source, now, register))
        except (receiving.StillWritten, receiving.Vanished):
            continue
        except NotTaken as reason:
            taken.failed[arrival] = Anomaly(shown(relative), str(reason))
            continue
        receiving.take_away(path, seen)
    state.remember_files(settings, taken.failed, now)
    return taken


def announced_by_folder(relative: str) -> Announced:
    """Return what the folder of a file announces: the domain, when a contract has its name."""
    folder = Path(relative).parts[0]
    return Announced(domain=folder if folder in contracts() else None)
