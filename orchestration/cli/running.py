"""Commands that compute and publish: `run`, `publish`, `ui`.

What belongs here: when nothing has to be done, and what stopped. What does not: the job
(`orchestration.defs`), executing it quietly (`execution`), the summary (`summary`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli import alerting, summary, wording
from orchestration.lib.home import RUN_LOCK, Home, existing_home, locked, open_home
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from orchestration.cli.execution import Outcome
    from orchestration.lib.run_context import RunContext


def _unchanged(settings: Settings, home: Home) -> Path | None:
    """Return the current publication when a run would change nothing, else None."""
    from orchestration.lib import deposits
    from orchestration.lib.inbox.state import inbox_state
    from orchestration.lib.inbox.watching import glance
    from orchestration.lib.publication import AUDIENCE, SNAPSHOT, current
    from orchestration.lib.run_context import current_context

    now = datetime.now(UTC)
    glance(settings.inbox, now)
    waiting = inbox_state(settings, now, retry=True).waiting
    if waiting or deposits.pending(settings.deposits):
        return None
    folder = current(settings.publications)
    if folder is None or not (folder / AUDIENCE / SNAPSHOT).is_file():
        return None
    return folder if current_context(settings, home.fictional).publication == folder.name else None


def _left_lines(settings: Settings) -> Iterator[str]:
    """Yield what stays in the inbox and why: nothing is left there in silence."""
    from orchestration.lib.inbox.state import inbox_state

    left = inbox_state(settings, datetime.now(UTC))
    if left.waiting:
        files = wording.plural(len(left.waiting), "fichier attend", "fichiers attendent")
        yield f"Boîte de dépôt : {files} le prochain traitement (écriture ou dépôt en cours)."
    for anomaly in left.anomalies:
        yield f"Boîte de dépôt : {anomaly}"


def _failure_lines(outcome: Outcome, settings: Settings, log: Path) -> Iterator[str]:
    """Yield what stopped the run, and what readers still see."""
    from orchestration.cli.execution import INTERRUPTED
    from orchestration.lib.publication import current

    blocking = [c for c in outcome.checks if c.blocking]
    if blocking:
        yield "ARRÊTÉ par un contrôle : rien n'est publié."
        for check in blocking:
            yield from summary.check_lines(check)
    elif any(reason == INTERRUPTED for _, reason in outcome.failures):
        yield "INTERROMPU : rien n'est publié."
    elif outcome.success:
        steps = wording.enumerate_words(outcome.left_out or ("Publication",), 4)
        yield f"RIEN N'EST PUBLIÉ : le traitement a fini sans l'étape {steps}."
    else:
        yield "ARRÊTÉ par une panne : rien n'est publié."
    for step, reason in outcome.failures:
        if not blocking or step not in {c.step for c in blocking}:
            yield f"  Étape « {step} » : {reason}"
    folder = current(settings.publications)
    kept = f"reste en place : {folder.name}" if folder else "n'existe pas encore"
    yield f"La dernière publication {kept}."
    yield f"Journal : {log}"


@click.command()
@click.option("--recompute", is_flag=True, help="Compute everything again, even if unchanged.")
def run(recompute: bool) -> None:
    """Run everything: pending deposits, computation, gates, publication.

    A run computes again what depends on what arrived; --recompute does not trust what is stored.
    Exit code: 0 published or nothing new (refused files are reported, not a failure), 1 a gate
    or a fault stopped it.
    """
    settings = Settings()
    home = open_home(settings)
    with locked(settings.home, RUN_LOCK):
        pass  # raises Busy at once rather than wait for the run under way
    if home.fictional:
        click.echo(wording.FICTIONAL)
    if recompute:
        from orchestration.lib.dbt_build import forget_build
        from orchestration.lib.run_context import forget_context

        forget_build(settings)
        forget_context(settings)
    folder = None if recompute else _unchanged(settings, home)
    if folder is not None:
        alerting.announce(settings)
        click.echo("Rien de nouveau : aucun dépôt en attente, rien à recalculer.")
        for line in (*_left_lines(settings), *summary.where_to_read(folder)):
            click.echo(line)
        return
    from orchestration.lib import deposits, second_process, waiting_dbt
    from orchestration.lib.contracts import contracts
    from orchestration.lib.publication import current

    contracts()  # raises ContractFault before anything is loaded
    # The one that is needed first loads while Dagster does; the run starts the other.
    if recompute:
        waiting_dbt.prepare(settings)
    else:
        second_process.prepare()
    from orchestration.cli import execution

    before = {r.depot for r in deposits.receipts(settings.deposits)}
    log = settings.dagster_home / "psa-run.log"
    outcome = execution.execute(settings, log)
    alerting.after_run(settings, home.fictional)
    judged = [r for r in deposits.receipts(settings.deposits) if r.depot not in before]
    published = outcome.success and not outcome.left_out
    now = current(settings.publications) if published else None
    warned = [c for c in outcome.checks if not c.blocking]
    for line in (
        *summary.received_lines(judged, settings),
        *(summary.published_lines(settings) if now else ()),
        *_left_lines(settings),
        *summary.warning_lines(warned),
        *(summary.where_to_read(now) if now else ()),
    ):
        click.echo(line)
    if now is not None:
        return
    for line in _failure_lines(outcome, settings, log):
        click.secho(line, fg="red", err=True)
    sys.exit(1)


def _blocked(settings: Settings) -> list[str]:
    """Return the gates that forbid publishing the warehouse as it is."""
    from expectations.indicator_suites import CHECKS, run_check

    outcomes = [run_check(check, settings.warehouse) for check in CHECKS]
    return [f"{o.check.name} : {o.check.finds}" for o in outcomes if o.blocking_failures]


def _matches(settings: Settings, context: RunContext) -> bool:
    from orchestration.lib.dbt_build import changed_domains

    return settings.warehouse.exists() and changed_domains(settings, context) == []


@click.command()
def publish() -> None:
    """Publish again what is computed: point to it, or rebuild its folder when it is missing.

    Exit code: 0 published or already current, 1 nothing that can be published.
    """
    from orchestration.lib import publication
    from orchestration.lib.health import damaged_files
    from orchestration.lib.run_context import current_context

    settings = Settings()
    home = existing_home(settings)
    if home is None:
        raise click.ClickException("Rien à publier : aucun dépôt. Lancez « psa run ».")
    with locked(settings.home, RUN_LOCK):
        context = current_context(settings, home.fictional)
        folder = settings.publications / context.publication
        if folder.exists() and damaged_files(folder):
            raise click.ClickException(
                f"Le dossier {folder} est abîmé : déplacez-le ailleurs, puis relancez "
                "« psa publish »."
            )
        if folder.exists() and publication.current(settings.publications) == folder:
            click.echo("Rien à publier : la publication courante est déjà celle des calculs.")
        elif not folder.exists() and not _matches(settings, context):
            raise click.ClickException(
                "Rien à publier : les calculs ne correspondent pas aux dépôts en vigueur. "
                "Lancez « psa run »."
            )
        else:
            blocked = [] if folder.exists() else _blocked(settings)
            if blocked:
                raise click.ClickException("Publication refusée par un contrôle. "
                                           + " ".join(blocked))  # fmt: skip
            publication.publish(settings, context, "psa publish", datetime.now(UTC))
            click.echo("Publié de nouveau.")
        for line in summary.where_to_read(folder):
            click.echo(line)


@click.command()
@click.option("--port", type=click.IntRange(1024, 65535), default=3000, show_default=True)
def ui(port: int) -> None:
    """Open the Dagster interface and its daemon, on this machine only."""
    from orchestration.cli import execution

    settings = Settings()
    open_home(settings)
    execution.prepare_instance(settings)
    click.echo(f"Interface de Dagster : http://127.0.0.1:{port} (Ctrl+C pour arrêter)")
    dagster = str(Path(sys.executable).with_name("dagster"))
    os.execv(  # noqa: S606
        dagster,
        [dagster, "dev", "-m", "orchestration.definitions", "-h", "127.0.0.1", "-p", str(port)],
    )


COMMANDS = (run, publish, ui)
