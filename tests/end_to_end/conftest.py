"""Fixtures of the end-to-end tests: real homes, the real `psa`, genuine official files.

What belongs here: starting the command line as a user does. What does not: expected figures.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.lib.home import locked
from tests.end_to_end import hand_deposits

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


@pytest.fixture(scope="session")
def _official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # The workers of a parallel session share one home: publishing it takes a minute.
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    home = shared / "officiel" / "home"
    files = official_files()
    with locked(shared, "officiel", wait_seconds=600):
        if not (home / "publications" / "current.json").exists():
            done = psa(home, "deposit", *files)
            assert done.returncode == 0, done.stdout + done.stderr
            done = psa(home, "run")
            assert done.returncode == 0, done.stdout + done.stderr
    return home


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
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    home = shared / "repetition" / "home"
    with locked(shared, "repetition", wait_seconds=900):
        if not (home / "publications" / "current.json").exists():
            for arguments in (("rehearse", "--scale", "small"), ("run",)):
                done = psa(home, *arguments)
                assert done.returncode == 0, done.stdout + done.stderr
    return home


@pytest.fixture(scope="session")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home where the tiny deposits worked out on paper are published, made once."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    folder = shared / "a_la_main"
    home, files = folder / "home", []
    with locked(shared, "a_la_main", wait_seconds=900):
        if not (home / "publications" / "current.json").exists():
            folder.mkdir(exist_ok=True)
            for name, text in (hand_deposits.AXIS_1 | hand_deposits.AXES_2_TO_4).items():
                files.append(folder / f"{name}.csv")
                files[-1].write_text(text.lstrip(), encoding="utf-8")
            for arguments in (("deposit", *files), ("run",)):
                done = psa(home, *arguments, PSA_TODAY=hand_deposits.TODAY)
                assert done.returncode == 0, done.stdout + done.stderr
    return home
