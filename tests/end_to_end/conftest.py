"""Fixtures of the end-to-end tests: real homes, the real `psa`, genuine official files.

What belongs here: starting the command line as a user does. What does not: expected figures.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.lib.home import locked
from tests.end_to_end import hand_deposits, story_deposits

PROJECT = Path(__file__).resolve().parents[2]
OPEN_DATA = PROJECT.parent / "shared" / "open_data"
PSA = Path(sys.executable).with_name("psa")
DATASETS = (
    "fr-en-adresse-et-geolocalisation-etablissements-premier-et-second-degre.csv",
    "fr-en-etablissements-ep.csv",
    "fr-en-calendrier-scolaire.csv",
    "fr-en-resultats-detailles-au-dnb.csv",
    "fr-en-indicateurs-valeur-ajoutee-colleges.csv",
    "fr-en-baccalaureat-par-departement.csv",
    "fr-en-inserjeunes-cfa.csv",
    "fr-esr-taux-poursuite-enseignement-superieur-par-academie.csv",
    "fr-en-ips-colleges-ap2022.csv",
    "fr-en-lycee_gt-effectifs-niveau-sexe-lv.csv",
    "barometre_2023/barometre-resultats-education-detail-departemental.csv",
    "barometre_2024/ind-291.csv",
    "barometre_2024/ind-329.csv",
)
SOAK = os.environ.get("PSA_SOAK") == "1"


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PSA_", "DAGSTER_"))}
    return {**kept, "PSA_HOME": str(home), "PSA_TODAY": "2026-11-22", **more}


def psa(
    home: Path, *arguments: str | Path, timeout: float = 900, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run `psa` on a home, as a user would."""
    return subprocess.run(
        [str(PSA), *map(str, arguments)],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def current(home: Path) -> Path:
    """Return the folder of the current publication."""
    pointer = json.loads((home / "publications" / "current.json").read_text())
    return home / "publications" / pointer["publication"]


def official_files() -> list[Path]:
    if not OPEN_DATA.is_dir():
        pytest.skip("../shared/open_data is absent: genuine official files are needed")
    return [OPEN_DATA / name for name in DATASETS]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a home that the workers of a parallel session share: publishing one takes a minute."""
    shared = factory.getbasetemp()
    folder = (shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared) / name
    folder.mkdir(exist_ok=True)
    with locked(folder, "fabrication", wait_seconds=900):
        if not (folder / "home" / "publications" / "current.json").exists():
            make(folder / "home")
    return folder / "home"


def told(home: Path, *commands: tuple[str | Path, ...], **more: str) -> str:
    """Run commands of `psa` that succeed; return what they said."""
    said = ""
    for arguments in commands:
        done = psa(home, *arguments, **more)
        assert done.returncode == 0, done.stdout + done.stderr
        said += done.stdout + done.stderr
    return said


@pytest.fixture(scope="session")
def _official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = official_files()
    return made_once(
        tmp_path_factory, "officiel", lambda home: told(home, ("deposit", *files), ("run",))
    )


@pytest.fixture
def official_home(_official: Path) -> Path:
    """Return a home where the genuine files are published; tests that change it copy it."""
    return _official


@pytest.fixture
def copied_home(_official: Path, tmp_path: Path) -> Path:
    """Return a copy of the official home, free to change."""
    home = tmp_path / "home"
    shutil.copytree(_official, home)
    return home


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home where the small rehearsal académie is published, made once."""
    commands = (("rehearse", "--scale", "small"), ("run",))
    return made_once(tmp_path_factory, "repetition", lambda home: told(home, *commands))


@pytest.fixture(scope="session")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home where the tiny deposits worked out on paper are published, made once."""

    def make(home: Path) -> None:
        files = []
        for name, text in (hand_deposits.AXIS_1 | hand_deposits.AXES_2_TO_4).items():
            files.append(home.parent / f"{name}.csv")
            files[-1].write_text(text.lstrip(), encoding="utf-8")
        told(home, ("deposit", *files), ("run",), PSA_TODAY=hand_deposits.TODAY)

    return made_once(tmp_path_factory, "a_la_main", make)


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home where the deposits of the stories are published, made once."""

    def make(home: Path) -> None:
        files = story_deposits.written(home.parent, *story_deposits.handed_in())
        told(home, ("deposit", *files), ("run",))

    return made_once(tmp_path_factory, "recits", make)
