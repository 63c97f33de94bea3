"""The dbt that waits: silent until its command, then dbt itself.

What belongs here: the real child process, on the real project. What does not: what a run builds
(end to end).
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from orchestration.lib import dbt_build, waiting_dbt
from orchestration.lib.home import end_orphans
from orchestration.lib.run_context import code_version
from orchestration.lib.settings import Settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return one home for all: what dbt has read of the project once, it need not read again."""
    return Settings(home=tmp_path_factory.mktemp("attente") / "home")


@pytest.fixture
def waiting(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    process = waiting_dbt.start(settings)
    yield process
    waiting_dbt.end(process)


def test_it_runs_its_one_command_and_says_what_dbt_says(
    waiting: subprocess.Popen[bytes],
) -> None:
    waiting_dbt.give(waiting, ["ls", "--resource-type", "model", "--select", "indicateurs"])
    said = waiting.stdout.read().decode() if waiting.stdout else ""
    assert waiting.wait(timeout=60) == 0
    # Not a word before the command: each line is an event that Dagster reads.
    assert "psa.published.indicateurs" in said
    assert all(line.startswith("{") for line in said.splitlines())


def test_a_command_that_fails_is_a_failure(waiting: subprocess.Popen[bytes]) -> None:
    waiting_dbt.give(waiting, ["run", "--select", "indicateurs", "--no-such-option"])
    assert waiting.wait(timeout=60) != 0


def test_its_command_line_marks_the_home_so_that_an_orphan_is_found(settings: Settings) -> None:
    process = waiting_dbt.start(settings)
    try:
        while not (line := psutil.Process(process.pid).cmdline()):
            time.sleep(0.01)  # between fork and exec
        assert str(dbt_build.log_path(settings)) in line
    finally:
        waiting_dbt.end(process)
    assert process.poll() is not None


def test_it_ends_in_silence_when_nobody_needs_it(waiting: subprocess.Popen[bytes]) -> None:
    assert waiting.stdin is not None
    waiting.stdin.close()
    assert waiting.wait(timeout=60) == 0
    assert waiting.stdout is not None
    assert waiting.stdout.read() == b""


def test_a_run_takes_the_child_that_was_prepared_and_only_a_living_one(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    waiting_dbt.prepare(settings)
    assert waiting_dbt.prepared() == []  # nobody has read the project yet: the run does
    dbt_build.manifest_path(settings).parent.mkdir(parents=True)
    dbt_build.manifest_path(settings).touch()
    dbt_build.manifest_path(settings).with_name("manifest.version").write_text(code_version())
    taken = []
    try:
        waiting_dbt.prepare(settings)
        (ready,) = waiting_dbt.prepared()
        assert end_orphans(dbt_build.log_path(settings), spared=waiting_dbt.prepared()) == 0
        taken.append(waiting_dbt.start(settings))
        assert (taken[0].pid, waiting_dbt.prepared()) == (ready, [])
        waiting_dbt.prepare(settings)
        (dead,) = waiting_dbt.prepared()
        psutil.Process(dead).kill()
        waiting_dbt._prepared[0].wait()
        taken.append(waiting_dbt.start(settings))
        assert taken[1].pid != dead
    finally:
        for process in taken:
            waiting_dbt.end(process)


def test_a_command_given_to_a_dead_child_is_told_by_its_exit_code(
    waiting: subprocess.Popen[bytes],
) -> None:
    waiting.kill()
    waiting.wait()
    waiting_dbt.give(waiting, ["ls"])
    assert waiting.poll() != 0


def test_leaving_flushes_what_was_said_and_gives_its_code() -> None:
    program = "from orchestration.lib.short_lived import leave; print('dit', end=''); leave(3)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (3, b"dit")


def test_what_nobody_reads_is_dropped_before_it_becomes_a_message() -> None:
    told = """
from dbt_common.events.event_manager_client import get_event_manager
from dbt_common.events.functions import fire_event
from dbt_common.events.types import Note
from dbt_common.events.base_types import EventLevel
from orchestration.lib.waiting_dbt import tell_what_is_read

def never(event):
    raise AssertionError("a message was made")

Unread = type("Note", (Note,), {"message": never})
tell_what_is_read()
get_event_manager().callbacks.append(lambda message: print(message.info.msg))
fire_event(Unread(msg="statement"), level=EventLevel.DEBUG)
fire_event(Note(msg="dit"), level=EventLevel.INFO)
fire_event(Note(msg="averti"), level=EventLevel.WARN)
"""
    said = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["dit", "averti"]
