"""`psa run` when nothing is new or somebody else runs; `psa publish`; executing quietly.

What belongs here: decisions taken before Dagster, and how an execution is reported. What does
not: whole runs (end to end).
"""

import json
import logging
import os
import sqlite3
import subprocess
import sys
import uuid
from functools import partial
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from sqlalchemy.exc import OperationalError

from expectations import indicator_suites
from expectations.indicator_suites import IndicatorCheck
from orchestration.cli import execution
from orchestration.lib import dbt_build
from orchestration.lib.atomic import write_json
from orchestration.lib.home import RUN_LOCK, locked
from orchestration.lib.run_context import current_context
from orchestration.lib.settings import Settings
from tests.cli.conftest import PUBLICATION, Psa, build_snapshot
from tests.cli.test_error_boundary import loaded_by


@pytest.fixture
def up_to_date(published: Settings) -> Path:
    """Return the folder of a current publication that is the one of the standing deposits."""
    name = current_context(published, fictional=False).publication
    folder = published.publications / name
    (published.publications / PUBLICATION).rename(folder)
    write_json(published.publications / "current.json", {"publication": name})
    return folder


def test_nothing_new_says_so_without_dagster(settings: Settings, up_to_date: Path) -> None:
    heavy, said = loaded_by(settings.home, "run")
    assert "dagster" not in heavy
    assert "code 0" in said


