"""Alerts in Dagster: the board, the sensor that sends, the jobs of the morning and of the night.

What belongs here: that each does its part in a home. What does not: what is said (`tests/alerts`).
"""

from __future__ import annotations

import dagster as dg
import pytest

from orchestration.defs import alerts
from orchestration.defs.resources import Platform
from orchestration.lib.alerts.canary import last_canary
from orchestration.lib.alerts.outbox import TO_SEND, Outbox
from orchestration.lib.settings import Settings
from tests.alerts.conftest import Mailbox, mailbox, message, wired

__all__ = ["mailbox", "wired"]


@pytest.fixture
def environment(wired: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of a home that Dagster's processes find in their environment."""
    monkeypatch.setenv("PSA_HOME", str(wired.home))
    monkeypatch.setenv("PSA_TODAY", "2026-11-23")
    monkeypatch.setenv("PSA_ALERTES", str(wired.alertes))
    return wired


def test_the_board_is_a_table_of_the_asset(environment: Settings) -> None:
    result = alerts.board(plateforme=Platform())
    assert isinstance(result, dg.MaterializeResult)
    assert result.metadata is not None
    table = result.metadata["campagnes"]
    assert isinstance(table, dg.MarkdownMetadataValue)
    assert table.value is not None
    first = table.value.splitlines()[2]  # what is late comes first
    assert "en retard" in first
    assert result.metadata["en_retard"] == dg.MetadataValue.int(
        sum("en retard" in line for line in table.value.splitlines())
    )


def test_the_sensor_sends_writes_the_health_page_and_asks_for_no_run(
    environment: Settings, mailbox: Mailbox
) -> None:
    Outbox(environment).put([message()])
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, cursor="r1 reussi")
        skipped = alerts.send_alerts(context)
    assert isinstance(skipped, dg.SkipReason)
    assert "1 envoyés" in (skipped.skip_message or "")
    assert len(mailbox.letters) == 1
    assert (environment.home / "sante.html").exists()


def test_without_routes_the_sensor_says_why_nothing_leaves(
    environment: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PSA_ALERTES")
    Outbox(environment).put([message()])
    with dg.DagsterInstance.ephemeral() as instance:
        skipped = alerts.send_alerts(dg.build_sensor_context(instance=instance))
    assert isinstance(skipped, dg.SkipReason)
    assert "PSA_ALERTES" in (skipped.skip_message or "")
    assert Outbox(environment).ids(TO_SEND) == {"recu-abc"}


def test_the_morning_reminds_and_tells_the_team(environment: Settings, mailbox: Mailbox) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert alerts.morning.execute_in_process(instance=instance).success
    subjects = mailbox.subjects
    assert any(s.startswith("Synthèse des dépôts du") for s in subjects)
    assert any(s.startswith("Rappel : ") for s in subjects)
    assert "tout est parti" in (environment.home / "sante.html").read_text(encoding="utf-8")


def test_the_night_flies_the_canary(environment: Settings, mailbox: Mailbox) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert alerts.fly_canary.execute_in_process(instance=instance).success
    flown = last_canary(environment)
    assert flown is not None
    assert flown.conforme
    assert flown.revenu_le is not None
    assert len(mailbox.letters) == 1


def test_mornings_are_of_the_week_and_nights_are_all(environment: Settings) -> None:
    assert alerts.chaque_matin_messages.cron_schedule == "30 7 * * 1-5"
    assert alerts.chaque_nuit_canari.cron_schedule == "15 3 * * *"
    for schedule in (alerts.chaque_matin_messages, alerts.chaque_nuit_canari):
        assert schedule.execution_timezone == "Europe/Paris"
        assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
