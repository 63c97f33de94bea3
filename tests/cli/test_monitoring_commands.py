"""`psa status` and the assessment behind it.

What belongs here: lateness, what waits, damage, the last run; exit codes. What does not: what
makes a deposit accepted or refused.
"""

import os
import time
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import dagster as dg
import pytest

from orchestration.cli import execution, monitoring
from orchestration.cli.monitoring import _domain_line, last_run
from orchestration.defs.automation import JOB
from orchestration.lib.atomic import write_json
from orchestration.lib.contracts import contracts
from orchestration.lib.health import (
    LastRun,
    RunState,
    assess,
    domain_health,
    expected_school_year,
    waiting_files,
)
from orchestration.lib.run_context import Slice
from orchestration.lib.settings import Settings
from tests.cli.conftest import PUBLICATION, YEARS, Psa, receipt
from tests.cli.test_error_boundary import loaded_by

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PUBLISHED_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("latency", "day", "expected"),
    [
        (6, date(2026, 11, 22), "2024-2025"),  # 2025-2026 is due on 1 March 2027
        (6, date(2027, 2, 28), "2024-2025"),
        (6, date(2027, 3, 1), "2025-2026"),
        (0, date(2026, 8, 31), "2024-2025"),
        (0, date(2026, 9, 1), "2025-2026"),
        (20, date(2026, 11, 22), "2023-2024"),  # 2024-2025 is due on 1 May 2027
        (None, date(2026, 11, 22), None),
    ],
)
def test_a_year_is_expected_its_latency_after_the_end_of_the_school_year(
    latency: int | None, day: date, expected: str | None
) -> None:
    assert expected_school_year(latency, day) == expected


@pytest.mark.parametrize(
    ("latency", "due", "day", "expected"),
    [
        (0, "11-15", date(2026, 11, 15), "2025-2026"),  # on time until the day itself
        (0, "11-15", date(2026, 11, 16), "2026-2027"),
        (0, "07-10", date(2026, 7, 10), "2024-2025"),
        (0, "07-10", date(2026, 7, 11), "2025-2026"),
        (12, "08-31", date(2026, 11, 22), "2024-2025"),  # figures known a year later
        (1, "08-31", date(2026, 10, 1), "2025-2026"),
    ],
)
def test_the_due_day_of_a_contract_counts_within_its_school_year(
    latency: int, due: str, day: date, expected: str
) -> None:
    assert expected_school_year(latency, day, due) == expected


def test_missing_years_and_departements_are_told() -> None:
    every = ("003", "015", "043", "063")
    standing = [
        Slice("devoirs_faits", "", year, place)
        for year, places in {
            "2021-2022": (*every, "academie"), "2023-2024": every, "2024-2025": every[:2],
        }.items()
        for place in places
    ]  # fmt: skip
    found = domain_health(contracts()["devoirs_faits"], [], standing, [], date(2026, 11, 22), every)
    assert found.gaps == ("2022-2023",)
    assert found.partial == (("2024-2025", ("043", "063")),)
    assert found.due == date(2026, 7, 10)
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
    standing = [Slice(domain, "", year, "academie") for year in years]
    found = domain_health(contracts()[domain], [], standing, [], date(2026, 11, 22))
    assert found.expected is not None
    assert found.late is late


def test_refusals_before_an_acceptance_are_settled() -> None:
    history = [
        receipt(depot="a", ordre=1, statut="refuse"),
        receipt(depot="b", ordre=2),
        receipt(depot="c", ordre=3, statut="refuse"),
        receipt(depot="d", ordre=4, statut="refuse", domaine="ivac"),
    ]
    found = domain_health(contracts()["dnb_departement"], history, [], [], date(2026, 11, 22))
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
    (found,) = waiting_files(published, contracts())
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
    assert len(done.stdout.splitlines()) <= len(contracts()) + 10
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


def test_status_reads_the_last_run_without_dagster(settings: Settings) -> None:
    execution.prepare_instance(settings)
    with dg.DagsterInstance.get():
        pass
    heavy, said = loaded_by(settings.home, "status")
    assert "dagster" not in heavy
    assert "code 0" in said
