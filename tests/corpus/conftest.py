"""The good files of the corpus, made once per session from the small rehearsal."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib.contracts import contracts
from orchestration.lib.settings import Settings
from tests.conftest import TODAY
from tests.corpus import goods as files
from tests.corpus import past
from tests.corpus.judging import SOAK
from tests.corpus.model import Good

# Together they show every kind of implausible file.
FEW = ("co_intervention", "evaluations_exploitation", "inserjeunes", "ref_etablissements",
       "actions_unites")  # fmt: skip
FEW_REFERENCES = ("ref_etablissements", "effectifs", "fusions_etablissements", "actions")


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the rehearsal."""
    return tmp_path_factory.mktemp("corpus") / "inbox"


@pytest.fixture(scope="session")
def goods(inbox: Path) -> dict[str, Good]:
    """Return one good file per contract."""
    return files.goods(inbox)


@pytest.fixture(scope="session")
def standing(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> past.Past:
    """Return a home where a year stands, and the good files of the next one."""
    settings = Settings(home=tmp_path_factory.mktemp("standing") / "home", today=TODAY)
    if SOAK:
        return past.build(settings, inbox, contracts())
    return past.build(settings, inbox, FEW, FEW_REFERENCES)
