"""The second process: what it answers, and who answers when it cannot."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from orchestration import PROJECT_ROOT
from orchestration.lib import batches, gate, intake, second_process
from orchestration.lib.contracts import Contract, contracts
from orchestration.lib.gate import Verdict
from orchestration.lib.plausibility.examine import Examiner
from orchestration.lib.preparation import ReceivedFile
from orchestration.lib.recognition import Announced
from orchestration.lib.refusals import Caution
from orchestration.lib.second_process import SecondProcess, there_or_here
from orchestration.lib.settings import Settings
from tests.fabricated import YEAR, made_up, table, written
from tests.samples import Platform, pseudonyms, received, uai, validations, verdict

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
    examined = validations(monkeypatch)
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


def test_this_process_works_while_the_other_answers(
    other: SecondProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = tmp_path / "fait"
    waits = f"until [ -e '{done}' ]; do sleep 0.01; done"
    asked = (["timeout", "20", "sh", "-c", waits],)
    assert there_or_here(subprocess.call, *asked, meanwhile=done.touch) == 0
    monkeypatch.setattr(second_process, "_ready", [])
    never = threading.Event()
    assert there_or_here(os.getpid, meanwhile=never.set) == os.getpid()
    assert not never.is_set()


def test_a_long_question_is_sent_while_this_process_works(other: SecondProcess) -> None:
    process = psutil.Process(other.pid)
    process.suspend()
    rescue = threading.Timer(_END_SECONDS, process.resume)
    rescue.start()
    assert there_or_here(len, bytes(5_000_000), meanwhile=process.resume) == 5_000_000
    assert rescue.is_alive(), "the question was sent before anything else was done"
    rescue.cancel()


def test_what_fails_here_meanwhile_leaves_the_line_in_order(other: SecondProcess) -> None:
    def fails() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        there_or_here(abs, -1, meanwhile=fails)
    assert there_or_here(abs, -2) == 2
    assert there_or_here(os.getpid) == other.pid


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many rows are compared with the lake, each time they are."""
    sizes: list[int] = []
    remarks = Examiner._remarks

    def told(self: Examiner, verdict: Verdict, contract: Contract) -> Iterator[Caution]:
        sizes.append(verdict.table.num_rows)
        return remarks(self, verdict, contract)

    monkeypatch.setattr(Examiner, "_remarks", told)
    return sizes


@pytest.mark.parametrize(
    ("bad", "wrong", "sizes"),
    [(0, "", [40]), (1, "0031000Z", [40, 39]), (1, "?", [39]), (40, "?", [0])],
)
def test_rows_are_compared_while_the_other_process_judges_them(
    other: SecondProcess, platform: Platform, examined: list[int],
    monkeypatch: pytest.MonkeyPatch, bad: int, wrong: str, sizes: list[int],
) -> None:  # fmt: skip
    path = platform.inbox / f"certifications__{YEAR}__academie.csv"
    path.parent.mkdir(exist_ok=True)
    places = ("003", "015", "043", "063")
    rows = [
        r | {"uai": uai(f"{places[n % 3]}{1000 + n:04d}"), "code_departement": places[n % 4]}
        for n, r in enumerate(table("certifications", 40))
    ]
    for row in rows[:bad]:
        row["uai"] = wrong
    path.write_bytes(written("certifications", rows))
    there = intake.check_file(platform.settings, path, Announced())
    assert examined == sizes
    monkeypatch.setattr(second_process, "_ready", [])
    here = intake.check_file(platform.settings, path, Announced())
    assert examined == [*sizes, 40 - bad]
    assert there.status == here.status
    assert there.warnings == here.warnings
    told = "croisement.departement_de_l_uai" in {w.code for w in here.warnings}
    assert told is (bad < 40)


def test_several_deposits_wait_for_one_another(other: SecondProcess, platform: Platform) -> None:
    """What is said of the second depends on the first, once it stands."""
    rows = table("certifications", 40)
    files = [
        received(written("certifications", rows), deposit=str(n), told=Announced(school_year=YEAR))
        for n in range(2)
    ]
    foreseen: list[Verdict] = []
    for given, expected in ((files, 0), (files[:1], 1)):
        grounds = gate.Grounds(contracts(), None, pseudonyms, foreseen.append)
        assert len(list(gate.verdicts_of(given, grounds))) == len(given)
        assert len(foreseen) == expected


def test_what_was_foreseen_is_forgotten_when_another_deposit_stands(
    platform: Platform, examined: list[int]
) -> None:
    settings = platform.settings
    found = verdict(made_up("certifications"), told=Announced(school_year=YEAR))
    examiner = Examiner(settings.lake, contracts(), settings.academie.codes_departements)
    examiner.foresee(found)
    examiner.knows({})
    examiner.examine(found)
    assert examined == [20, 20]


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


def test_a_machine_that_starts_no_other_process_validates_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(second_process, "_ready", [])
    monkeypatch.delitem(sys.modules, "great_expectations", raising=False)
    monkeypatch.setattr(subprocess, "Popen", refused)
    second_process.prepare()
    assert there_or_here(os.getpid) == os.getpid()


def test_it_starts_before_the_commands_are_loaded(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from orchestration import __main__ as door\n"
        "def told():\n"
        "    print('click' in sys.modules, 'pydantic' in sys.modules)\n"
        "door.second_process.prepare = told\n"
        "sys.argv = ['psa', sys.argv[1], 'absent.csv']\n"
        "door.main()\n"
    )
    told = {
        command: subprocess.run(
            [sys.executable, "-c", script, command],
            cwd=PROJECT_ROOT,
            env={**os.environ, "PSA_HOME": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        ).stdout
        for command in ("check", "deposit", "status")
    }
    assert {c for c, said in told.items() if said.startswith("False False")} == {"check", "deposit"}


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
        [sys.executable, "-m", "orchestration", "check", "README.md"],
        stdout=subprocess.DEVNULL,
        cwd=PROJECT_ROOT,
    ) as command:
        while command.poll() is None:
            children.update(psutil.Process(command.pid).children())
            time.sleep(0.005)
    assert len(children) == 1
    assert not any(child.is_running() for child in children)
