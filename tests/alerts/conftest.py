"""A real mail server on the loopback, routes that lead to it, and a receipt to tell.

What belongs here: what several tests of alerts need. What does not: assertions.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiosmtpd.controller import Controller

from orchestration.lib.alerts.outbox import Message
from orchestration.lib.alerts.routes import Routes, read_routes
from orchestration.lib.contracts import contracts
from orchestration.lib.settings import Settings

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LATER = "2026-12-31T00:00:00+00:00"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Mailbox:
    """A mail server that can be stopped and started, and that can misbehave.

    `answer` is what it says to a message; `cut` closes the line once it has the text; `slow` is
    how long it thinks before it answers.
    """

    port: int = field(default_factory=free_port)
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answer: str = "250 OK"
    cut: bool = False
    slow: float = 0.0
    _server: Controller | None = None

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a message that is accepted, as aiosmtpd asks for it."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        if self.answer.startswith("250"):
            self.letters.append(letter)
            self.recipients += envelope.rcpt_tos
        await asyncio.sleep(self.slow)
        if self.cut:
            server.transport.abort()
        return self.answer

    def start(self) -> None:
        """Listen."""
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)
        self._server.start()

    def stop(self) -> None:
        """Listen no more: a connection is refused."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    @property
    def subjects(self) -> list[str]:
        """The subjects received, sorted."""
        return sorted(str(letter["Subject"]) for letter in self.letters)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    found = Mailbox()
    found.start()
    yield found
    found.stop()


def write_routes(path: Path, document: dict[str, Any], mode: int = 0o600) -> Path:
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    path.chmod(mode)
    return path


def document(port: int, **more: Any) -> dict[str, Any]:
    url = f"mailto://127.0.0.1:{port}?from=depots@exemple.fr&mode=insecure"
    return {
        "equipe": ["equipe@exemple.fr"],
        "canaux": {"courriel": url},
        "envoi": {"duree": 10, "delai": 1, "essais": 3},
        **more,
    }


@pytest.fixture
def routes(mailbox: Mailbox, tmp_path: Path) -> Routes:
    return read_routes(write_routes(tmp_path / "alertes.yaml", document(mailbox.port)), contracts())


@pytest.fixture
def wired(settings: Settings, mailbox: Mailbox, tmp_path: Path) -> Settings:
    """Return settings whose alerts go to the mail server of the test."""
    path = write_routes(tmp_path / "routes.yaml", document(mailbox.port))
    return settings.model_copy(update={"alertes": path})


def message(identifier: str = "recu-abc", **changes: Any) -> Message:
    told = Message(
        id=identifier, genre="recu", public="service", objet="Refusé : Effectifs",
        texte="Le fichier est refusé.\n", html="<p>Le fichier est refusé.</p>",
        cree_le=NOW.isoformat(), perime_le=LATER, domaine="effectifs", perimetre="academie",
    )  # fmt: skip
    return replace(told, **changes)
