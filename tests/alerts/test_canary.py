"""The canary: refused by the real gate, its alert back by the real channel, red otherwise.

What belongs here: its flight and what health says of it. What does not: the channel itself.
"""

from __future__ import annotations

import os
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from orchestration.lib.alerts import canary
from orchestration.lib.alerts.routes import Routes
from orchestration.lib.alerts.sending import send_pending
from orchestration.lib.alerts.watch import alerts_health
from orchestration.lib.atomic import read_json, write_json
from orchestration.lib.contracts import contracts
from orchestration.lib.settings import Settings
from tests.alerts.conftest import NOW, Mailbox

HOUR = timedelta(hours=1)


def red(settings: Settings, hours: float = 0) -> tuple[str, ...]:
    return alerts_health(settings, contracts(), NOW + hours * HOUR).canary_problems


def test_the_canary_is_refused_and_its_alert_comes_back(
    wired: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    assert wired.alertes is not None
    os.utime(wired.alertes, (NOW.timestamp(), NOW.timestamp()))
    assert red(wired, 20) == ()  # no night has passed since the channels are set
    assert "Aucun dépôt-canari" in red(wired, 27)[0]
    flown = canary.fly(wired, contracts(), NOW)
    assert flown.conforme
    assert set(flown.codes) >= canary.EXPECTED
    # Nothing of it is where deposits are.
    assert not wired.deposits.exists()
    assert not wired.lake.exists()
    assert red(wired) == ()
    assert "n'est pas revenue" in red(wired, 2)[0]
    send_pending(wired, routes, contracts(), NOW)
    back = canary.note_return(wired, routes, NOW + HOUR)
    assert back is not None
    assert back.revenu_le is not None
    assert red(wired, 25) == ()
    assert "un chaque nuit" in red(wired, 27)[0]
    (letter,) = mailbox.letters
    assert str(letter["Subject"]).startswith("[CANARI] refusé comme prévu")
    assert mailbox.recipients == ["equipe@exemple.fr"]


def test_a_canary_that_is_accepted_is_red_and_its_mail_says_so(
    wired: Settings, routes: Routes, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canary, "_wrong_uai", lambda *_: "0630018C")  # the gate lets it pass
    flown = canary.fly(wired, contracts(), NOW)
    assert not flown.conforme
    assert "les contrôles ne protègent plus" in red(wired)[0]
    send_pending(wired, routes, contracts(), NOW)
    assert "ACCEPTÉ OU MAL REFUSÉ" in str(mailbox.letters[0]["Subject"])


class _Imap(socketserver.StreamRequestHandler):
    """As much of an IMAP server as asking for one message takes."""

    found = b""

    def handle(self) -> None:
        """Answer each command."""
        self.wfile.write(b"* OK\r\n")
        for line in self.rfile:
            tag, command = line.split()[:2]
            said = {
                b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
                b"EXAMINE": b"* 1 EXISTS\r\n",
                b"SEARCH": b"* SEARCH " + self.found + b"\r\n",
            }.get(command, b"")
            self.wfile.write(said + tag + b" OK done\r\n")
            if command == b"LOGOUT":
                return


@pytest.fixture
def imap() -> Iterator[tuple[type[_Imap], int]]:
    kind = type("Box", (_Imap,), {})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield kind, server.server_address[1]
        server.shutdown()


def test_with_a_mailbox_the_alert_is_back_when_the_mailbox_has_it(
    wired: Settings, routes: Routes, mailbox: Mailbox, imap: tuple[type[_Imap], int]
) -> None:
    kind, port = imap
    routes = replace(routes, canari_retour=f"imap://compte:secret@127.0.0.1:{port}/INBOX")
    state = {
        "lance_le": NOW.isoformat(), "message": "canari-1", "conforme": True,
        "statut": "refuse", "codes": [],
    }  # fmt: skip
    folder = wired.home / "alertes"
    write_json(folder / "canari.json", state)
    told = {**_sent(), "remises": {"courriel:equipe@exemple.fr": "remis"}}
    write_json(folder / "envoyees" / "canari-1.json", told)
    seen = canary.note_return(wired, routes, NOW)
    assert seen is not None
    assert seen.revenu_le is None
    kind.found = b"1"
    assert canary.note_return(wired, routes, NOW) != seen
    assert read_json(folder / "canari.json")["revenu_le"] == NOW.isoformat()
    silent = replace(routes, canari_retour="imap://a:b@127.0.0.1:1")
    assert canary.in_mailbox(silent.canari_retour or "", "canari-1") is False


def _sent() -> dict[str, object]:
    return {
        "id": "canari-1", "genre": "canari", "public": "equipe", "objet": "", "texte": "",
        "html": "", "cree_le": NOW.isoformat(), "perime_le": NOW.isoformat(),
    }  # fmt: skip
