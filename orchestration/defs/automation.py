"""Automation: the one job, the inbox sensor and the daily schedule.

What belongs here: when a run starts. What does not: what a run does.
"""

import dagster as dg

from orchestration.lib import deposits
from orchestration.lib.settings import Settings

JOB = "chaine_complete"
_BUSY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]

job = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="Des dépôts à la publication : réception, contrats, lac, dbt, contrôles, "
    "publication.",
)


def waiting_names(settings: Settings) -> list[str]:
    """Return the names of the files that wait, in the inbox or without a verdict."""
    files = [p.name for p in deposits.inbox_files(settings.inbox)]
    return files + [r.file_name for r in deposits.pending(settings.deposits)]


@dg.sensor(
    job=job,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Lance la chaîne dès qu'un fichier attend dans la boîte de dépôt.",
)
def boite_de_depot(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Ask for a run while files wait and none is under way.

    No cursor and no run key: a file leaves the inbox when it is received, so a name seen before
    is a new arrival, and a file dropped twice is received twice.
    """
    waiting = waiting_names(Settings())
    if not waiting:
        return dg.SkipReason("Aucun fichier en attente.")
    runs = context.instance.get_runs(dg.RunsFilter(job_name=JOB, statuses=_BUSY), limit=1)
    if runs:
        return dg.SkipReason("Un traitement est déjà demandé : il prendra ces fichiers.")
    return dg.RunRequest(tags={"fichiers": str(len(waiting))})


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
