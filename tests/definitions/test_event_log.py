"""The event log of a home: an event is stored whole or not at all, what a run plans at once.

What belongs here: our storage in a real Dagster instance on disk. What does not: what Dagster
makes of events.
"""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from sqlalchemy import event

from orchestration.cli.execution import prepare_instance
from orchestration.defs.event_log import HomeEventLog
from orchestration.lib.settings import Settings


@dg.asset(check_specs=[dg.AssetCheckSpec("saine", asset="table")])
def table() -> dg.MaterializeResult:  # type: ignore[type-arg]
    check = dg.AssetCheckResult(check_name="saine", passed=True)
    return dg.MaterializeResult(check_results=[check])


JOB = dg.Definitions(
    assets=[table, *(dg.AssetSpec(f"autre_{i}") for i in range(3))],
    jobs=[dg.define_asset_job("chaine", selection="table")],
).resolve_job_def("chaine")


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    # What `prepare_instance` sets in the environment goes with the test.
    for name in ("DAGSTER_HOME", "DAGSTER_EVENT_BATCH_SIZE", "GX_ANALYTICS_ENABLED"):
        monkeypatch.setenv(name, "")
    prepare_instance(Settings(home=tmp_path / "home"))
    with dg.DagsterInstance.get() as found:
        yield found


def log_of(instance: dg.DagsterInstance) -> HomeEventLog:
    storage = instance.event_log_storage
    assert isinstance(storage, HomeEventLog)
    return storage


def test_what_a_run_plans_is_stored_at_once(instance: dg.DagsterInstance) -> None:
    commits: list[object] = []
    event.listen(log_of(instance)._engine, "commit", commits.append)
    run = instance.create_run_for_job(JOB, asset_selection=frozenset({dg.AssetKey("table")}))
    kinds = [e.dagster_event.event_type_value for e in instance.all_logs(run.run_id)
             if e.dagster_event is not None]  # fmt: skip
    assert sorted(kinds) == ["ASSET_CHECK_EVALUATION_PLANNED", "ASSET_MATERIALIZATION_PLANNED"]
    # One for the two planned events; reading them back ends with a commit too.
    assert len(commits) <= 2


def test_a_run_leaves_its_asset_and_its_check_known(instance: dg.DagsterInstance) -> None:
    assert JOB.execute_in_process(instance=instance).success
    assert instance.get_latest_materialization_event(dg.AssetKey("table")) is not None
    key = dg.AssetCheckKey(dg.AssetKey("table"), "saine")
    (record,) = log_of(instance).get_asset_check_execution_history(key, limit=5)
    assert record.status.value == "SUCCEEDED"


def test_an_event_of_which_a_part_fails_is_not_stored(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    storage = log_of(instance)
    monkeypatch.setattr(storage, "_store_asset_event", full_disk)
    with pytest.raises(OSError, match="No space"):
        instance.report_runless_asset_event(dg.AssetMaterialization("table"))
    monkeypatch.undo()
    assert instance.get_latest_materialization_event(dg.AssetKey("table")) is None
    # The next one finds no connection left over.
    instance.report_runless_asset_event(dg.AssetMaterialization("table"))
    assert instance.get_latest_materialization_event(dg.AssetKey("table")) is not None
