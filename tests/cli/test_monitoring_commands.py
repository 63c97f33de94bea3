"""`psa status` and the assessment behind it.

What belongs here: lateness, what waits, damage, the last run; exit codes. What does not: what
makes a deposit accepted or refused.
"""

import json
import os
import time
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from orchestration.cli import execution, monitoring
from orchestration.cli.monitoring import _domain_line, last_run
from orchestration.defs.automation import JOB
from orchestration.lib.alerts.outbox import Outbox
from orchestration.lib.atomic import write_json
from orchestration.lib.campaigns.board import STATES, board
from orchestration.lib.campaigns.rules import Rules
from orchestration.lib.campaigns.working_days import WorkingDays
from orchestration.lib.contracts import contracts
from orchestration.lib.deposits import Receipt
from orchestration.lib.health import (
    DomainHealth,
    LastRun,
    RunState,
    assess,
    domain_health,
    waiting_files,
)
from orchestration.lib.inbox.state import inbox_state
from orchestration.lib.run_context import Slice
from orchestration.lib.settings import Settings
from tests.alerts.conftest import message
from tests.cli.conftest import PUBLICATION, YEARS, Psa, receipt
from tests.cli.test_error_boundary import loaded_by

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PUBLISHED_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def assessed(
    domain: str,
    standing: dict[Slice, str],
    history: list[Receipt],
    departements: tuple[str, ...] = (),
) -> DomainHealth:
    """Return the health of one domain on the day of the tests."""
    contract = contracts()[domain]
    day = date(2026, 11, 22)
    campaigns = board(
        {domain: contract}, history, standing, Rules(), WorkingDays("A"), day, departements
    )
    return domain_health(contract, history, standing, [], campaigns, departements)


def test_missing_years_and_departements_are_told() -> None:
    every = ("003", "015", "043", "063")
    standing = {
        Slice("devoirs_faits", "", year, place): "a"
        for year, places in {
            "2021-2022": (*every, "academie"), "2023-2024": every, "2024-2025": every[:2],
        }.items()
        for place in places
    }  # fmt: skip
    found = assessed("devoirs_faits", standing, [receipt(depot="a", perimetre="003")], every)
    assert found.gaps == ("2022-2023",)
    assert found.partial == (("2024-2025", ("043", "063")),)
    assert found.late
    line = _domain_line(found)
    assert "EN RETARD : 2025-2026 attendue le 10/07/2026" in line
    assert "manque 2022-2023" in line
    assert "2024-2025 sans 043, 063" in line


@pytest.mark.parametrize(
    ("domain", "years", "late"),
    [
        ("dnb_departement", YEARS, True),
        ("dnb_departement", [*YEARS, "2024-2025"], False),
        ("barometre_2024", ["2023-2024", "2026-2027"], True),  # 2026-2027 only holds targets
        ("annuaire_geolocalisation", ["2026-2027"], False),  # a later snapshot is as good
        ("annuaire_geolocalisation", ["2022-2023"], True),
    ],
)
def test_a_domain_is_late_without_its_expected_year(
    domain: str, years: list[str], late: bool
) -> None:
    standing = {Slice(domain, "", year, "academie"): "a" for year in years}
    found = assessed(domain, standing, [receipt(depot="a", domaine=domain)])
    assert found.campaigns
    assert found.late is late


def test_refusals_before_an_acceptance_are_settled() -> None:
    history = [
        receipt(depot="a", ordre=1, statut="refuse"),
        receipt(depot="b", ordre=2),
        receipt(depot="c", ordre=3, statut="refuse"),
        receipt(depot="d", ordre=4, statut="refuse", domaine="ivac"),
    ]
    found = assessed("dnb_departement", {}, history)
    assert found.refused == 1
    assert found.last_accepted == history[1].recu_le


def test_a_published_home_is_healthy(published: Settings) -> None:
    health = assess(published, contracts(), None, NOW)
    assert health.healthy, health.problems
    assert health.publication is not None
    assert health.publication.name == PUBLICATION
    assert health.used_bytes > 0


