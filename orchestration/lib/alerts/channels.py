"""Channels: handing one message to one address, through Apprise.

What belongs here: e-mail with a Message-ID of ours, other Apprise services, and what is known of
the outcome. What does not: when to try again (`sending`), whom (`routes`).

Apprise reads the URL, makes the connection and secures it; for e-mail the message itself is made
here, because Apprise gives each attempt another Message-ID: with ours, a mailbox recognises a
message that came twice, and we know whether the server had the text when the line was cut.
"""

from __future__ import annotations

import hashlib
import logging
import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urlencode

from orchestration.lib.alerts.outbox import Message
from orchestration.lib.alerts.routes import Channel, Delivery

if TYPE_CHECKING:
    from apprise.plugins.email import NotifyEmail

# 'remis': accepted by the server; 'refuse': the server said no to this message; 'injoignable':
# nothing left, and nothing will through this channel now; 'incertain': it may have left.
Outcome = Literal["remis", "refuse", "injoignable", "incertain"]
SENDER_NAME = "Indicateurs du projet académique"
_ACCEPTED = (250, 251)


def message_id(home: str, message: Message, delivery: Delivery, domain: str) -> str:
    """Return the Message-ID of a delivery: the same at each attempt, and no other has it."""
    digest = hashlib.sha256(f"{home} {delivery.key}".encode()).hexdigest()[:16]
    return f"<{message.id}.{digest}@{domain}>"


@contextmanager
def _silent() -> Iterator[None]:
    """Keep what Apprise logs out of every log: it may quote a URL with its password."""
    logger = logging.getLogger("apprise")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def _with(url: str, **options: str | float) -> str:
    """Return a URL with options; those that it already has win."""
    joint = "&" if "?" in url else "?"
    told = {name for name in options if f"{name}=" in url.partition("?")[2]}
    extra = urlencode({n: v for n, v in options.items() if n not in told})
    return f"{url}{joint}{extra}" if extra else url


def deliver(
    home: str, message: Message, delivery: Delivery, now: datetime, timeout: float
) -> tuple[Outcome, str]:
    """Hand a message over; return the outcome and, in French, why it is not there.

    The reason never holds a URL nor what a server answers: only its code.
    """
    with _silent():
        if delivery.address is not None:
            return _by_mail(home, message, delivery, now, timeout)
        return _by_service(message, delivery.channel, timeout)


def _plugin(url: str) -> Any:
    import apprise

    return apprise.Apprise.instantiate(url)


def _by_service(message: Message, channel: Channel, timeout: float) -> tuple[Outcome, str]:
    """Send through any other Apprise service; its text only, as most show no HTML."""
    options = {"cto": timeout / 2, "rto": timeout, "retry": 0}
    keyed = channel.url.startswith(("json", "xml", "form"))
    key = {"+Idempotency-Key": message.id} if keyed else {}
    plugin = _plugin(_with(channel.url, **options, **key))
    if plugin is None:
        return "refuse", "l'adresse du canal n'est pas comprise"
    began = time.monotonic()
    if plugin.notify(body=message.texte, title=message.objet, body_format="text"):
        return "remis", ""
    if time.monotonic() - began >= timeout:
        # Longer than a connection is waited for: the text was there, the answer never came.
        return "incertain", "le service n'a pas répondu à temps"
    return "injoignable", "le service ne répond pas ou refuse le message"


def mail(
    message: Message, identifier: str, sender: tuple[str, str], to: str, now: datetime
) -> bytes:
    """Return the e-mail: text and HTML, one recipient."""
    name, _, domain = sender[1].rpartition("@")
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = message.objet
    letter["From"] = Address(sender[0] or SENDER_NAME, name, domain)
    letter["To"] = to
    letter["Date"] = now
    letter["Message-ID"] = identifier
    # Absence messages must not answer, nor answer each other.
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.texte, cte="quoted-printable")
    letter.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return letter.as_bytes()


def _by_mail(
    home: str, message: Message, delivery: Delivery, now: datetime, timeout: float
) -> tuple[Outcome, str]:
    from apprise.plugins.email import NotifyEmail

    address = delivery.address or ""
    plugin = _plugin(delivery.channel.url)
    if not isinstance(plugin, NotifyEmail):
        return "refuse", "l'adresse du canal n'est pas comprise"
    name, sender = (str(part or "") for part in plugin.from_addr)
    identifier = message_id(home, message, delivery, sender.rpartition("@")[2])
    letter = mail(message, identifier, (name, sender), address, now)
    return _converse(plugin, sender, address, letter, timeout)


def _converse(
    plugin: NotifyEmail, sender: str, address: str, letter: bytes, timeout: float
) -> tuple[Outcome, str]:
    """Say the message to the server; what fails before its text leaves is sure not to have left."""
    from apprise.exception import AppriseException
    from apprise.plugins.email.smtp import AppriseSMTPController

    class Line(AppriseSMTPController):
        @property
        def smtp(self) -> smtplib.SMTP:
            return cast("smtplib.SMTP", self._socket)

    line = Line(
        host=plugin.smtp_host,
        port=plugin.port or 0,
        secure_mode=plugin.secure_mode or "",
        user=plugin.user,
        password=plugin.password,
        verify_certificate=plugin.verify_certificate,
        socket_connect_timeout=max(1, round(timeout)),
    )
    handed = False
    try:
        with line:
            server = line.smtp
            server.ehlo_or_helo_if_needed()
            for command, value in ((server.mail, sender), (server.rcpt, address)):
                code, _ = command(value)
                if code not in _ACCEPTED:
                    return "refuse", f"le serveur refuse l'adresse (code {code})"
            handed = True
            code, _ = server.data(letter)
            handed = False
            if code not in _ACCEPTED:
                return "refuse", f"le serveur refuse le message (code {code})"
            return "remis", ""
    except smtplib.SMTPDataError as error:
        return "refuse", f"le serveur refuse le message (code {error.smtp_code})"
    except (OSError, smtplib.SMTPException, AppriseException, RuntimeError):
        if handed:
            return "incertain", "la liaison a été coupée pendant l'envoi du message"
        return "injoignable", "le serveur de courriel ne répond pas ou refuse la connexion"
