"""A code location loaded once, as the server loads it, on a home of its own."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest


@pytest.fixture(scope="session")
def location_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("definitions") / "home"


@pytest.fixture(scope="session")
def location(location_home: Path) -> Iterator[dg.Definitions]:
    from orchestration.definitions import defs

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PSA_HOME", str(location_home))
        patch.setenv("PSA_TODAY", "2026-11-22")
        yield defs()
