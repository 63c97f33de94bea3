"""Fixtures that every test module may use.

What belongs here: the genuine data, settings with a home of their own and a fixed day. What does
not: helpers that are called by name (`samples`).
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from orchestration.lib.settings import Settings
from tests.samples import OPEN_DATA, Platform

TODAY = date(2026, 11, 22)
hypothesis_settings.register_profile("project", deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("project")


@pytest.fixture(scope="session")
def open_data() -> Path:
    """Return the folder of genuine files; what needs them is skipped where they are absent."""
    if not OPEN_DATA.is_dir():
        pytest.skip(f"fichiers officiels absents : {OPEN_DATA}")
    return OPEN_DATA


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of a home of its own, on a fixed day, whatever the environment says."""
    for name in [n for n in os.environ if n.startswith("PSA_")]:
        monkeypatch.delenv(name)
    return Settings(home=tmp_path / "home", today=TODAY)


@pytest.fixture
def platform(settings: Settings, tmp_path: Path) -> Platform:
    """Return an empty platform to deposit files into."""
    return Platform(settings, tmp_path / "posted")
