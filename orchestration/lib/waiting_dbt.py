"""A dbt that waits for its command: it starts while the run receives and judges deposits.

What belongs here: the child process, which loads dbt and reads the project, then runs one
command; and the handle that its parent holds. What does not: the arguments of dbt and what must
be rebuilt (`dbt_build`), Dagster. Loading dbt and the project takes five seconds that nothing in
the first steps of a run needs, and the machine has a second core.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orchestration.lib import dbt_build
from orchestration.lib.settings import DBT_PROJECT, Settings
from orchestration.lib.short_lived import begin, leave

_END_SECONDS = 10.0
_FAILED, _UNKNOWN, _INTERRUPTED = 1, 2, 130


# What dbt remembers of a project that it has read.
_READ = "partial_parse.msgpack"
# The child that `prepare` has started, until a run takes it.
_prepared: list[subprocess.Popen[bytes]] = []


def prepare(settings: Settings) -> None:
    """Start the child of the run to come, before Dagster is loaded and the run has its lock.

    A project that has changed is left to the run: Dagster must read it first, and once is enough.
    """
    if dbt_build.manifest_is_current(settings):
        _prepared.append(_start(settings))


def prepared() -> list[int]:
    """Return the process that waits for the run to come, if any."""
    return [process.pid for process in _prepared]


def start(settings: Settings) -> subprocess.Popen[bytes]:
    """Return the child of this run: the one that was prepared, else a new one."""
    ready = _prepared.pop() if _prepared else None
    return ready if ready is not None and ready.poll() is None else _start(settings)


def _reading_folder(settings: Settings) -> Path:
    """Return where the child keeps what it has read: the folder of dbt's artifacts is the run's."""
    folder = dbt_build.target_path(settings) / "lecture"
    folder.mkdir(parents=True, exist_ok=True)
    known, own = dbt_build.target_path(settings) / _READ, folder / _READ
    if known.exists() and not own.exists():
        shutil.copy(known, own)
    return folder


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    """Start a child: its command line bears the log folder, which marks the dbt of this home."""
    environment = {
        **os.environ,
        **dbt_build.environment(settings),
        "DBT_LOG_FORMAT": "json",
        "DBT_PROJECT_DIR": str(DBT_PROJECT),
        "DBT_PROFILES_DIR": str(DBT_PROJECT),
        "DBT_TARGET_PATH": str(dbt_build.target_path(settings)),
        "DBT_LOG_PATH": str(dbt_build.log_path(settings)),
        "PYTHONUNBUFFERED": "1",
    }
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        [
            # It leaves at once: what its locks would say of that is not for the reader of dbt.
            sys.executable,
            "-W",
            "ignore::UserWarning:multiprocessing.resource_tracker",
            "-m",
            "orchestration.lib.waiting_dbt",
            str(dbt_build.log_path(settings)),
            str(_reading_folder(settings)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=DBT_PROJECT.parent,
    )


def give(process: subprocess.Popen[bytes], arguments: Sequence[str]) -> None:
    """Give the child its one command; its output and its exit code are those of dbt.

    A child that has died is not an error here: its exit code tells, as that of dbt does.
    """
    if process.stdin is None:
        raise ValueError("the process was started without an input")
    try:
        process.stdin.write(json.dumps(list(arguments)).encode() + b"\n")
        process.stdin.close()
    except BrokenPipeError:
        pass


def end(process: subprocess.Popen[bytes]) -> None:
    """End the child, whether it got a command or not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def tell_what_is_read() -> None:
    """Give dbt an event manager that drops what nobody reads before it makes a message of it.

    dbt makes several messages of each statement for a debug log that is not kept: with many small
    tables that is a sixth of its work.
    """
    from dbt_common.events.base_types import EventLevel
    from dbt_common.events.event_manager import EventManager
    from dbt_common.events.event_manager_client import ctx_set_event_manager

    class Heard(EventManager):
        def fire_event(self, e: Any, level: Any = None, *more: Any, **named: Any) -> None:
            if (level or e.level_tag()) not in (EventLevel.DEBUG, EventLevel.TEST):
                super().fire_event(e, level, *more, **named)

    ctx_set_event_manager(Heard())


def main() -> int:
    """Load dbt and the project, wait for a command, run it; without one, end in silence."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    tell_what_is_read()
    reading = ["--quiet", "--log-level-file", "none", "parse", "--target-path", sys.argv[2]]
    parsed = dbtRunner().invoke(reading)
    line = sys.stdin.readline()
    if not line:
        return 0
    # A project that does not parse fails again under its command, which says why.
    project = parsed.result if isinstance(parsed.result, Manifest) else None
    runner = dbtRunner(manifest=project)
    result = runner.invoke(json.loads(line))
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    if result.success:
        return 0
    return _UNKNOWN if result.exception else _FAILED


if __name__ == "__main__":
    begin()
    try:
        leave(main())
    except KeyboardInterrupt:
        leave(_INTERRUPTED)
