"""Commands about alerts: `psa alerts …`, and sending them aside after a run or a deposit.

What belongs here: their options, their French output, and the child process that sends. What
does not: messages and channels (`orchestration.lib.alerts`).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from orchestration.cli import wording
from orchestration.cli.groups import FrenchGroup
from orchestration.cli.monitoring import last_run
from orchestration.lib.faults import PlatformFault, system_reason
from orchestration.lib.home import Busy, existing_home
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from orchestration.lib.alerts.outbox import Message
    from orchestration.lib.alerts.routes import Routes

_ISSUES = {
    "essais_epuises": "abandonné après trop d'essais",
    "peut_etre_parti": "peut-être parti (arrêt pendant l'envoi)",
    "perime": "périmé avant de partir",
    "sans_objet": "devenu sans objet",
    "classe": "classé",
}


def after_run(settings: Settings, fictional: bool) -> None:
    """Tell what a run judged, and write the health page."""
    from orchestration.lib.contracts import contracts
    from orchestration.lib.health import assess
    from orchestration.lib.health_page import write_health_page

    announce(settings)
    now = datetime.now(UTC)
    try:
        health = assess(settings, contracts(), last_run(settings), now, verify=False)
        write_health_page(settings, health, now, fictional)
    except OSError as error:
        click.secho(f"Page de santé : {system_reason(error)}.", fg="yellow", err=True)
    except PlatformFault as fault:
        click.secho(f"Page de santé : {fault}", fg="yellow", err=True)


def announce(settings: Settings) -> None:
    """Queue what receipts say, then send it from a process of its own: nothing waits for it.

    What cannot be queued (a full disk) is queued by the next command: receipts are the memory.
    """
    from orchestration.lib.alerts.notify import queue_receipts

    try:
        queue_receipts(settings, datetime.now(UTC))
        _send_aside(settings)
    except OSError as error:
        click.secho(f"Messages aux déposants : {system_reason(error)}.", fg="yellow", err=True)


def _send_aside(settings: Settings) -> None:
    from orchestration.lib.alerts.outbox import TO_SEND, Outbox

    if settings.alertes is None or not Outbox(settings).ids(TO_SEND):
        return
    told = {
        "PSA_HOME": str(settings.home),
        "PSA_ALERTES": str(settings.alertes),
        "PSA_ACADEMIE": settings.academie.code,
    }
    subprocess.Popen(
        [sys.executable, "-m", "orchestration", "alerts", "send"],
        env={**os.environ, **told},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _routes(settings: Settings) -> Routes:
    from orchestration.lib.alerts.routes import read_routes
    from orchestration.lib.contracts import contracts

    if settings.alertes is None:
        raise click.ClickException(
            "Aucun canal n'est réglé : donnez le fichier des canaux avec PSA_ALERTES. Les "
            "messages attendent."
        )
    return read_routes(settings.alertes, contracts())


@click.group(cls=FrenchGroup)
def alerts() -> None:
    """Messages to services and to the team: the outbox, sending, reminders, digest, canary."""


def _line(message: Message, state: str) -> str:
    tries = f", {wording.plural(message.essais, 'essai')}" if message.essais else ""
    reason = f" : {message.erreur}" if message.erreur else ""
    return f"  {message.id:<44} {state}{tries}{reason}"


def _listing(settings: Settings) -> Iterator[str]:
    from orchestration.lib.alerts.outbox import ABANDONED, SENT, TO_SEND, UNDER_WAY, Outbox

    outbox = Outbox(settings)
    for message in (*outbox.messages(UNDER_WAY), *outbox.messages(TO_SEND)):
        later = message.prochain_essai
        yield _line(message, f"prochain essai le {wording.moment(later)}" if later else "attend")
    for message in outbox.messages(ABANDONED):
        yield _line(message, _ISSUES.get(message.issue or "", "abandonné"))
    sent = len(outbox.ids(SENT))
    yield wording.plural(sent, "message envoyé", "messages envoyés") + "."


@alerts.command("list")
def list_messages() -> None:
    """List the messages that wait and those that were given up."""
    settings = Settings()
    existing_home(settings)
    for line in _listing(settings):
        click.echo(line)


@alerts.command()
@click.option("--budget", type=click.FloatRange(1, 3600), help="Seconds that it may last.")
def send(budget: float | None) -> None:
    """Send what is due: receipts, reminders, digests.

    Exit code: 0 done (what could not leave is tried later), 1 no channel is set.
    """
    from orchestration.lib.alerts import canary, notify
    from orchestration.lib.alerts.sending import send_pending
    from orchestration.lib.contracts import contracts

    settings = Settings()
    existing_home(settings)
    routes = _routes(settings)
    now = datetime.now(UTC)
    notify.queue_receipts(settings, now)
    try:
        done = send_pending(settings, routes, contracts(), now, budget_seconds=budget)
    except Busy:
        click.echo("Un envoi est déjà en cours : il prend aussi ces messages.")
        return
    canary.note_return(settings, routes, now)
    sent = wording.plural(done.sent, "message envoyé", "messages envoyés")
    click.echo(f"{sent}, {done.left} en attente, {done.abandoned} à voir.")
    if done.reason:
        click.echo(f"Dernière difficulté : {done.reason}.")


@alerts.command()
@click.argument("message")
def resend(message: str) -> None:
    """Put back a message that was given up or that may not have left."""
    from orchestration.lib.alerts.outbox import Outbox

    settings = Settings()
    if Outbox(settings).resend(message) is None:
        raise click.ClickException(f"Aucun message abandonné ne s'appelle {message}.")
    click.echo("Il partira au prochain envoi.")


@alerts.command()
@click.argument("message")
def dismiss(message: str) -> None:
    """Settle a message that was given up without sending it."""
    from orchestration.lib.alerts.outbox import Outbox

    settings = Settings()
    if Outbox(settings).dismiss(message) is None:
        raise click.ClickException(f"Aucun message abandonné ne s'appelle {message}.")
    click.echo("Classé.")


@alerts.command()
def remind() -> None:
    """Queue the reminders of the day, each one once; none in holidays nor at week-ends."""
    from orchestration.lib.alerts.notify import queue_reminders
    from orchestration.lib.contracts import contracts

    settings = Settings()
    queued = queue_reminders(settings, contracts(), datetime.now(UTC))
    click.echo(wording.plural(len(queued), "relance à envoyer", "relances à envoyer") + ".")
    for message in queued:
        click.echo(f"  {message.id}")


@alerts.command()
def digest() -> None:
    """Queue the digest of the team, once a day."""
    from orchestration.lib.alerts.digest import queue_digest
    from orchestration.lib.contracts import contracts
    from orchestration.lib.health import assess

    settings = Settings()
    home = existing_home(settings)
    now = datetime.now(UTC)
    health = assess(settings, contracts(), last_run(settings), now)
    fictional = home is not None and home.fictional
    queued = queue_digest(settings, health, now, fictional)
    click.echo("Synthèse à envoyer." if queued else "Rien à envoyer : déjà faite, ou jour chômé.")


@alerts.command()
def canary() -> None:
    """Deposit the canary in a home of its own, and send its alert.

    Exit code: 0 it was refused as it must be, 1 it was not.
    """
    from orchestration.lib.alerts import canary as flight
    from orchestration.lib.alerts.sending import send_pending
    from orchestration.lib.contracts import contracts

    settings = Settings()
    existing_home(settings)
    flown = flight.fly(settings, contracts(), datetime.now(UTC))
    click.echo(f"Dépôt-canari {'refusé comme prévu' if flown.conforme else 'MAL JUGÉ'}.")
    if settings.alertes is not None:
        routes = _routes(settings)
        now = datetime.now(UTC)
        send_pending(settings, routes, contracts(), now)
        seen = flight.note_return(settings, routes, now)
        back = seen is not None and seen.revenu_le is not None
        click.echo("Son alerte est revenue." if back else "Son alerte n'est pas encore revenue.")
    sys.exit(0 if flown.conforme else 1)


COMMANDS = (alerts,)
