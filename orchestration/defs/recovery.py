"""Recovery: what Dagster still believes of runs whose process is dead.

What belongs here: telling a dead run from a live one, closing it and freeing its pool slots, so
that the next run neither hangs nor waits. What does not: orphan children
(`orchestration.lib.home`).
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import dagster as dg
import psutil

from orchestration.lib.atomic import read_json, write_json
from orchestration.lib.settings import Settings

_UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
_STARTUP_SECONDS = 120.0


def _process_file(settings: Settings, run_id: str) -> Path:
    return settings.dagster_home / "processus" / f"{run_id}.json"


def register_process(settings: Settings, run_id: str) -> None:
    """Record which process executes a run, with its start time: pids are reused."""
    process = psutil.Process(os.getpid())
    write_json(
        _process_file(settings, run_id), {"pid": process.pid, "debut": process.create_time()}
    )


def _is_alive(settings: Settings, run_id: str, created: float) -> bool:
    path = _process_file(settings, run_id)
    if not path.exists():
        # A run that has just been launched has not registered yet.
        return time.time() - created < _STARTUP_SECONDS
    saved = read_json(path)
    if not psutil.pid_exists(saved["pid"]):
        return False
    try:
        process = psutil.Process(saved["pid"])
        same = abs(float(process.create_time()) - float(saved["debut"])) < 1
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end_dead_runs(
    settings: Settings, instance: dg.DagsterInstance, *, except_run: str | None = None
) -> list[str]:
    """Mark dead runs as failed and free their pool slots; return their ids."""
    ended = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=_UNFINISHED)):
        run = record.dagster_run
        if run.run_id == except_run or _is_alive(
            settings, run.run_id, record.create_timestamp.timestamp()
        ):
            continue
        instance.report_run_failed(run, "Le processus de ce traitement a été interrompu.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
        _process_file(settings, run.run_id).unlink(missing_ok=True)
        ended.append(run.run_id)
    return ended
