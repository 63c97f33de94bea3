"""The file of routes: who gets what, secrets kept, errors in French; other channels than e-mail.

What belongs here: `PSA_ALERTES` and the channels that it opens. What does not: pace
(`test_sending`).
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from orchestration.lib.alerts.outbox import SENT, TO_SEND, Outbox
from orchestration.lib.alerts.routes import RoutesError, read_routes
from orchestration.lib.alerts.sending import send_pending
from orchestration.lib.contracts import contracts
from orchestration.lib.settings import Settings
from tests.alerts.conftest import NOW, Mailbox, document, message, write_routes

SECRET = "motdepasse-tres-secret"  # noqa: S105


def addresses(path: Path, **changes: Any) -> list[str | None]:
    routes = read_routes(path, contracts())
    return [d.address for d in routes.deliveries(message(**changes), contracts())]


def test_recipients_come_from_the_contract_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    who = {
        "effectifs": {"service": ["ssa@x.fr"], "responsable": ["chef@x.fr"], "063": ["d63@x.fr"]}
    }
    path = write_routes(
        tmp_path / "r.yaml", document(25, destinataires=who, responsables=["sg@x.fr"])
    )
    assert addresses(path) == ["ssa@x.fr"]
    assert addresses(path, perimetre="063") == ["d63@x.fr"]
    assert addresses(path, public="responsable") == ["chef@x.fr"]
    assert addresses(path, domaine="eleves", public="responsable") == ["sg@x.fr"]
    assert addresses(path, domaine="eleves") == [contracts()["eleves"].contact]
    assert addresses(path, domaine=None) == ["equipe@exemple.fr"]
    assert addresses(path, public="equipe") == ["equipe@exemple.fr"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"equipe": []}, "adresse de l'équipe"),
        ({"equipe": ["pas une adresse"]}, "adresses électroniques"),
        ({"canaux": {}}, "au moins un canal"),
        ({"canaux": {"courriel": SECRET}}, "n'est pas une adresse Apprise"),
        ({"routes": {"recus": ["courriel"]}}, "ne connaît pas « recus »"),
        ({"routes": {"recu": ["pigeon"]}}, "parmi courriel"),
        ({"destinataires": {"effectif": {}}}, "« effectif » n'existe pas"),
        ({"destinataires": {"effectifs": {63: ["a@x.fr"]}}}, "entre guillemets"),
        ({"envoi": {"duree": "longue"}}, "attend des nombres"),
        ({"canal": {}}, "« canal » n'existe pas"),
    ],
)
def test_a_wrong_file_says_what_without_its_secrets(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    path = write_routes(tmp_path / "r.yaml", {**document(25), **change})
    with pytest.raises(RoutesError, match=said) as error:
        read_routes(path, contracts())
    assert SECRET not in str(error.value)


def test_a_file_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    path = write_routes(tmp_path / "r.yaml", document(25), mode=0o640)
    with pytest.raises(RoutesError, match="chmod 600"):
        read_routes(path, contracts())


def test_a_broken_file_never_shows_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(f"canaux: {{courriel: mailtos://a:{SECRET}@x.fr\n  - [", encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(RoutesError) as error:
        read_routes(path, contracts())
    assert SECRET not in str(error.value)
    assert error.value.__cause__ is None


def test_a_password_is_in_no_log_no_message_and_no_outbox(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = f"mailtos://compte:{SECRET}@127.0.0.1:1?from=depots@exemple.fr"
    channels = {"courriel": url, "faux": f"inconnu://{SECRET}@x"}
    path = write_routes(tmp_path / "r.yaml", document(1, canaux=channels))
    routes = read_routes(path, contracts())
    Outbox(settings).put([message()])
    done = send_pending(settings, routes, contracts(), NOW)
    assert done.left == 1
    assert SECRET not in caplog.text
    assert SECRET not in repr(routes)
    outbox = settings.home / "alertes"
    assert all(SECRET not in p.read_text() for p in outbox.rglob("*.json"))


class _Hook(BaseHTTPRequestHandler):
    """A webhook that keeps what it is told."""

    heard: list[tuple[dict[str, str], Any]]
    status = 200

    def do_POST(self) -> None:
        """Keep the headers and the body."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).heard.append((dict(self.headers), json.loads(body)))
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:  # type: ignore[override]
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[tuple[type[_Hook], int]]:
    kept = type("Kept", (_Hook,), {"heard": []})
    server = HTTPServer(("127.0.0.1", 0), kept)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kept, server.server_port
    server.shutdown()


def test_a_webhook_and_mattermost_get_the_digest_beside_the_mail(
    settings: Settings, mailbox: Mailbox, hook: tuple[type[_Hook], int], tmp_path: Path
) -> None:
    kept, port = hook
    channels = {
        **document(mailbox.port)["canaux"],
        "supervision": f"json://127.0.0.1:{port}/crochet",
        "salon": f"mmost://127.0.0.1:{port}/3ccdd113474722377935511fc85d3dd4",
    }
    kinds = {"synthese": list(channels)}
    path = write_routes(tmp_path / "r.yaml", document(25, canaux=channels, routes=kinds))
    routes = read_routes(path, contracts())
    outbox = Outbox(settings)
    outbox.put([message("synthese-1", genre="synthese", public="equipe")])
    assert send_pending(settings, routes, contracts(), NOW).sent == 1
    assert mailbox.recipients == ["equipe@exemple.fr"]
    assert len(kept.heard) == 2
    headers, body = next(h for h in kept.heard if "Idempotency-Key" in h[0])
    assert headers["Idempotency-Key"] == "synthese-1"
    assert "Le fichier est refusé." in body["message"]


def test_a_channel_that_fails_does_not_send_the_mail_twice(
    settings: Settings, mailbox: Mailbox, hook: tuple[type[_Hook], int], tmp_path: Path
) -> None:
    kept, port = hook
    kept.status = 500
    channels = {**document(mailbox.port)["canaux"], "salon": f"json://127.0.0.1:{port}/"}
    kinds = {"recu": list(channels)}
    path = write_routes(tmp_path / "r.yaml", document(25, canaux=channels, routes=kinds))
    routes = read_routes(path, contracts())
    outbox = Outbox(settings)
    outbox.put([message()])
    send_pending(settings, routes, contracts(), NOW)
    assert outbox.ids(TO_SEND) == {"recu-abc"}
    kept.status = 200
    send_pending(settings, routes, contracts(), NOW.replace(hour=12))
    assert outbox.ids(SENT) == {"recu-abc"}
    assert len(mailbox.letters) == 1


def test_a_kind_that_goes_nowhere_is_set_aside(
    settings: Settings, mailbox: Mailbox, tmp_path: Path
) -> None:
    path = write_routes(tmp_path / "r.yaml", document(mailbox.port, routes={"recu": []}))
    outbox = Outbox(settings)
    outbox.put([message()])
    send_pending(settings, read_routes(path, contracts()), contracts(), NOW)
    assert mailbox.letters == []
    assert outbox.ids(TO_SEND) == set()
    assert outbox.to_look_at() == []
