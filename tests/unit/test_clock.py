"""The time of the people of the académie, on a server set to another one."""

import time
from datetime import date

import pytest

from orchestration.lib import french
from orchestration.lib.clock import day_of


@pytest.mark.parametrize("zone", ["UTC", "America/Cayenne", "Europe/Paris"])
def test_hours_and_days_are_those_of_paris_wherever_this_runs(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    # Half past midnight in Paris is still the day before in Greenwich; two hours in summer.
    assert french.moment("2026-11-22T23:30:00+00:00") == "23/11/2026 à 00:30"
    assert french.moment("2026-07-01T22:30:00+00:00") == "02/07/2026 à 00:30"
    assert day_of("2026-11-22T23:30:00+00:00") == date(2026, 11, 23)
    monkeypatch.undo()
    time.tzset()