def test_recompute_runs_although_nothing_is_new_and_trusts_nothing_stored(
    psa: Psa, settings: Settings, up_to_date: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = settings.warehouse.parent / "etat.json"
    write_json(stored, {"identite": [], "domaines": {}})
    seen: list[bool] = []

    def execute(*_: object) -> execution.Outcome:
        seen.append(stored.exists())
        return execution.Outcome(success=True, failures=(), checks=())

    monkeypatch.setattr(execution, "execute", execute)
    done = psa("run", "--recompute")
    assert done.exit_code == 0, done.stderr
    assert seen == [False]


def test_nothing_new_says_where_to_read(psa: Psa, up_to_date: Path) -> None:
    done = psa("run")
    assert done.exit_code == 0, done.stderr
    assert "Rien de nouveau" in done.stdout
    assert "rien à recalculer" in done.stdout
    assert str(up_to_date / "interne" / "publication.duckdb") in done.stdout


@pytest.mark.parametrize("change", ["inbox", "deposit", "pointer", "snapshot", "today"])
def test_anything_new_asks_for_a_run(
    psa: Psa, settings: Settings, up_to_date: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    asked = []

    def execute(settings: Settings, log: Path) -> execution.Outcome:
        asked.append(log)
        return execution.Outcome(False, (("Calcul des indicateurs", "panne d'essai"),), ())

    monkeypatch.setattr(execution, "execute", execute)
    if change == "inbox":
        path = settings.inbox / "ivac" / "nouveau.csv"
        path.parent.mkdir(parents=True)
        path.write_text("a;b\n")
    elif change == "deposit":
        (settings.deposits / "fc11e680156a" / "receipt.json").unlink()
    elif change == "pointer":
        (settings.publications / "current.json").unlink()
    elif change == "snapshot":
        (up_to_date / "interne" / "publication.duckdb").unlink()
    else:
        monkeypatch.setenv("PSA_TODAY", "2027-11-22")
    done = psa("run")
    assert asked == [settings.dagster_home / "psa-run.log"]
    assert done.exit_code == 1
    assert "Étape « Calcul des indicateurs » : panne d'essai" in done.stderr
    assert str(asked[0]) in done.stderr


def test_a_gate_that_stops_is_named_with_its_examples_and_what_stays_in_place(
    psa: Psa, settings: Settings, up_to_date: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    red = execution.FailedCheck(
        "bornes (published/indicateurs)", "Contrôles avant publication", True,
        "Une valeur sort des bornes.", "Corriger la source.", 3, ("1.1.1-o1 · 06",),
    )  # fmt: skip
    warning = execution.FailedCheck("evolution", "x", False, "Ça bouge.", "Vérifier.", 1, ())
    outcome = execution.Outcome(
        False, (("Contrôles avant publication", "1 check failed"),), (red, warning)
    )
    monkeypatch.setattr(execution, "execute", lambda *_: outcome)
    (up_to_date / "interne" / "publication.duckdb").unlink()
    done = psa("run")
    assert done.exit_code == 1
    for expected in (
        "ARRÊTÉ par un contrôle", "bornes", "Une valeur sort des bornes.", "3 lignes en défaut",
        "1.1.1-o1 · 06", "Que faire : Corriger la source.",
        f"reste en place : {up_to_date.name}",
    ):  # fmt: skip
        assert expected in done.stderr
    assert "1 check failed" not in done.stderr  # the step only repeats the check
    assert "avertissent sans bloquer" in done.stdout
    assert "evolution : Ça bouge." in done.stdout


def test_what_stays_in_the_inbox_is_told(psa: Psa, settings: Settings, up_to_date: Path) -> None:
    settings.inbox.mkdir()
    (settings.inbox / "lien.csv").symlink_to(up_to_date)
    done = psa("run")
    assert done.exit_code == 0, done.stderr
    assert "Boîte de dépôt : « lien.csv » est un lien, qui n'est jamais suivi" in done.stdout
    assert "« lien.csv » est un lien" in psa("status").stdout


def test_a_disk_too_full_for_the_journal_of_runs_is_told_in_plain_words(
    psa: Psa, settings: Settings, up_to_date: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> execution.Outcome:
        raise OperationalError("insert", {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr(execution, "_execute", full)
    done = psa("run", "--recompute")
    assert done.exit_code == 1
    assert "« Journal des traitements » : le disque est plein." in done.stderr
    assert f"reste en place : {up_to_date.name}" in done.stderr


def test_a_run_that_ends_well_without_publishing_is_a_failure(
    psa: Psa, settings: Settings, up_to_date: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = execution.Outcome(True, (), (), left_out=("Contrôles avant publication",))
    monkeypatch.setattr(execution, "execute", lambda *_: outcome)
    done = psa("run", "--recompute")
    assert done.exit_code == 1
    assert "RIEN N'EST PUBLIÉ" in done.stderr
    assert "sans l'étape Contrôles avant publication" in done.stderr
    assert f"reste en place : {up_to_date.name}" in done.stderr


def test_an_interruption_is_not_called_a_fault(
    psa: Psa, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = execution.Outcome(
        False, (("Calcul des indicateurs", execution.INTERRUPTED),), ()
    )  # fmt: skip
    monkeypatch.setattr(execution, "execute", lambda *_: stopped)
    done = psa("run")
    assert done.exit_code == 1
    assert "INTERROMPU : rien n'est publié." in done.stderr
    assert "panne" not in done.stderr


def test_a_run_under_way_is_said_at_once(psa: Psa, settings: Settings) -> None:
    with locked(settings.home, RUN_LOCK):
        done = psa("run")
    assert done.exit_code == 1
    assert f"traitement est en cours (processus {os.getpid()})" in done.stderr


def test_publish_has_nothing_to_do_when_the_current_publication_is_the_right_one(
    psa: Psa, settings: Settings, up_to_date: Path
) -> None:
    journal = (settings.publications / "journal.jsonl").read_text()
    done = psa("publish")
    assert done.exit_code == 0
    assert "Rien à publier" in done.stdout
    assert (settings.publications / "journal.jsonl").read_text() == journal


def test_publish_points_again_to_a_folder_that_is_there(
    psa: Psa, settings: Settings, up_to_date: Path
) -> None:
    write_json(settings.publications / "current.json", {"publication": "p-autre"})
    done = psa("publish")
    assert done.exit_code == 0, done.stderr
    pointer = json.loads((settings.publications / "current.json").read_text())
    assert pointer == {"publication": up_to_date.name}


def test_publish_without_matching_computation_asks_for_a_run(psa: Psa, published: Settings) -> None:
    done = psa("publish")
    assert done.exit_code == 1
    assert "psa run" in done.stderr


def test_publish_in_an_empty_home_writes_nothing(psa: Psa, settings: Settings) -> None:
    done = psa("publish")
    assert done.exit_code == 1
    assert "Rien à publier" in done.stderr
    assert not settings.home.exists()


def test_publish_refuses_a_damaged_folder(psa: Psa, up_to_date: Path) -> None:
    (up_to_date / "interne" / "publication.duckdb").write_bytes(b"abc")
    done = psa("publish")
    assert done.exit_code == 1
    assert str(up_to_date) in done.stderr
    assert "abîmé" in done.stderr


@pytest.fixture
def computed(published: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return a home whose warehouse is the one of the standing deposits, not yet published."""
    published.warehouse.parent.mkdir(parents=True)
    build_snapshot(published.warehouse)
    dbt_build.remember_build(published, current_context(published, fictional=False))
    return published


def gate(name: str, query: str) -> IndicatorCheck:
    expectations = partial(indicator_suites._within, ["ecart"], 1.0)
    return IndicatorCheck(name, "Une valeur sort des bornes.", "", query, expectations)


@pytest.mark.parametrize(("gap", "code"), [(0.0, 0), (5.0, 1)])
def test_publish_rebuilds_a_missing_folder_only_through_the_gate(
    psa: Psa, computed: Settings, monkeypatch: pytest.MonkeyPatch, gap: float, code: int
) -> None:
    query = f"select '1.1.1-o1' as indicateur, {gap} as ecart, false as avertissement"
    monkeypatch.setattr(indicator_suites, "CHECKS", (gate("essai", query),))
    done = psa("publish")
    assert done.exit_code == code, done.output
    folder = computed.publications / current_context(computed, fictional=False).publication
    assert folder.exists() is (code == 0)
    if code:
        assert "essai : Une valeur sort des bornes." in done.stderr


def test_the_instance_is_silent_and_kept_as_it_is(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DAGSTER_HOME", "GX_ANALYTICS_ENABLED", "DBT_SEND_ANONYMOUS_USAGE_STATS"):
        monkeypatch.setenv(name, "")
    for name in ("PSA_LAC", "PSA_ENTREPOT"):
        monkeypatch.setenv(name, "")
    execution.prepare_instance(settings)
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
    assert os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "false"
    with dg.DagsterInstance.get() as instance:
        assert instance.telemetry_enabled is False
        pools = instance.get_concurrency_config().pool_config
        assert pools.default_pool_limit == 1
    path = settings.dagster_home / "dagster.yaml"
    path.write_text("telemetry: {enabled: false}\n")
    execution.prepare_instance(settings)
    assert path.read_text() == "telemetry: {enabled: false}\n"


def test_what_children_write_goes_to_the_log_and_the_terminal_comes_back(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "dagster" / "psa-run.log"
    with execution._terminal_aside(log) as terminal:
        os.write(1, b"bavardage\n")
        subprocess.run([sys.executable, "-c", "import sys; sys.stderr.write('dbt')"], check=True)
        terminal.write("étape\n")
    os.write(1, b"fin")
    out, err = capfd.readouterr()
    assert log.read_text() == "bavardage\ndbt"
    assert err == "étape\n"
    assert "fin" in out
    assert "bavardage" not in out


@dg.asset(
    check_specs=[dg.AssetCheckSpec("contrat", asset="lac", blocking=True),
                 dg.AssetCheckSpec("tiede", asset="lac")],
)  # fmt: skip
def lac() -> dg.MaterializeResult:
    def result(name: str, severity: dg.AssetCheckSeverity) -> dg.AssetCheckResult:
        return dg.AssetCheckResult(
            check_name=name, passed=False, severity=severity,
            metadata={"lignes_en_defaut": 2, "exemples": "ici\nlà", "que_faire": "Corriger."},
        )  # fmt: skip

    return dg.MaterializeResult(
        check_results=[
            result("contrat", dg.AssetCheckSeverity.ERROR),
            result("tiede", dg.AssetCheckSeverity.WARN),
        ]
    )


@dg.asset
def dbt() -> None:
    try:
        raise OSError("fichier verrouillé")
    except OSError as error:
        raise RuntimeError("à propos de dbt") from error


def run(*assets: dg.AssetsDefinition, ticker: Any = None) -> dg.ExecuteInProcessResult:
    job = dg.Definitions(assets=assets, jobs=[dg.define_asset_job("essai")]).resolve_job_def(
        "essai"
    )
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    run_id = str(uuid.uuid4())
    with dg.DagsterInstance.ephemeral() as instance:
        if ticker:
            instance.add_event_listener(run_id, ticker)
        return job.execute_in_process(instance=instance, run_id=run_id, raise_on_error=False)


def test_failed_checks_are_told_with_what_blocks_and_how_to_resolve() -> None:
    checks = {c.name: c for c in execution._failed_checks(run(lac).all_events)}
    assert set(checks) == {"contrat (lac)", "tiede (lac)"}
    red = checks["contrat (lac)"]
    assert red.blocking
    assert (red.failed, red.examples, red.resolve) == (2, ("ici", "là"), "Corriger.")
    assert not checks["tiede (lac)"].blocking


def test_a_failed_step_is_told_by_its_french_name_and_root_cause() -> None:
    failures = list(execution._failures(run(dbt).all_events))
    assert failures == [("Calcul des indicateurs", "fichier verrouillé")]


@dg.multi_asset(outs={"lac": dg.AssetOut(is_required=False)})
def hands_nothing_on() -> Any:
    yield from ()


@dg.asset(deps=["lac"])
def publication() -> None: ...


def test_steps_skipped_before_the_publication_are_told_though_nothing_failed() -> None:
    skipped = run(hands_nothing_on, publication)
    assert skipped.success
    assert list(execution._left_out(skipped.all_events)) == ["Publication"]


def test_a_dbt_failure_names_its_nodes_and_the_reason_of_the_database() -> None:
    message = (
        "The dbt CLI process with command\n\n`dbt build`\n\nfailed with exit code `1`.\n\n"
        "\x1b[31mFailure in model stg_barometre (models/staging/stg_barometre.sql)\x1b[0m\n\n"
        "  Runtime Error in model stg_barometre (models/staging/stg_barometre.sql)\n"
        "  Binder Error: Column x is not there\n"
    )
    assert execution._dbt_message(message) == (
        "dbt a échoué sur model stg_barometre. Binder Error: Column x is not there"
    )


def test_progress_tells_a_domain_at_most_every_few_seconds(tmp_path: Path) -> None:
    clock = iter([0.0, 1.0, 4.9, 5.5, 6.0, 7.0])
    path = tmp_path / "terminal"
    with path.open("w", encoding="utf-8") as terminal:
        ticker = execution._Ticker(terminal, None, clock=lambda: next(clock))
        ticker.begin(54)
        ticker._say("Réception des fichiers", False)
        for domain in ("ivac", "bac", "dnb", "eleves"):
            ticker._say(domain, True)
        ticker._say("Publication", False)
    said = [line.split("] ")[1] for line in path.read_text().splitlines()]
    assert said == ["Réception des fichiers", "dnb", "Publication"]


def test_progress_off_a_terminal_is_one_plain_line_per_step(tmp_path: Path) -> None:
    path = tmp_path / "terminal"
    with path.open("w", encoding="utf-8") as terminal:
        ticker = execution._Ticker(terminal, None)
        ticker.begin(2)
        run(dbt, lac, ticker=ticker)
    lines = sorted(line.split("] ")[1] for line in path.read_text().splitlines())
    assert lines == ["Calcul des indicateurs", "lac"]
    assert path.read_text().startswith("[1/2] ")


def test_steps_of_the_lake_bear_the_title_of_their_contract() -> None:
    assert execution.step_name("lac__ivac") == (
        "Lecture et contrôle : Indicateurs de valeur ajoutée des collèges (IVAC)"
    )
    assert execution.step_name("inconnue") == "inconnue"
