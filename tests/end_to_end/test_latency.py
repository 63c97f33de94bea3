"""How long a depositor waits: verdicts come whatever the computation under way.

What belongs here: the answer while a run holds its lock, and two hundred deposits through the
real daemon (long form). What does not: the speed of one verdict (`bench`).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from orchestration.lib import intake
from orchestration.lib.home import RUN_LOCK, open_home
from orchestration.lib.settings import Settings
from tests.end_to_end.conftest import PSA, SOAK, current, environment

DEPOSITS = int(os.environ.get("PSA_SOAK_DEPOTS", "200"))
OVER_SECONDS = float(os.environ.get("PSA_SOAK_SECONDES", "300"))
ANSWERED_SECONDS = 180.0
_STARTED_SECONDS = 240.0
_HOLDER = """
import sys
from pathlib import Path
from orchestration.lib.home import RUN_LOCK, locked
with locked(Path(sys.argv[1]), RUN_LOCK):
    print("tenu", flush=True)
    sys.stdin.read()
"""


def test_a_verdict_does_not_wait_for_the_run_under_way(settings: Settings) -> None:
    home = open_home(settings)
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(settings.home)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "tenu\n"
    try:
        dropped = settings.inbox / "ivac" / "x.csv"
        dropped.parent.mkdir(parents=True)
        dropped.write_text("a;b\n1;2\n")
        (receipt,) = intake.answer(settings, home)
        assert receipt.statut == "refuse"
        lock = settings.home / f".{RUN_LOCK}.verrou"
        assert lock.read_text().strip() == str(holder.pid)
    finally:
        holder.kill()
        holder.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _corrected(home: Path) -> list[tuple[str, bytes]]:
    """Return files of the home as services send them again: one line less each."""
    found = []
    for path in sorted((home / "deposits").glob("*/receipt.json")):
        receipt = json.loads(path.read_text())
        original = next((path.parent / "original").iterdir())
        if receipt["statut"] == "accepte" and original.suffix == ".csv":
            lines = original.read_bytes().splitlines(keepends=True)
            if 5 < len(lines) < 20_000:
                name = f"{receipt['domaine']}/{original.name}"
                found.append((name, b"".join(lines[:-1])))
    return found[:DEPOSITS]


def _drop(inbox: Path, name: str, content: bytes) -> float:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return time.time()


def _answered(home: Path, since: float) -> dict[str, float]:
    """Return when each file dropped since then was answered, by name."""
    found = {}
    for path in (home / "deposits").glob("*/receipt.json"):
        if path.stat().st_mtime > since:
            receipt = json.loads(path.read_text())
            name = f"{receipt['domaine']}/{receipt['fichier']}"
            found[name] = path.stat().st_mtime
            assert datetime.fromisoformat(receipt["recu_le"]).timestamp() <= path.stat().st_mtime
    return found


@pytest.mark.skipif(not SOAK, reason="long form: PSA_SOAK=1")
def test_deposits_of_five_minutes_are_each_answered_in_three(
    rehearsal: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(rehearsal, home)
    before = current(home).name
    files = _corrected(home)
    assert len(files) >= min(DEPOSITS, 100)
    log = (tmp_path / "daemon.log").open("wb")
    daemon = subprocess.Popen(
        [str(PSA), "ui", "--port", str(_free_port())],
        env=environment(home), stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    try:
        since = time.time()
        _drop(home / "inbox", "inconnu/reveil.csv", b"rien;de;connu\n1;2;3\n")
        while "None/reveil.csv" not in {
            n.replace("inconnu/", "None/") for n in _answered(home, since)
        }:
            assert time.time() - since < _STARTED_SECONDS, "the daemon never answered"
            time.sleep(1)
        dropped = {}
        for rank, (name, content) in enumerate(files):
            time.sleep(max(0.0, OVER_SECONDS / len(files) * 0.9))
            dropped[name] = _drop(home / "inbox", name, content)
            assert daemon.poll() is None, rank
        while missing := dropped.keys() - _answered(home, since).keys():
            late = [n for n in missing if time.time() - dropped[n] > ANSWERED_SECONDS]
            assert not late, late
            time.sleep(1)
        answered = _answered(home, since)
        waits = sorted(answered[name] - dropped[name] for name in dropped)
        assert waits[-1] < ANSWERED_SECONDS
        deadline = time.time() + 600
        while current(home).name == before:
            assert time.time() < deadline, "nothing was published"
            time.sleep(2)
    finally:
        os.killpg(daemon.pid, signal.SIGKILL)
        daemon.wait(timeout=60)
        log.close()
