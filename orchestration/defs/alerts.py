"""Alerts in Dagster: the board of deposits, sending, the morning messages, the nightly canary.

What belongs here: when each of them happens. What does not: what they say and to whom
(`orchestration.lib.alerts`), what is due (`orchestration.lib.campaigns`).
"""

from datetime import UTC, datetime

import dagster as dg

from orchestration.defs.automation import JOB
from orchestration.defs.reception import OWNERS, lake_key
from orchestration.defs.resources import Platform
from orchestration.lib import deposits
from orchestration.lib.alerts import canary, notify
from orchestration.lib.alerts.digest import queue_digest
from orchestration.lib.alerts.routes import routes_of
from orchestration.lib.alerts.sending import send_pending
from orchestration.lib.contracts import contracts
from orchestration.lib.health import LastRun, RunState, assess
from orchestration.lib.health_page import board_markdown, by_urgency, write_health_page
from orchestration.lib.home import Busy, open_home
from orchestration.lib.settings import Settings

BOARD = dg.AssetKey("calendrier_des_depots")
MORNING, CANARY = "messages_du_matin", "canari"
_STATES: dict[dg.DagsterRunStatus, RunState] = {
    dg.DagsterRunStatus.SUCCESS: "reussi",
    dg.DagsterRunStatus.FAILURE: "echec",
    dg.DagsterRunStatus.CANCELED: "interrompu",
}
_PARIS = "Europe/Paris"


@dg.asset(
    key=BOARD,
    deps=[lake_key(domain) for domain in contracts()],
    group_name="reception",
    owners=OWNERS,
    kinds={"python"},
    description="Qui doit déposer quoi et pour quand : attendu, reçu, en retard, refusé, dispensé.",
)
def board(plateforme: Platform) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Show the board of deposits, what is late first."""
    settings = plateforme.settings
    found, _, wrong = notify.current_board(
        settings, contracts(), deposits.receipts(settings.deposits)
    )
    return dg.MaterializeResult(
        metadata={
            "en_retard": dg.MetadataValue.int(sum(c.late for c in found)),
            "campagnes": dg.MetadataValue.md(board_markdown(by_urgency(found))),
            "regles": dg.MetadataValue.text(wrong or "lues"),
        }
    )


def _last_run(instance: dg.DagsterInstance) -> LastRun | None:
    records = instance.get_run_records(dg.RunsFilter(job_name=JOB), limit=1)
    if not records:
        return None
    run, ended = records[0].dagster_run, records[0].end_time
    return LastRun(
        run.run_id,
        _STATES.get(run.status, "en_cours"),
        datetime.fromtimestamp(ended, UTC) if ended else None,
    )


def _send(settings: Settings, now: datetime) -> str:
    """Send what waits, within the budget of the routes; return what was done, in French."""
    routes, wrong = routes_of(settings, contracts())
    if routes is None:
        return wrong or "Aucun canal réglé (PSA_ALERTES) : les messages attendent."
    try:
        done = send_pending(settings, routes, contracts(), now)
    except Busy:
        return "Un envoi est déjà en cours."
    canary.note_return(settings, routes, now)
    return f"Messages : {done.sent} envoyés, {done.left} en attente, {done.abandoned} à voir."


@dg.sensor(
    name="envoi_des_alertes",
    job_name=MORNING,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Envoie ce qui attend (reçus, rappels, synthèses) et tient la page de santé.",
)
def send_alerts(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Say what must be said, twice a minute; a tick starts no run."""
    settings, now = Settings(), datetime.now(UTC)
    notify.queue_receipts(settings, now)
    said = _send(settings, now)
    last = _last_run(context.instance)
    seen = f"{last.run_id} {last.state}" if last else ""
    if seen != (context.cursor or ""):
        health = assess(settings, contracts(), last, now, verify=False)
        write_health_page(settings, health, now, open_home(settings).fictional)
        context.update_cursor(seen)
    return dg.SkipReason(said)


@dg.op(name="rappels_et_synthese", description="Rappels du jour, synthèse, page de santé, envoi.")
def _morning(context: dg.OpExecutionContext) -> None:
    settings, now = Settings(), datetime.now(UTC)
    fictional = open_home(settings).fictional
    last = _last_run(context.instance)
    reminded = notify.queue_reminders(settings, contracts(), now)
    queue_digest(settings, assess(settings, contracts(), last, now), now, fictional)
    context.log.info(f"{len(reminded)} rappels. {_send(settings, now)}")
    after = assess(settings, contracts(), last, now)
    write_health_page(settings, after, now, fictional)


@dg.op(name="depot_canari", description="Dépose un fichier volontairement faux et suit son alerte.")
def _canary(context: dg.OpExecutionContext) -> None:
    settings, now = Settings(), datetime.now(UTC)
    open_home(settings)
    flown = canary.fly(settings, contracts(), now)
    context.log.info(_send(settings, datetime.now(UTC)))
    if not flown.conforme:
        raise dg.Failure(f"Le dépôt-canari n'a pas été refusé comme prévu : {flown.statut}.")


@dg.job(
    name=MORNING,
    executor_def=dg.in_process_executor,
    description="Rappels aux services et synthèse de l'équipe.",
)
def morning() -> None:
    """Say what the day calls for."""
    _morning()


@dg.job(
    name=CANARY,
    executor_def=dg.in_process_executor,
    description="Un dépôt volontairement faux, qui doit être refusé et dont l'alerte doit revenir.",
)
def fly_canary() -> None:
    """Verify the gate and the channel."""
    _canary()


@dg.schedule(
    job=morning,
    cron_schedule="30 7 * * 1-5",
    execution_timezone=_PARIS,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Chaque matin de semaine : rappels (hors vacances et jours fériés) et synthèse.",
)
def chaque_matin_messages() -> dg.RunRequest:
    """Ask for the messages of the morning."""
    return dg.RunRequest()


@dg.schedule(
    job=fly_canary,
    cron_schedule="15 3 * * *",
    execution_timezone=_PARIS,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Chaque nuit, le dépôt-canari.",
)
def chaque_nuit_canari() -> dg.RunRequest:
    """Ask for the canary."""
    return dg.RunRequest()