def test_a_damaged_publication_is_not_healthy(psa: Psa, published: Settings) -> None:
    with (published.publications / PUBLICATION / "interne" / "publication.duckdb").open("ab") as f:
        f.write(b"x")
    done = psa("status")
    assert done.exit_code == 1
    assert "publication.duckdb" in done.stdout
    assert "abîmée" in done.stdout
    assert "État : à surveiller" in done.stdout


def test_a_publication_without_manifest_is_damaged(published: Settings) -> None:
    (published.publications / PUBLICATION / "manifest.json").unlink()
    health = assess(published, contracts(), None, NOW)
    assert health.publication is not None
    assert health.publication.damaged == ("manifest.json",)
    assert not health.healthy


def test_accepted_deposits_without_publication_are_not_healthy(published: Settings) -> None:
    (published.publications / "current.json").unlink()
    assert not assess(published, contracts(), None, NOW).healthy
    path = published.deposits / "fc11e680156a" / "receipt.json"
    write_json(path, asdict(receipt(statut="refuse", tranches=[])))
    assert assess(published, contracts(), None, NOW).healthy


@pytest.mark.parametrize(("hours", "healthy"), [(2, True), (30, False)])
def test_a_file_that_waits_more_than_a_day_is_not_healthy(
    published: Settings, hours: int, healthy: bool
) -> None:
    path = published.inbox / "ivac" / "oublié.csv"
    path.parent.mkdir(parents=True)
    path.write_text("a;b\n")
    age = time.time() - hours * 3600
    os.utime(path, (age, age))
    health = assess(published, contracts(), None, datetime.now(UTC))
    assert health.healthy is healthy
    assert {d.domain: d.waiting for d in health.domains}["ivac"] == 1


def test_a_deposit_without_verdict_waits(published: Settings) -> None:
    write_json(
        published.deposits / "abc" / "reception.json",
        {
            "deposit": "abc", "rank": 2, "file_name": "x.csv", "sha256": "abc", "size": 1,
            "received_at": "2026-11-01T08:00:00+00:00", "domain": "ivac", "school_year": None,
            "scope": None,
        },
    )  # fmt: skip
    (found,) = waiting_files(published, contracts(), inbox_state(published, NOW))
    assert (found.name, found.domain) == ("x.csv", "ivac")
    assert not assess(published, contracts(), None, NOW).healthy


@pytest.mark.parametrize(
    ("state", "after", "healthy"),
    [
        ("echec", timedelta(hours=1), False),
        ("interrompu", timedelta(hours=1), False),
        ("echec", timedelta(hours=-1), True),
        ("reussi", timedelta(hours=1), True),
        ("en_cours", timedelta(hours=1), True),
    ],
)
def test_a_run_that_failed_after_the_last_publication_is_not_healthy(
    published: Settings, state: RunState, after: timedelta, healthy: bool
) -> None:
    run = LastRun("r1", state, PUBLISHED_AT + after)
    assert assess(published, contracts(), run, NOW).healthy is healthy


def test_status_prints_each_domain_the_publication_and_the_disk(
    psa: Psa, published: Settings
) -> None:
    done = psa("status")
    assert done.exit_code == 0, done.output
    line = next(x for x in done.stdout.splitlines() if "dnb_departement" in x)
    assert "2015-2016 à 2023-2024" in line
    assert "EN RETARD : 2024-2025 attendue le " in line
    assert f"{len(contracts())} domaines : " in done.stdout
    assert len(done.stdout.splitlines()) <= len(contracts()) + 14
    for expected in (PUBLICATION, "intègre", "Dernier traitement : aucun", "libres", "État : bon"):
        assert expected in done.stdout


