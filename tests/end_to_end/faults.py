"""Ways of making things fail: a kill at a known call, a disk that fills up, a mount.

What belongs here: the faults. What does not: what must hold after them.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a file system needs root")


def killed(do: Callable[[], object]) -> None:
    """Do something in a process that must be killed while it does it."""
    child = os.fork()
    if not child:
        try:
            do()
        finally:
            os._exit(17)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the stage was never reached"
    assert os.WTERMSIG(status) == signal.SIGKILL


def kill(*_: object, **__: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def after(calls: int, real: Callable[..., Any]) -> Callable[..., Any]:
    """Return `real` for some calls, then what kills."""
    done = []

    def counted(*arguments: Any, **named: Any) -> Any:
        done.append(1)
        return kill() if len(done) > calls else real(*arguments, **named)

    return counted


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Mount a file system on a folder for a while."""
    subprocess.run(["mount", *options, str(folder)], check=True)  # noqa: S607
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S607


@contextmanager
def full(folder: Path, leaving: int) -> Iterator[None]:
    """Fill the disk of a folder for a while, but for some bytes."""
    filler = folder / ".remplissage"
    free = shutil.disk_usage(folder).free
    filler.write_bytes(b"\0" * max(0, free - leaving))
    try:
        yield
    finally:
        filler.unlink()
