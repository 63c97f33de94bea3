"""Automation: the two jobs, what makes each of them start.

What belongs here: when a run starts. What does not: what a run does.

A short job answers depositors, whatever else is under way; the whole chain follows when what
stands is no longer what is published.
"""

import json
from datetime import UTC, datetime

import dagster as dg

from orchestration.defs.reception import ANSWERS, answers
from orchestration.defs.recovery import end_dead_runs
from orchestration.lib import deposits
from orchestration.lib.inbox.remote import look_there
from orchestration.lib.inbox.state import inbox_state
from orchestration.lib.run_context import unpublished
from orchestration.lib.settings import Settings

JOB = "chaine_complete"
_BUSY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]
# A look costs a few milliseconds, and a depositor waits.
_OFTEN_SECONDS = 10
# A fault of the machine does not go away in thirty seconds; a new file does not wait for it.
_PATIENCE_SECONDS = 300.0

job = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="Des dépôts à la publication : réception, contrats, lac, dbt, contrôles, "
    "publication.",
)


def waiting_names(settings: Settings) -> list[str]:
    """Return the names of the files that wait, in the inbox or without a verdict."""
    files = list(inbox_state(settings, datetime.now(UTC)).waiting)
    return files + [r.deposit for r in deposits.pending(settings.deposits)]


def _under_way(instance: dg.DagsterInstance, name: str) -> bool:
    return bool(instance.get_runs(dg.RunsFilter(job_name=name, statuses=_BUSY), limit=1))


def _just_failed(instance: dg.DagsterInstance, name: str, waiting: str) -> bool:
    """Tell whether the last run of a job failed a moment ago with the same files waiting."""
    records = instance.get_run_records(dg.RunsFilter(job_name=name), limit=1)
    if not records or records[0].dagster_run.status != dg.DagsterRunStatus.FAILURE:
        return False
    ended = records[0].end_time or 0.0
    recent = abs(datetime.now(UTC).timestamp() - ended) < _PATIENCE_SECONDS
    return recent and records[0].dagster_run.tags.get("fichiers") == waiting


@dg.sensor(
    job=answers,
    minimum_interval_seconds=_OFTEN_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Fait juger ce qui attend dans la boîte de dépôt, sans attendre un calcul en "
    "cours.",
)
def boite_de_depot(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Ask for verdicts while files wait and nobody is judging.

    No cursor and no run key: a file leaves the inbox when it is received, so a name seen before
    is a new arrival, and a file dropped twice is received twice.
    """
    settings = Settings()
    waiting = waiting_names(settings)
    if not waiting:
        return dg.SkipReason("Aucun fichier en attente.")
    end_dead_runs(settings, context.instance)
    if _under_way(context.instance, ANSWERS):
        return dg.SkipReason("Une réception est déjà demandée : elle prendra ces fichiers.")
    count = str(len(waiting))
    if _just_failed(context.instance, ANSWERS, count):
        return dg.SkipReason("La réception vient d'échouer : nouvel essai dans cinq minutes.")
    return dg.RunRequest(tags={"fichiers": count})


@dg.sensor(
    job=answers,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Fait prendre ce qui attend dans la boîte distante, s'il y en a une.",
)
def boite_distante(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Ask for a reception once a file of the server is the same at two ticks.

    The local inbox does not depend on a server that does not answer.
    """
    settings = Settings()
    if settings.inbox_distante is None:
        return dg.SkipReason("Aucune boîte distante : PSA_INBOX_DISTANTE n'est pas réglé.")
    found = look_there(settings)
    if found is None:
        return dg.SkipReason("La boîte distante ne répond pas.")
    seen = {f"{file.path} {file.size} {file.modified}" for file in found}
    before = set(json.loads(context.cursor or "[]"))
    context.update_cursor(json.dumps(sorted(seen)))
    if not seen & before:
        return dg.SkipReason("Aucun fichier entier dans la boîte distante.")
    if _under_way(context.instance, ANSWERS):
        return dg.SkipReason("Une réception est déjà demandée : elle prendra ces fichiers.")
    return dg.RunRequest(tags={"fichiers_distants": str(len(seen & before))})


@dg.sensor(
    job=job,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Lance la chaîne quand les dépôts en vigueur ne sont plus ceux qui sont publiés.",
)
def depots_a_publier(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Ask for a publication of what stands, once: a gate that refuses it would refuse it again."""
    settings = Settings()
    standing = unpublished(settings)
    if standing is None or standing == context.cursor:
        return dg.SkipReason("Rien de nouveau à publier.")
    end_dead_runs(settings, context.instance)
    if _under_way(context.instance, JOB):
        return dg.SkipReason("Un traitement est déjà en cours.")
    context.update_cursor(standing)
    return dg.RunRequest()


@dg.schedule(
    job=job,
    cron_schedule="0 5 * * 1-6",
    execution_timezone="Europe/Paris",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Chaque matin ouvré, reprend ce qui attend et publie ce qui a changé.",
)
def chaque_matin() -> dg.RunRequest:
    """Ask for the daily run."""
    return dg.RunRequest()
