"""Commands that watch the installation: `publications`, `status`.

What belongs here: how they are printed, and the last run as Dagster knows it. What does not:
the assessment (`orchestration.lib.health`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from orchestration.cli import wording
from orchestration.lib.home import RUN_LOCK, Busy, existing_home, locked
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from orchestration.lib.health import DomainHealth, Health, LastRun

_RUN_STATES = {
    "reussi": "réussi",
    "echec": "en échec",
    "interrompu": "interrompu",
    "en_cours": "en cours",
}


@click.command()
def publications() -> None:
    """List the publications, the current one marked."""
    from orchestration.lib.publication import current, journal

    settings = Settings()
    existing_home(settings)
    entries = journal(settings.publications)
    now = current(settings.publications)
    if not entries:
        click.echo("Aucune publication pour le moment : lancez « psa run ».")
        return
    for entry in reversed(entries):
        name = entry["publication"]
        deposits = wording.plural(entry["depots"], "dépôt")
        marks = [
            mark
            for mark, applies in (
                ("FICTIF", name.startswith("FICTIF-")),
                ("courante", now is not None and now.name == name),
                ("dossier absent", not (settings.publications / name).is_dir()),
            )
            if applies
        ]
        noted = f"  [{', '.join(marks)}]" if marks else ""
        click.echo(f"{wording.moment(entry['publie_le'])}  {name}  {deposits}{noted}")


def _is_running(settings: Settings) -> bool:
    try:
        with locked(settings.home, RUN_LOCK):
            return False
    except Busy:
        return True


def last_run(settings: Settings) -> LastRun | None:
    """Return the last run that Dagster recorded in this home; None while it recorded none."""
    from orchestration.lib.health import LastRun, RunState

    if not (settings.dagster_home / "dagster.yaml").exists():
        return None
    import dagster as dg

    from orchestration.defs.automation import JOB

    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    with dg.DagsterInstance.get() as instance:
        records = instance.get_run_records(dg.RunsFilter(job_name=JOB), limit=1)
    if not records:
        return None
    record = records[0]
    states: dict[dg.DagsterRunStatus, RunState] = {
        dg.DagsterRunStatus.SUCCESS: "reussi",
        dg.DagsterRunStatus.FAILURE: "echec",
        dg.DagsterRunStatus.CANCELED: "interrompu",
    }
    # A run that Dagster believes under way is dead when nobody holds the lock of runs.
    unfinished: RunState = "en_cours" if _is_running(settings) else "interrompu"
    ended = record.end_time or record.update_timestamp.timestamp()
    return LastRun(
        record.dagster_run.run_id,
        states.get(record.dagster_run.status, unfinished),
        datetime.fromtimestamp(ended, UTC),
    )


def _domain_line(domain: DomainHealth) -> str:
    if domain.years:
        state = f"reçu le {wording.moment(domain.last_accepted)}, {wording.years(domain.years)}"
    else:
        state = "jamais reçu"
    marks = []
    if domain.late:
        marks.append(f"EN RETARD : {domain.expected} attendue")
    if domain.refused:
        marks.append(wording.plural(domain.refused, "dépôt refusé", "dépôts refusés"))
    if domain.waiting:
        marks.append(wording.plural(domain.waiting, "fichier en attente", "fichiers en attente"))
    noted = f" — {' ; '.join(marks)}" if marks else ""
    return f"  {domain.domain:<29} {state}{noted}"


def _status_lines(settings: Settings, health: Health) -> Iterator[str]:
    yield f"Dossier {settings.home}, académie de {settings.academie.libelle}"
    yield f"Dépôts au {settings.day:%d/%m/%Y} (année en cours : {settings.current_school_year})"
    yield from map(_domain_line, health.domains)
    if health.unrecognised:
        files = wording.plural(health.unrecognised, "fichier refusé", "fichiers refusés")
        yield f"  {files} sans domaine reconnu"
    published = health.publication
    if published is None:
        yield "Publication : aucune"
    else:
        whole = "abîmée" if published.damaged else "intègre"
        when = wording.moment(published.published_at)
        yield f"Publication : {published.name}, publiée le {when}, {whole}"
    run = health.last_run
    if run is None:
        yield "Dernier traitement : aucun"
    else:
        ended = run.ended_at.isoformat() if run.ended_at else None
        yield f"Dernier traitement : {_RUN_STATES[run.state]}, {wording.moment(ended)}"
    used, free = wording.size(health.used_bytes), wording.size(health.free_bytes)
    yield f"Disque : {used} utilisés, {free} libres"


@click.command()
def status() -> None:
    """Print deposits expected, received, late or refused, the last publication and the health.

    Exit code: 0 healthy, 1 not.
    """
    from orchestration.lib.contracts import contracts
    from orchestration.lib.health import assess

    settings = Settings()
    home = existing_home(settings)
    if home is not None and home.fictional:
        click.echo(wording.FICTIONAL)
    health = assess(settings, contracts(), last_run(settings), datetime.now(UTC))
    for line in _status_lines(settings, health):
        click.echo(line)
    for problem in health.problems:
        click.secho(f"À traiter : {problem}", fg="red")
    click.echo("État : " + ("bon" if health.healthy else "à surveiller"))
    sys.exit(0 if health.healthy else 1)


COMMANDS = (publications, status)
