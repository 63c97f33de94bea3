"""A program that does one thing and ends: it loads its libraries fast, and leaves at once.

What belongs here: how such a process treats its memory at its start and at its end. What does
not: closing files, databases and children, which their owners do before.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

# Objects made, less those freed, before Python looks for cycles: its own 700 made it look
# thousands of times while libraries load (a third of the time of that loading, measured).
_YOUNG, _MIDDLE, _OLD = 1_000_000, 5, 40


def begin() -> None:
    """Look for unreachable cycles seldom: loading makes a million objects that all stay."""
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def leave(code: int) -> NoReturn:
    """End this process with `code`, without dismantling what it loaded.

    Python takes two seconds to take Dagster, dbt and their libraries apart, for nothing.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(code)
