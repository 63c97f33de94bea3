"""The code location: what the data team sees in the Dagster interface.

What belongs here: the shape of the graph, its words, what is blocking. What does not: what
steps do (unit, gates, end to end).
"""

import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph

from orchestration.lib.atomic import write_json
from orchestration.lib.contracts import contracts

STAGES = {"reception", "lac", "contexte", "catalogue", "staging", "core", "criteres", "published",
          "publication"}  # fmt: skip


@pytest.fixture(scope="module")
def graph(location: dg.Definitions) -> AssetGraph:
    return location.resolve_asset_graph()


def test_every_asset_says_what_it_is_who_owns_it_and_where_it_stands(graph: AssetGraph) -> None:
    keys = [k for k in graph.get_all_asset_keys() if graph.get(k).group_name != "default"]
    assert len(keys) == len(list(graph.get_all_asset_keys()))
    for key in keys:
        node = graph.get(key)
        assert len(node.description or "") > 15, key
        assert node.owners, key
        assert node.kinds, key


def test_assets_are_grouped_by_stage_and_objective(graph: AssetGraph) -> None:
    groups = {graph.get(k).group_name for k in graph.get_all_asset_keys()}
    objectives = {g for g in groups if g.startswith("objectif_")}
    assert groups - objectives <= STAGES
    assert {"objectif_1_1", "objectif_1_2", "objectif_1_3"} <= objectives


def test_each_contract_has_its_lake_asset(graph: AssetGraph) -> None:
    lake = {k.path[1] for k in graph.get_all_asset_keys() if k.path[0] == "lac"}
    assert lake == set(contracts())


def test_the_graph_leads_from_the_inbox_to_the_publication(graph: AssetGraph) -> None:
    def upstream(key: dg.AssetKey, seen: set[dg.AssetKey]) -> set[dg.AssetKey]:
        for parent in graph.get(key).parent_keys - seen:
            seen.add(parent)
            upstream(parent, seen)
        return seen

    behind = upstream(dg.AssetKey("publication"), set())
    assert dg.AssetKey("boite_de_depot") in behind
    assert dg.AssetKey(["lac", "dnb_departement"]) in behind
    assert dg.AssetKey(["criteres", "crit_1_1_1"]) in behind
    assert dg.AssetKey(["published", "indicateurs"]) in behind


def test_the_gate_on_indicators_and_on_the_lake_is_blocking(location: dg.Definitions) -> None:
    repository = location.get_repository_def()
    blocking = {
        (spec.asset_key.to_user_string(), spec.name)
        for definition in repository.asset_checks_defs_by_key.values()
        for spec in definition.check_specs
        if spec.blocking
    }
    gate = {name for key, name in blocking if key == "published/indicateurs"}
    assert gate >= {"bornes", "completude", "somme_des_enfants", "taux_recalcules", "motifs"}


def test_a_file_dropped_again_under_the_same_name_asks_for_a_run_again(
    location_home: Path, location: dg.Definitions
) -> None:
    from orchestration.defs.automation import boite_de_depot

    inbox = location_home / "inbox" / "ivac"
    inbox.mkdir(parents=True, exist_ok=True)
    dropped = inbox / "ivac.csv"

    def evaluate(instance: dg.DagsterInstance) -> object:
        return boite_de_depot(dg.build_sensor_context(instance=instance))

    with dg.DagsterInstance.ephemeral() as instance:
        assert isinstance(evaluate(instance), dg.SkipReason)
        dropped.write_text("a;b\n1;2\n")
        first = evaluate(instance)
        dropped.unlink()
        assert isinstance(evaluate(instance), dg.SkipReason)
        dropped.write_text("a;b\n1;2\n")
        second = evaluate(instance)
        dropped.unlink()
    assert isinstance(first, dg.RunRequest)
    assert isinstance(second, dg.RunRequest)
    assert first.run_key is None
    assert second.run_key is None


def test_what_stands_and_is_not_published_asks_for_one_run(
    location_home: Path, location: dg.Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.defs import automation

    stands: list[str | None] = [None]
    monkeypatch.setattr(automation, "unpublished", lambda _: stands[0])
    with dg.DagsterInstance.ephemeral() as instance:

        def evaluate(cursor: str | None) -> tuple[object, str | None]:
            context = dg.build_sensor_context(instance=instance, cursor=cursor)
            return automation.depots_a_publier(context), context.cursor

        assert isinstance(evaluate(None)[0], dg.SkipReason)
        stands[0] = "abc"
        asked, cursor = evaluate(None)
        assert isinstance(asked, dg.RunRequest)
        assert isinstance(evaluate(cursor)[0], dg.SkipReason)  # a red gate would be red again
        stands[0] = "def"
        assert isinstance(evaluate(cursor)[0], dg.RunRequest)
        job = location.resolve_job_def("chaine_complete")
        instance.create_run_for_job(job, status=dg.DagsterRunStatus.NOT_STARTED)
        again, kept = evaluate(cursor)
        assert isinstance(again, dg.SkipReason)
        assert kept == cursor


@pytest.fixture
def dropped(location_home: Path) -> Iterator[Path]:
    """Return a file that waits in the inbox; what the test leaves there is removed."""
    path = location_home / "inbox" / "ivac" / "x.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a;b\n1;2\n")
    yield path
    for left in path.parent.glob("*.csv"):
        left.unlink()


def test_files_that_make_the_reception_fail_do_not_ask_for_it_at_every_look(
    dropped: Path, location: dg.Definitions
) -> None:
    from orchestration.defs.automation import boite_de_depot

    job = location.resolve_job_def("reception_seule")
    with dg.DagsterInstance.ephemeral() as instance:
        run = instance.create_run_for_job(
            job, status=dg.DagsterRunStatus.STARTED, tags={"fichiers": "1"}
        )
        instance.report_run_failed(run)
        context = dg.build_sensor_context(instance=instance)
        assert isinstance(boite_de_depot(context), dg.SkipReason)
        dropped.with_name("y.csv").write_text("a;b\n1;3\n")
        assert isinstance(boite_de_depot(context), dg.RunRequest)


def test_a_reception_that_was_killed_does_not_keep_files_waiting(
    location_home: Path, dropped: Path, location: dg.Definitions
) -> None:
    from orchestration.defs.automation import boite_de_depot

    job = location.resolve_job_def("reception_seule")
    with dg.DagsterInstance.ephemeral() as instance:
        run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
        context = dg.build_sensor_context(instance=instance)
        assert isinstance(boite_de_depot(context), dg.SkipReason)  # it has just started
        processes = location_home / "dagster" / "processus"
        write_json(processes / f"{run.run_id}.json", {"pid": os.getpid(), "debut": 1.0})
        assert isinstance(boite_de_depot(context), dg.RunRequest)
        closed = instance.get_run_by_id(run.run_id)
        assert closed is not None
        assert closed.status == dg.DagsterRunStatus.FAILURE


def test_a_file_asks_for_an_answer_and_what_stands_for_a_publication(
    location: dg.Definitions,
) -> None:
    repository = location.get_repository_def()
    jobs = {job.name for job in repository.get_all_jobs() if not job.name.startswith("__")}
    assert jobs >= {"chaine_complete", "reception_seule"}
    asked = {s.name: s.job_name for s in repository.sensor_defs}
    assert asked["boite_de_depot"] == "reception_seule"
    assert asked["depots_a_publier"] == "chaine_complete"
    assert "chaine_complete" in {s.job_name for s in repository.schedule_defs}
