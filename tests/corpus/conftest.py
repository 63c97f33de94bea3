"""The good files of the corpus, made once per session from the small rehearsal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import goods as files
from tests.corpus.model import Good


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the rehearsal."""
    return tmp_path_factory.mktemp("corpus") / "inbox"


@pytest.fixture(scope="session")
def goods(inbox: Path) -> dict[str, Good]:
    """Return one good file per contract."""
    return files.goods(inbox)
