"""A second process that works beside this one: the machine has two cores.

What belongs here: the process, how a function is called in it, and what happens when it is busy or
dead. What does not: what is asked of it (`judging_ahead`, `batches`, the gate on indicators).

It loads Great Expectations while this process loads the rest. A function that is called in it
depends on its arguments alone: whatever befalls the process, the answer is found here.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from threading import Lock
from typing import Any, TypeVar, TypeVarTuple

from expectations.library import load
from orchestration import PROJECT_ROOT
from orchestration.lib.short_lived import begin, leave

_Given = TypeVarTuple("_Given")
_Answer = TypeVar("_Answer")


class SecondProcess:
    """The process, and the line to it.

    In a session of its own: it ends with its parent, whose end closes the line, and not with what
    is typed in a terminal. What it writes is for nobody: what it fails to answer is asked here.
    """

    def __init__(self) -> None:
        self._busy = Lock()
        self._line, its_end = Pipe()
        with its_end:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "orchestration.lib.second_process", str(its_end.fileno())],
                pass_fds=[its_end.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=PROJECT_ROOT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def call(self, function: Callable[[*_Given], _Answer], *given: *_Given) -> _Answer:
        """Return what a function of a module answers in the process; wait while it is busy.

        Raises EOFError or OSError when the process has died: a function that fails ends it.
        """
        with self._busy:
            answer: _Answer = self._answer(function, given, _wait)
            return answer

    def answers(
        self,
        function: Callable[[*_Given], _Answer],
        *given: *_Given,
        meanwhile: Callable[[], None],
    ) -> list[_Answer]:
        """Return the answer of the process alone in a list; an empty one if it is busy or dead."""
        if not self._busy.acquire(blocking=False):
            return []
        try:
            return [self._answer(function, given, meanwhile)]
        except (EOFError, OSError):
            return []
        finally:
            self._busy.release()

    def _answer(
        self, function: Callable[..., Any], given: tuple[object, ...], meanwhile: Callable[[], None]
    ) -> Any:
        # It reads a question of many rows once it has loaded its library.
        with ThreadPoolExecutor(max_workers=1) as sender:
            sent = sender.submit(self._line.send, (function, given))
            try:
                meanwhile()
            finally:
                # Else the next one who asks would get this answer.
                sent.result()
                answer = self._line.recv()
        return answer

    def end(self) -> None:
        """End the process, whatever it was doing."""
        self._process.kill()
        self._process.wait()
        self._line.close()


# The process that `prepare` has started, until it is taken or ended.
_ready: list[SecondProcess] = []


def _wait() -> None:
    pass


def prepare() -> None:
    """Start the process, if it can be, unless this one has already loaded what it would load."""
    if not _ready and "great_expectations" not in sys.modules:
        with suppress(OSError):
            _ready.append(SecondProcess())


def taken() -> SecondProcess:
    """Return the process that was prepared, else a new one; whoever takes it ends it."""
    return _ready.pop() if _ready else SecondProcess()


def end() -> None:
    """End the process that was prepared and that nobody took."""
    while _ready:
        _ready.pop().end()


def there_or_here(
    function: Callable[[*_Given], _Answer], *given: *_Given, meanwhile: Callable[[], None] = _wait
) -> _Answer:
    """Return what a function answers: in the process that was prepared, or else in this one.

    In the first case `meanwhile` is called here, while the other one works.
    """
    for process in _ready:
        for answer in process.answers(function, *given, meanwhile=meanwhile):
            return answer
    return function(*given)


def main(line: Connection) -> int:
    """Answer each question, until the other end of the line is closed."""
    load()
    # The first questions name what it holds: it would be loaded while somebody waits.
    import_module("expectations.contract_suite")
    with suppress(EOFError, BrokenPipeError):
        while True:
            function, given = line.recv()
            line.send(function(*given))
    return 0


if __name__ == "__main__":
    begin()
    leave(main(Connection(int(sys.argv[1]))))
