"""The home of an installation, and the settings that name it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from orchestration.lib.home import Busy, HomeError, locked, open_home
from orchestration.lib.settings import Settings
from tests.samples import Platform, genuine

_HOLDER = """
import sys, time
from pathlib import Path
from orchestration.lib.home import locked
with locked(Path(sys.argv[1]), "essai"):
    print("tenu", flush=True)
    sys.stdin.read()
"""


def test_a_home_is_real_unless_it_was_made_for_a_rehearsal(settings: Settings) -> None:
    assert open_home(settings).fictional is False
    with pytest.raises(HomeError, match="contient de vrais dépôts"):
        open_home(settings, rehearsal=True)


def test_everything_that_enters_the_home_of_a_rehearsal_is_fictional(
    settings: Settings, tmp_path: Path, open_data: Path
) -> None:
    assert open_home(settings, rehearsal=True).fictional is True
    assert open_home(settings).fictional is True
    receipt = Platform(settings, tmp_path / "posted").deposit(genuine("bac_departement"))
    assert receipt.fictif is True


def test_the_lock_of_another_process_is_said_and_freed_when_that_process_dies(
    tmp_path: Path,
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "tenu\n"
    with pytest.raises(Busy, match=f"processus {holder.pid}"), locked(tmp_path, "essai"):
        pass
    with locked(tmp_path, "autre"):
        pass
    holder.kill()
    holder.wait()
    with locked(tmp_path, "essai", wait_seconds=30):
        pass


def test_settings_are_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    values = {"HOME": str(tmp_path / "ici"), "ACADEMIE": "A10", "TODAY": "2025-08-31"}
    for name, value in values.items():
        monkeypatch.setenv(f"PSA_{name}", value)
    found = Settings()
    assert (found.home, found.academie.code) == (tmp_path / "ici", "10")
    assert found.current_school_year == "2024-2025"
    monkeypatch.setenv("PSA_ANNEE_SCOLAIRE", "2019-2020")
    assert Settings().current_school_year == "2019-2020"


@pytest.mark.parametrize(
    ("day", "year"), [("2026-08-31", "2025-2026"), ("2026-09-01", "2026-2027")]
)
def test_the_school_year_under_way_follows_the_day(day: str, year: str) -> None:
    assert Settings(today=date.fromisoformat(day)).current_school_year == year


@pytest.mark.parametrize(
    "wrong",
    [{"annee_scolaire": "2023"}, {"annee_scolaire": "2023-2025"}, {"academie_name": "Atlantide"}],
)
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)


def test_nothing_is_created_by_reading_settings(tmp_path: Path) -> None:
    found = Settings(home=tmp_path / "absent")
    assert found.deposits.parent == found.home
    assert list(tmp_path.iterdir()) == []
    open_home(found)
    assert json.loads((found.home / "home.json").read_text())["academie"] == "06"
