"""The warehouse held by somebody else: waiting a moment, then saying by whom.

What belongs here: the lock of the DuckDB file. What does not: what dbt builds in it (`dbt_build`).
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import duckdb

from orchestration.lib.faults import PlatformFault

WAIT_SECONDS = 20.0
_POLL_SECONDS = 0.5
_HOLDER = re.compile(r"lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")


class WarehouseHeld(PlatformFault):
    """Another process has the warehouse open."""


def wait_until_free(warehouse: Path, wait_seconds: float = WAIT_SECONDS) -> None:
    """Return when nobody has the warehouse open; raises WarehouseHeld when somebody keeps it.

    DuckDB lets one process write or several read. Those who read indicators open the snapshot of
    the publication; the warehouse is private to the runs.
    """
    if not warehouse.exists():
        return
    deadline = time.monotonic() + wait_seconds
    while (holder := _holder(warehouse)) is not None:
        if time.monotonic() >= deadline:
            raise WarehouseHeld(
                f"L'entrepôt {warehouse} est ouvert par un autre programme, {holder} : fermez-le, "
                "puis relancez « psa run ». Pour lire les indicateurs, ouvrez la publication."
            )
        time.sleep(_POLL_SECONDS)


def _holder(warehouse: Path) -> str | None:
    """Return the program that has the file open, with its number; None when it is free."""
    try:
        duckdb.connect(str(warehouse)).close()
    except duckdb.IOException as error:
        found = _HOLDER.search(str(error))
        if found is None:
            return None
        return f"{Path(found['program']).name} (processus {found['pid']})"
    return None
