"""The last complete build, kept beside the warehouse: what a trial starts from.

What belongs here: keeping a copy of the warehouse when a build has succeeded, with the deposits it
rests on. What does not: the working file, which a run may hold and change at any moment.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.lib.atomic import read_json, replacing, write_json
from orchestration.lib.run_context import RunContext
from orchestration.lib.settings import Settings

_FILE, _TOLD = "dernier_calcul.duckdb", "dernier_calcul.json"


@dataclass(frozen=True)
class Snapshot:
    """A complete build: its file, the deposits that it rests on, the day and the code it is of."""

    file: Path
    deposits: frozenset[str]
    day: date
    code_version: str


def keep(settings: Settings, context: RunContext) -> None:
    """Keep a copy of the warehouse, which holds exactly this context."""
    folder = settings.warehouse.parent
    # Without its description a copy is not used: none may speak of another one.
    (folder / _TOLD).unlink(missing_ok=True)
    with replacing(folder / _FILE) as temporary:
        shutil.copyfile(settings.warehouse, temporary)
    write_json(
        folder / _TOLD,
        {
            "depots": sorted(r.depot for r in context.deposits),
            "jour": context.today.isoformat(),
            "code": context.code_version,
        },
    )


def kept(settings: Settings) -> Snapshot | None:
    """Return the last build that was kept, None while there is none."""
    folder = settings.warehouse.parent
    if not (folder / _FILE).exists() or not (folder / _TOLD).exists():
        return None
    told = read_json(folder / _TOLD)
    return Snapshot(
        folder / _FILE, frozenset(told["depots"]), date.fromisoformat(told["jour"]), told["code"]
    )
