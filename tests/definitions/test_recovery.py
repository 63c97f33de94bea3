"""Dead runs are told from live ones, closed, and their slots freed.

What belongs here: Dagster records against real processes. What does not: kills of a whole run
(end to end).
"""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from orchestration.defs.recovery import end_dead_runs, register_process
from orchestration.lib.atomic import write_json
from orchestration.lib.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def started_run(instance: dg.DagsterInstance) -> str:
    @dg.job
    def chaine() -> None: ...

    run = instance.create_run_for_job(chaine, status=dg.DagsterRunStatus.STARTED)
    return run.run_id


def dead_pid() -> int:
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    return child.pid


def test_a_run_whose_process_is_dead_is_failed_and_frees_its_slot(settings: Settings) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        run_id = started_run(instance)
        storage = instance.event_log_storage
        write_json(
            settings.dagster_home / "processus" / f"{run_id}.json",
            {"pid": dead_pid(), "debut": 0.0},
        )
        if storage.supports_global_concurrency_limits:
            storage.set_concurrency_slots("entrepot", 1)
            assert storage.claim_concurrency_slot("entrepot", run_id, "dbt").is_claimed
        assert end_dead_runs(settings, instance) == [run_id]
        run = instance.get_run_by_id(run_id)
        assert run is not None
        assert run.status == dg.DagsterRunStatus.FAILURE
        if storage.supports_global_concurrency_limits:
            assert storage.claim_concurrency_slot("entrepot", "autre", "dbt").is_claimed


def test_a_live_run_is_left_alone(settings: Settings) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        run_id = started_run(instance)
        register_process(settings, run_id)
        assert end_dead_runs(settings, instance) == []


def test_a_pid_used_again_by_another_process_does_not_keep_a_dead_run_alive(
    settings: Settings,
) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        run_id = started_run(instance)
        path = settings.dagster_home / "processus" / f"{run_id}.json"
        write_json(path, {"pid": os.getpid(), "debut": 1.0})
        assert end_dead_runs(settings, instance) == [run_id]
