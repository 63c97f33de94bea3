"""A run killed at any stage leaves nothing that the next run trips over.

What belongs here: SIGKILL of a real run at a known stage, then the next run. What does not:
refused deposits (`test_verdicts`).
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.conftest import PSA, SOAK, current, environment, official_files, psa

_PATIENCE = 900.0


def _dbt_child(process: psutil.Process) -> bool:
    for child in process.children(recursive=True):
        try:
            if "orchestration.lib.waiting_dbt" in child.cmdline():
                return True
        except psutil.NoSuchProcess:
            continue
    return False


def _first_receipt(home: Path, _: psutil.Process) -> bool:
    return any(home.glob("deposits/*/receipt.json"))


def _first_deposit(home: Path, _: psutil.Process) -> bool:
    return any(home.glob("deposits/*/reception.json"))


def _context_written(home: Path, _: psutil.Process) -> bool:
    return (home / "lake" / "_contexte" / "contexte.parquet").exists()


def _dbt_waits(_: Path, process: psutil.Process) -> bool:
    return _dbt_child(process)


def _dbt_writes(home: Path, process: psutil.Process) -> bool:
    warehouse = home / "warehouse" / "entrepot.duckdb"
    building = not (home / "warehouse" / "etat.json").exists()
    written = warehouse.exists() and warehouse.stat().st_size > 100_000
    return building and written and _dbt_child(process)


def _publication_half_made(home: Path, _: psutil.Process) -> bool:
    return any(home.glob("publications/.*.tmp"))


def _publication_before_pointer(home: Path, _: psutil.Process) -> bool:
    return any(home.glob("publications/p-*/manifest.json"))


STAGES: dict[str, Callable[[Path, psutil.Process], bool]] = {
    "dbt_ecrit": _dbt_writes,
}
if SOAK:
    STAGES |= {
        "premier_recu": _first_receipt,
        "premier_depot": _first_deposit,
        "contexte_ecrit": _context_written,
        "dbt_attend": _dbt_waits,
        "publication_entamee": _publication_half_made,
        "publication_sans_pointeur": _publication_before_pointer,
    }


def _kill_when(home: Path, reached: Callable[[Path, psutil.Process], bool]) -> None:
    run = subprocess.Popen(
        [str(PSA), "run"],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    watched = psutil.Process(run.pid)
    deadline = time.monotonic() + _PATIENCE
    while not reached(home, watched):
        assert run.poll() is None, "the run ended before the stage was seen"
        assert time.monotonic() < deadline, "the stage was never reached"
        time.sleep(0.005)
    os.kill(run.pid, signal.SIGKILL)
    run.wait(timeout=30)


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_after_a_kill_the_next_run_publishes_what_an_undisturbed_run_would(
    official_home: Path, tmp_path: Path, stage: str
) -> None:
    home = tmp_path / "home"
    (home / "inbox").mkdir(parents=True)
    for path in official_files():
        shutil.copy(path, home / "inbox" / path.name)
    _kill_when(home, STAGES[stage])
    done = psa(home, "run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not list((home / "inbox").rglob("*.csv"))
    undisturbed = current(official_home)
    assert current(home).name == undisturbed.name
    manifest = "manifest.json"
    assert (current(home) / manifest).read_bytes() == (undisturbed / manifest).read_bytes()


def test_a_kill_during_a_second_run_leaves_the_last_publication_readable(
    copied_home: Path, tmp_path: Path
) -> None:
    before = current(copied_home)
    source = next(p for p in official_files() if p.name == "ind-291.csv")
    changed = tmp_path / source.name
    changed.write_text(source.read_text().replace("2024-07-01,DEPT,,97.0", "2024-07-01,DEPT,,96.0"))
    assert psa(copied_home, "deposit", changed).returncode == 0
    _kill_when(copied_home, _dbt_writes)
    assert current(copied_home) == before
    shown = psa(copied_home, "show", "1.1.6-o1", "--territory", "063", "--format", "csv")
    assert ",97.0," in shown.stdout
    done = psa(copied_home, "run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert current(copied_home) != before
    shown = psa(copied_home, "show", "1.1.6-o1", "--territory", "063", "--format", "csv")
    assert ",96.0," in shown.stdout
