"""The second process: what it answers, and who answers when it cannot."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from expectations import contract_suite
from orchestration.lib import batches, gate, second_process
from orchestration.lib.contracts import contracts
from orchestration.lib.preparation import ReceivedFile
from orchestration.lib.recognition import Announced
from orchestration.lib.second_process import SecondProcess, there_or_here
from orchestration.lib.settings import PROJECT_ROOT, Settings
from tests.fabricated import YEAR, table, written

_END_SECONDS = 20.0


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecondProcess]:
    """Return a second process that is ready for what is asked of it."""
    process = SecondProcess()
    monkeypatch.setattr(second_process, "_ready", [process])
    yield process
    process.end()


def judged() -> list[tuple[str, int, list[str]]]:
    """Return the verdict on a file that holds a bad row: status, rows kept, codes."""
    rows = table("eac_actions", 200)
    rows[3]["uai"] = "0631234A"
    settings = Settings()
    file = ReceivedFile(
        deposit="essai",
        file_name=f"eac_actions__{YEAR}__academie.csv",
        content=written("eac_actions", rows),
        announced=Announced(None, None, None),
        academie=settings.academie,
        current_school_year=settings.current_school_year,
    )
    found = gate.judge([file], contracts())
    return [(v.status, v.table.num_rows, [r.code for r in v.rejects]) for v in found]


def test_the_second_process_answers_while_it_is_ready(other: SecondProcess) -> None:
    assert there_or_here(os.getpid) == other.pid
    assert other.call(os.getpid) == other.pid


def test_expectations_are_met_there_as_they_are_here(
    other: SecondProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = judged()
    assert there[0][0] == gate.WITH_REJECTS
    examined = []

    def told(*arguments: object) -> object:
        examined.append(arguments)
        return validate(*arguments)  # type: ignore[arg-type]

    validate = contract_suite.validate
    monkeypatch.setattr(contract_suite, "validate", told)
    assert judged() == there
    assert not examined
    monkeypatch.setattr(batches, "_MOST_SENT", 199)
    assert judged() == there
    assert len(examined) == 1


def test_what_it_fails_to_answer_is_asked_here(other: SecondProcess) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        there_or_here(int, "douze")
    assert there_or_here(os.getpid) == os.getpid()


def test_what_a_dead_process_was_asked_is_answered_here(other: SecondProcess) -> None:
    psutil.Process(other.pid).kill()
    assert there_or_here(os.getpid) == os.getpid()


def test_nobody_waits_for_a_busy_process(other: SecondProcess) -> None:
    asked = threading.Thread(target=other.call, args=(time.sleep, 1.0))
    asked.start()
    while not other._busy.locked():
        time.sleep(0.01)
    assert there_or_here(os.getpid) == os.getpid()
    asked.join()
    assert there_or_here(os.getpid) == other.pid


def test_none_is_started_for_what_is_already_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_process, "_ready", [])
    monkeypatch.setitem(sys.modules, "great_expectations", sys)
    second_process.prepare()
    assert second_process._ready == []
    monkeypatch.delitem(sys.modules, "great_expectations")
    second_process.prepare()
    (ready,) = second_process._ready
    second_process.prepare()
    assert second_process._ready == [ready]
    second_process.end()
    assert not psutil.pid_exists(ready.pid)


def test_it_ends_with_a_killed_parent() -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from orchestration.lib.second_process import SecondProcess\n"
            "child = SecondProcess()\nprint(child.pid, flush=True)\ninput()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROJECT_ROOT,
    )
    with parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)
    gone, _ = psutil.wait_procs([child], timeout=_END_SECONDS)
    assert gone


def test_a_command_leaves_none_behind() -> None:
    children: set[psutil.Process] = set()
    with subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli.main", "check", "README.md"],
        stdout=subprocess.DEVNULL,
        cwd=PROJECT_ROOT,
    ) as command:
        while command.poll() is None:
            children.update(psutil.Process(command.pid).children())
            time.sleep(0.005)
    assert len(children) == 1
    assert not any(child.is_running() for child in children)
