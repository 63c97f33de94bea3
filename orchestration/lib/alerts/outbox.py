"""The outbox: messages on disk, from the moment that they are decided to their fate.

What belongs here: the life of a message file and what a crash leaves. What does not: channels and
addresses (`routes`), the order and pace of sending (`sending`), words (`wording`).

A message is one file that moves, each move being a rename under the lock of the outbox:

    a_envoyer ─► en_cours ─► envoyees
        ▲            │  └──► abandonnees   (too many attempts, out of date, or uncertain)
        └────────────┘                     (failed: another attempt later)

Before anything is handed to a server, the file in `en_cours` says to whom. After a crash, what was
being handed over is *uncertain*: it may have left, so it is not sent again by itself. It ends in
`abandonnees`, health is red, and somebody decides (`psa alerts resend`, `psa alerts dismiss`).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from orchestration.lib.atomic import (
    canonical_json,
    read_json,
    write_json,
    write_many,
)
from orchestration.lib.clock import day_of
from orchestration.lib.private import private_folder
from orchestration.lib.settings import Settings

TO_SEND, UNDER_WAY, SENT, ABANDONED = "a_envoyer", "en_cours", "envoyees", "abandonnees"
FOLDERS = (TO_SEND, UNDER_WAY, SENT, ABANDONED)
DONE, UNCERTAIN = "remis", "incertain"
_LOCK = ".verrou"
Audience = Literal["service", "responsable", "equipe"]
# Why a message is in `abandonnees`.
EXHAUSTED, MAYBE_SENT, OUT_OF_DATE, POINTLESS, DISMISSED = (
    "essais_epuises", "peut_etre_parti", "perime", "sans_objet", "classe",
)  # fmt: skip
_TO_LOOK_AT = (EXHAUSTED, MAYBE_SENT)
_NEVER = "9999-12-31T00:00:00+00:00"


@dataclass(frozen=True)
class Message:
    """One message: what it says, to which public, and how far its delivery is.

    `remises` holds what is settled, by recipient; `en_cours` the recipient being served, written
    before anything leaves. Instants are ISO with their offset.
    """

    id: str
    genre: str
    public: Audience
    objet: str
    texte: str
    html: str
    cree_le: str
    perime_le: str
    domaine: str | None = None
    perimetre: str | None = None
    fictif: bool = False
    essais: int = 0
    dernier_essai: str | None = None
    prochain_essai: str | None = None
    remises: dict[str, str] = field(default_factory=dict)
    en_cours: str | None = None
    issue: str | None = None
    erreur: str | None = None

    def due(self, now: datetime, longest_wait: timedelta) -> bool:
        """Tell whether it is time to try.

        A clock that was put back or forward never holds a message: an attempt dated in the future,
        or a wait longer than any that we give, is due now.
        """
        if self.prochain_essai is None or self.dernier_essai is None:
            return True
        planned = datetime.fromisoformat(self.prochain_essai)
        last = datetime.fromisoformat(self.dernier_essai)
        return now >= planned or now < last or planned - now > longest_wait

    def out_of_date(self, now: datetime) -> bool:
        """Tell whether saying it now would be noise."""
        return now > datetime.fromisoformat(self.perime_le)


class Outbox:
    """The outbox of a home."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.home / "alertes"

    @property
    def folder(self) -> Path:
        """Where the messages are."""
        return self._folder

    @contextmanager
    def _moving(self) -> Iterator[None]:
        """Hold the lock of the outbox: moves are short, so each waits for its turn."""
        for folder in (self._folder, *(self._folder / name for name in FOLDERS)):
            private_folder(folder)
        with (self._folder / _LOCK).open("a") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield

    def _path(self, folder: str, identifier: str) -> Path:
        return self._folder / folder / f"{identifier}.json"

    def ids(self, *folders: str) -> set[str]:
        """Return the ids of the messages in some folders (all when none is named)."""
        found: set[str] = set()
        for name in folders or FOLDERS:
            if (self._folder / name).is_dir():
                with os.scandir(self._folder / name) as entries:
                    found |= {e.name[:-5] for e in entries if _is_message(e.name)}
        return found

    def put(self, messages: Iterable[Message]) -> list[Message]:
        """Add the messages that were never decided before; return those.

        An id that is anywhere in the outbox, sent long ago or given up, is left as it is.
        """
        candidates = list(messages)
        if not candidates:
            return []
        added = []
        with self._moving():
            known = self.ids()
            for message in candidates:
                if message.id not in known:
                    known.add(message.id)
                    added.append(message)
            write_many({self._path(TO_SEND, m.id): canonical_json(asdict(m)) for m in added})
        return added

    def read(self, folder: str, identifier: str) -> Message | None:
        """Return a message, or None when it is not (or no longer) in that folder."""
        try:
            found: dict[str, Any] = read_json(self._path(folder, identifier))
        except FileNotFoundError:
            return None
        return Message(**found)

    def find(self, identifier: str) -> tuple[str, Message] | None:
        """Return a message and its folder, wherever it is."""
        for folder in FOLDERS:
            message = self.read(folder, identifier)
            if message is not None:
                return folder, message
        return None

    def messages(self, folder: str) -> list[Message]:
        """Return the messages of a folder, oldest first."""
        found = (self.read(folder, identifier) for identifier in self.ids(folder))
        return sorted((m for m in found if m is not None), key=lambda m: (m.cree_le, m.id))

    def settled_on(self, identifier: str) -> date | None:
        """Return the day on which a message was last handled, sent or given up; None before."""
        for folder in (SENT, ABANDONED):
            message = self.read(folder, identifier)
            if message is not None:
                instant = message.dernier_essai or message.cree_le
                return day_of(instant)
        return None

    def claim(self, identifier: str) -> Message | None:
        """Take a message for sending; None when somebody else took or withdrew it."""
        with self._moving():
            try:
                self._path(TO_SEND, identifier).rename(self._path(UNDER_WAY, identifier))
            except FileNotFoundError:
                return None
        # Not flushed: until `note` is, nothing has left, and a message put back is right.
        return self.read(UNDER_WAY, identifier)

    def note(self, message: Message) -> Message:
        """Record how far a claimed message is, durably; return it."""
        write_json(self._path(UNDER_WAY, message.id), asdict(message))
        return message

    def move(self, message: Message, origin: str, folder: str) -> None:
        """Record a message in another folder, then take it out of its own.

        A crash in between leaves both: `recover` keeps the one that says more, which is this one.
        """
        with self._moving():
            write_json(self._path(folder, message.id), asdict(message))
            if folder != origin:
                self._path(origin, message.id).unlink()

    def withdraw(self, identifier: str) -> bool:
        """Give up a message that still waits; False when it is already being sent."""
        with self._moving():
            message = self.read(TO_SEND, identifier)
            if message is None:
                return False
            path = self._path(TO_SEND, identifier)
            write_json(path, asdict(replace(message, issue=POINTLESS)))
            path.rename(self._path(ABANDONED, identifier))
        return True

    def recover(self) -> list[Message]:
        """Put back what a dead sender had claimed; return what may have left.

        Called by the only sender: whatever is under way then has no owner.
        """
        uncertain = []
        moved = self.ids(TO_SEND, SENT, ABANDONED)
        for message in self.messages(UNDER_WAY):
            if message.id in moved:
                self._path(UNDER_WAY, message.id).unlink()
                continue
            if message.en_cours is not None:
                remises = {**message.remises, message.en_cours: UNCERTAIN}
                message = replace(message, remises=remises, en_cours=None)
                uncertain.append(message)
            self.move(message, UNDER_WAY, TO_SEND)
        return uncertain

    def resend(self, identifier: str) -> Message | None:
        """Put a given-up message back, as new for whoever has not surely got it."""
        message = self.read(ABANDONED, identifier)
        if message is None:
            return None
        kept = {key: state for key, state in message.remises.items() if state == DONE}
        again = replace(
            message, remises=kept, essais=0, prochain_essai=None, dernier_essai=None, issue=None,
            perime_le=_NEVER,
        )  # fmt: skip
        self.move(again, ABANDONED, TO_SEND)
        return again

    def dismiss(self, identifier: str) -> Message | None:
        """Settle a given-up message without sending it: health no longer speaks of it."""
        message = self.read(ABANDONED, identifier)
        if message is not None:
            self.move(replace(message, issue=DISMISSED), ABANDONED, ABANDONED)
        return message

    def to_look_at(self) -> list[Message]:
        """Return the given-up messages that somebody must decide of."""
        return [m for m in self.messages(ABANDONED) if m.issue in _TO_LOOK_AT]


def _is_message(name: str) -> bool:
    return name.endswith(".json") and not name.startswith(".")
