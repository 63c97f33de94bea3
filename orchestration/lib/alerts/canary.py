"""The canary: every night, a deposit that must be refused and whose alert must come back.

What belongs here: making the bad file, judging it with the real gate, sending its alert through
the real channel, and knowing whether it came back. What does not: what health says of it (`watch`).

It is judged in a home of its own, `$PSA_HOME/canari`, made anew each time: nothing of it can ever
reach the deposits, the lake or a figure. Its alert goes through the outbox and the channel of all
others. It came back when the mailbox of `canari.retour` holds it; without such a mailbox, when
the mail server has taken charge of it.
"""

from __future__ import annotations

import csv
import imaplib
import io
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from orchestration.lib.alerts.outbox import DONE, SENT, Message, Outbox
from orchestration.lib.alerts.routes import Routes
from orchestration.lib.alerts.wording import receipt_message
from orchestration.lib.atomic import read_json, write_json
from orchestration.lib.contracts import Column, Contract
from orchestration.lib.deposits import Receipt
from orchestration.lib.settings import Settings

DOMAIN = "co_intervention"
EXPECTED = frozenset({"types.cle_uai", "regles.trop_de_rejets"})
LONGEST_SILENCE = timedelta(hours=26)
PATIENCE = timedelta(hours=1)
_FOLDER, _STATE = "canari", "canari.json"
_ROWS = 30
_MAILBOX, _TIMEOUT = "INBOX", 5
_PORTS = {"imaps": 993, "imap": 143}
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True)
class Canary:
    """The last canary: when it flew, whether it was refused as it must be, when it came back."""

    lance_le: str
    message: str
    conforme: bool
    statut: str
    codes: list[str]
    revenu_le: str | None = None

    @property
    def flown_at(self) -> datetime:
        """The instant of its deposit."""
        return datetime.fromisoformat(self.lance_le)


def _wrong_uai(prefix: str, number: int) -> str:
    digits = f"{prefix}{number:04d}"[:7]
    return digits + _LETTERS[(int(digits) + 1) % len(_LETTERS)]


def _cell(column: Column, number: int, settings: Settings) -> str:
    """Return a value that its column accepts, except the UAI: its check letter is wrong."""
    match column.business_type:
        case "uai":
            return _wrong_uai(settings.academie.departements[0].prefixe_uai, number)
        case "periode":
            return settings.current_school_year
        case "code":
            return column.values[0]
        case "booleen":
            return "O"
        case "date":
            return settings.day.isoformat()
        case "texte":
            return f"CANARI {number}"
        case _:
            return "1"


def bad_file(contract: Contract, settings: Settings) -> bytes:
    """Return the file of the canary: everything is right but the check letter of each UAI."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow([c.label for c in contract.columns])
    for number in range(1, _ROWS + 1):
        writer.writerow([_cell(c, number, settings) for c in contract.columns])
    return stream.getvalue().encode("utf-8-sig")


def _judge(settings: Settings, contract: Contract) -> Receipt:
    # The gate is loaded here: whoever only reads the state of the canary does not need it.
    from orchestration.lib import intake
    from orchestration.lib.home import open_home
    from orchestration.lib.recognition import Announced

    folder = settings.home / _FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    own = settings.model_copy(update={"home": folder})
    home = open_home(own, rehearsal=True)
    path = folder / "canari.csv"
    path.write_bytes(bad_file(contract, settings))
    return intake.deposit_file(own, home, path, Announced(contract.domain, None, None))


def canary_message(receipt: Receipt, conform: bool, now: datetime) -> Message:
    """Return the alert of the canary, of one id per flight."""
    identifier = f"canari-{now:%Y-%m-%d-%H%M%S}"
    message = receipt_message(
        replace(receipt, fictif=False), now, identifier=identifier, kind="canari"
    )
    outcome = "refusé comme prévu" if conform else "ACCEPTÉ OU MAL REFUSÉ : le contrôle est cassé"
    return replace(message, objet=f"[CANARI] {outcome} ({now:%d/%m/%Y})", public="equipe")


def fly(settings: Settings, contracts: Mapping[str, Contract], now: datetime) -> Canary:
    """Deposit the canary, queue its alert, and remember both; the alert leaves with the others."""
    receipt = _judge(settings, contracts[DOMAIN])
    codes = sorted({str(c["code"]) for c in receipt.constats})
    conform = receipt.refused and set(codes) >= EXPECTED
    message = canary_message(receipt, conform, now)
    Outbox(settings).put([message])
    canary = Canary(now.isoformat(timespec="seconds"), message.id, conform, receipt.statut, codes)
    write_json(_path(settings), asdict(canary))
    return canary


def _path(settings: Settings) -> Path:
    return Outbox(settings).folder / _STATE


def last_canary(settings: Settings) -> Canary | None:
    """Return the last canary, or None when none ever flew."""
    try:
        return Canary(**read_json(_path(settings)))
    except FileNotFoundError:
        return None


def note_return(settings: Settings, routes: Routes, now: datetime) -> Canary | None:
    """Look for the alert of the last canary where it must come back, and remember that it did."""
    canary = last_canary(settings)
    if canary is None or canary.revenu_le is not None:
        return canary
    sent = Outbox(settings).read(SENT, canary.message)
    if sent is None or DONE not in sent.remises.values():
        return canary
    if routes.canari_retour is not None and not in_mailbox(routes.canari_retour, sent.id):
        return canary
    canary = replace(canary, revenu_le=now.isoformat(timespec="seconds"))
    write_json(_path(settings), asdict(canary))
    return canary


def in_mailbox(url: str, identifier: str) -> bool:
    """Tell whether a mailbox (imaps://account:password@host/folder) holds a message of ours."""
    place = urlsplit(url)
    kind = imaplib.IMAP4_SSL if place.scheme == "imaps" else imaplib.IMAP4
    try:
        with kind(place.hostname or "", place.port or _PORTS[place.scheme],
                  timeout=_TIMEOUT) as mailbox:  # fmt: skip
            mailbox.login(unquote(place.username or ""), unquote(place.password or ""))
            mailbox.select(place.path.strip("/") or _MAILBOX, readonly=True)
            _, found = mailbox.search(None, "HEADER", "Message-ID", f'"<{identifier}."')
            return bool(found and found[0])
    except (OSError, imaplib.IMAP4.error):
        return False