def test_status_of_an_empty_home_is_healthy_and_writes_nothing(
    psa: Psa, settings: Settings
) -> None:
    done = psa("status")
    assert done.exit_code == 0, done.output
    assert "jamais reçu" in done.stdout
    assert not settings.home.exists()


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (dg.DagsterRunStatus.SUCCESS, "reussi"),
        (dg.DagsterRunStatus.FAILURE, "echec"),
        (dg.DagsterRunStatus.STARTED, "interrompu"),  # nobody holds the lock of runs
    ],
)
def test_the_last_run_is_read_from_dagster(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, status: dg.DagsterRunStatus, state: str
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")
    execution.prepare_instance(settings)

    @dg.job(name=JOB)
    def chaine() -> None: ...

    with dg.DagsterInstance.get() as instance:
        run = instance.create_run_for_job(chaine, status=status)
    found = last_run(settings)
    assert found is not None
    assert (found.run_id, found.state) == (run.run_id, state)
    asked = monitoring._asked(settings)
    assert asked is not None
    assert (asked.run_id, asked.state) == (run.run_id, state)


def test_a_record_of_runs_that_cannot_be_read_is_no_fault_of_the_software(
    psa: Psa, settings: Settings
) -> None:
    execution.prepare_instance(settings)
    # As on a full disk: the file is there and SQLite cannot open it.
    (settings.dagster_home / "history" / "runs.db").mkdir(parents=True)
    done = psa("status")
    assert done.exit_code == 1
    assert "Le journal des traitements (" in done.output
    assert "ne peut pas être lu" in done.output
    assert "imprévue" not in done.output


def test_status_reads_the_last_run_without_dagster(settings: Settings) -> None:
    execution.prepare_instance(settings)
    with dg.DagsterInstance.get():
        pass
    heavy, said = loaded_by(settings.home, "status")
    assert "dagster" not in heavy
    assert "code 0" in said


def test_status_gives_the_board_to_programs(psa: Psa, published: Settings) -> None:
    done = psa("status", "--format", "json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["sain"] is True
    assert {c["etat"] for c in told["campagnes"]} <= set(STATES)
    (late,) = (
        c for c in told["campagnes"]
        if c["domaine"] == "dnb_departement" and c["annee_scolaire"] == "2024-2025"
    )  # fmt: skip
    assert (late["etat"], late["en_retard"], late["perimetre"]) == ("en_retard", True, "academie")
    assert late["echeance"] == "2026-03-02"
    assert [c["nom"] for c in told["controles"] if not c["bon"]] == []


def test_the_health_page_is_green_then_red(psa: Psa, published: Settings, tmp_path: Path) -> None:
    page = tmp_path / "sante.html"
    assert psa("status", "--html", str(page)).exit_code == 0
    green = page.read_text(encoding="utf-8")
    assert "tout va bien" in green
    assert "À traiter" not in green
    assert "<td" in green
    assert "http" not in green.replace("https://www.w3.org", "")  # nothing to fetch
    (published.publications / PUBLICATION / "manifest.json").unlink()
    (published.home / "campagnes.yaml").write_text("dispenses: non", encoding="utf-8")
    assert psa("status", "--html", str(page)).exit_code == 1
    red = page.read_text(encoding="utf-8")
    for said in ("à surveiller", "abîmée", "campagnes.yaml, dispenses"):
        assert said in red


def test_a_message_that_was_given_up_is_red_until_somebody_decides(
    psa: Psa, published: Settings
) -> None:
    outbox = Outbox(published)
    outbox.put([message("recu-abc")])
    claimed = outbox.claim("recu-abc")
    assert claimed is not None
    outbox.note(replace(claimed, en_cours="courriel:a@exemple.fr"))
    outbox.recover()
    waiting = outbox.claim("recu-abc")
    assert waiting is not None
    outbox.move(replace(waiting, issue="peut_etre_parti"), "en_cours", "abandonnees")
    assert "psa alerts resend recu-abc" in psa("status").stdout
    assert psa("status").exit_code == 1
    assert "peut-être parti" in psa("alerts", "list").stdout
    assert psa("alerts", "dismiss", "recu-abc").exit_code == 0
    assert psa("status").exit_code == 0
    assert psa("alerts", "resend", "inconnu").exit_code == 1


def test_without_a_channel_messages_wait_and_status_says_so(psa: Psa, published: Settings) -> None:
    Outbox(published).put([message()])
    done = psa("status")
    assert done.exit_code == 0
    assert "aucun canal réglé (PSA_ALERTES), 1 message en attente" in done.stdout
    sent = psa("alerts", "send")
    assert sent.exit_code == 1
    assert "PSA_ALERTES" in sent.output
