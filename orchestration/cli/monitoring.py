"""Commands that watch the installation: `publications`, `status`.

What belongs here: how they are printed, and the last run as Dagster knows it. What does not:
the assessment (`orchestration.lib.health`).
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli import wording
from orchestration.lib.faults import PlatformFault
from orchestration.lib.home import RUN_LOCK, Busy, existing_home, locked
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from orchestration.lib.campaigns.board import Campaign
    from orchestration.lib.health import DomainHealth, Health, LastRun, RunState

# The job of `orchestration.defs.automation`, which is not loaded here: it loads Dagster.
_JOB = "chaine_complete"
_ACADEMIE = "academie"
_STATES: dict[str, RunState] = {"SUCCESS": "reussi", "FAILURE": "echec", "CANCELED": "interrompu"}


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
    from orchestration.cli.execution import ours

    if not (settings.dagster_home / "dagster.yaml").exists():
        return None
    database = settings.dagster_home / "history" / "runs.db"
    if ours(settings) and database.exists():
        return _recorded(settings, database)
    return _asked(settings)


def _recorded(settings: Settings, database: Path) -> LastRun | None:
    """Read the last run in the database of the instance that `psa` wrote.

    Loading Dagster to ask it takes longer than all the rest of `psa status`.
    """
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute(
                "select run_id, status, end_time, update_timestamp from runs "
                "where pipeline_name = ? order by id desc limit 1",
                [_JOB],
            ).fetchone()
    except sqlite3.DatabaseError as error:
        # To read what is being written, SQLite writes too: on a full disk it cannot.
        raise PlatformFault(
            f"Le journal des traitements ({database}) ne peut pas être lu : {error}."
        ) from error
    if found is None:
        return None
    run_id, status, end, updated = found
    at = datetime.fromtimestamp(end, UTC) if end else datetime.fromisoformat(updated)
    return _run(settings, run_id, status, at if at.tzinfo else at.replace(tzinfo=UTC))


def _asked(settings: Settings) -> LastRun | None:
    """Ask Dagster, whatever storage the owner of the home has chosen."""
    import dagster as dg

    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    with dg.DagsterInstance.get() as instance:
        records = instance.get_run_records(dg.RunsFilter(job_name=_JOB), limit=1)
    if not records:
        return None
    record = records[0]
    ended = record.end_time or record.update_timestamp.timestamp()
    return _run(settings, record.dagster_run.run_id, record.dagster_run.status.value,
                    datetime.fromtimestamp(ended, UTC))  # fmt: skip


def _run(settings: Settings, run_id: str, status: str, ended: datetime) -> LastRun:
    """Return a recorded run with the state that it is really in."""
    from orchestration.lib.health import LastRun

    # A run that Dagster believes under way is dead when nobody holds the lock of runs.
    state = _STATES.get(status) or ("en_cours" if _is_running(settings) else "interrompu")
    return LastRun(run_id, state, ended)


def _campaign_words(campaign: Campaign) -> str:
    """Return the state of the last campaign due, or of the next one."""
    when = f"{campaign.due:%d/%m/%Y}"
    match campaign.state:
        case "recu":
            return f"{campaign.year} reçu le {campaign.received_on:%d/%m/%Y}"
        case "en_retard":
            return f"EN RETARD : {campaign.year} attendue le {when}"
        case "refuse":
            late = f", en retard depuis le {when}" if campaign.late else f", attendue le {when}"
            return f"{campaign.year} REFUSÉ le {campaign.refused_on:%d/%m/%Y}{late}"
        case "dispense":
            return f"{campaign.year} dispensé : {campaign.reason}"
        case _:
            return f"{campaign.year} attendu le {when}"


def _grouped(campaigns: Sequence[Campaign]) -> Iterator[str]:
    """Yield what campaigns say, those that say the same of several perimeters in one."""
    said: dict[str, list[str]] = {}
    for campaign in campaigns:
        said.setdefault(_campaign_words(campaign), []).append(campaign.perimeter)
    for words, perimeters in said.items():
        named = [p for p in perimeters if p != _ACADEMIE]
        yield f"{words} ({', '.join(named)})" if named and len(said) > 1 else words


def _marks(domain: DomainHealth) -> Iterator[str]:
    """Yield what somebody must know of a domain, the most pressing first."""
    years = sorted({c.year for c in domain.campaigns})
    for year in years:
        yield from _grouped([c for c in domain.campaigns if c.year == year])
    if domain.gaps:
        yield f"manque {wording.years(domain.gaps)}"
    by_missing: dict[tuple[str, ...], list[str]] = {}
    for year, missing in domain.partial:
        if year in years:
            continue
        by_missing.setdefault(missing, []).append(year)
    for missing, partial in by_missing.items():
        yield f"{wording.years(partial)} sans {', '.join(missing)}"
    if domain.refused:
        yield wording.plural(domain.refused, "dépôt refusé", "dépôts refusés")
    if domain.waiting:
        yield wording.plural(domain.waiting, "fichier en attente", "fichiers en attente")


def _domain_line(domain: DomainHealth) -> str:
    state = wording.years(domain.years) if domain.years else "jamais reçu"
    marks = " ; ".join(_marks(domain))
    return f"  {domain.domain:<28} {state:<22} {marks}".rstrip()


def _domains_summary(domains: Sequence[DomainHealth]) -> str:
    """Return how many domains are up to date, late, never received."""
    never = sum(not d.years for d in domains)
    late = sum(d.late and bool(d.years) for d in domains)
    parts = [f"{len(domains) - never - late} à jour", f"{late} en retard"]
    if never:
        parts.append(f"{never} jamais {'reçu' if never < 2 else 'reçus'}")
    last = max((d.last_accepted or "" for d in domains), default="")
    received = f" Dernier dépôt accepté le {wording.moment(last)}." if last else ""
    return f"{wording.plural(len(domains), 'domaine')} : {', '.join(parts)}.{received}"


def _status_lines(settings: Settings, health: Health) -> Iterator[str]:
    yield f"Dossier {settings.home}, académie de {settings.academie.libelle}"
    yield f"Dépôts au {settings.day:%d/%m/%Y} (année en cours : {settings.current_school_year})"
    yield _domains_summary(health.domains)
    yield from map(_domain_line, health.domains)
    if health.unrecognised:
        files = wording.plural(health.unrecognised, "fichier refusé", "fichiers refusés")
        yield f"  {files} sans domaine reconnu"
    for check in health.checks:
        yield f"{check.name} : {check.state}"
    used, free = wording.size(health.used_bytes), wording.size(health.free_bytes)
    yield f"Disque : {used} utilisés, {free} libres"


def _document(settings: Settings, health: Health, fictional: bool) -> dict[str, Any]:
    """Return what `--format json` prints: the board and the checks, codes as they are."""
    return {
        "academie": settings.academie.code,
        "jour": settings.day.isoformat(),
        "fictif": fictional,
        "sain": health.healthy,
        "controles": [
            {"nom": c.name, "etat": c.state, "bon": not c.problems, "problemes": list(c.problems)}
            for c in health.checks
        ],
        "campagnes": [
            {
                "domaine": c.domain, "titre": c.title, "annee_scolaire": c.year,
                "perimetre": c.perimeter, "etat": c.state, "en_retard": c.late,
                "echeance": c.due.isoformat(), "recu_le": _iso(c.received_on),
                "refuse_le": _iso(c.refused_on), "depots": list(c.deposits),
                "cloture": _iso(c.closing), "motif": c.reason, "manque": list(c.missing),
            }
            for c in health.campaigns
        ],
        "domaines": [
            {
                "domaine": d.domain, "annees": list(d.years), "manquantes": list(d.gaps),
                "refuses": d.refused, "en_attente": d.waiting,
                "dernier_accepte": d.last_accepted,
            }
            for d in health.domains
        ],
        "en_attente": [w.name for w in health.waiting],
        "octets_libres": health.free_bytes,
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@click.command()
@click.option(
    "--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option(
    "--html", "page", type=click.Path(path_type=Path, dir_okay=False),
    help="Write the health page there as well.",
)  # fmt: skip
def status(layout: str, page: Path | None) -> None:
    """Print deposits expected, received, late or refused, the last publication and the health.

    Exit code: 0 healthy, 1 not.
    """
    from orchestration.lib.contracts import contracts
    from orchestration.lib.health import assess

    settings = Settings()
    home = existing_home(settings)
    fictional = home is not None and home.fictional
    now = datetime.now(UTC)
    health = assess(settings, contracts(), last_run(settings), now)
    if page is not None:
        from orchestration.lib.health_page import write_health_page

        write_health_page(settings, health, now, fictional, page)
    if layout == "json":
        click.echo(json.dumps(_document(settings, health, fictional), ensure_ascii=False, indent=2))
    else:
        if fictional:
            click.echo(wording.FICTIONAL)
        for line in _status_lines(settings, health):
            click.echo(line)
        for problem in health.problems:
            click.secho(f"À traiter : {problem}", fg="red")
        click.echo("État : " + ("bon" if health.healthy else "à surveiller"))
    sys.exit(0 if health.healthy else 1)


COMMANDS = (publications, status)
