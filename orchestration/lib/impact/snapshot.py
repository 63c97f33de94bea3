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

_FOLDER, _TOLD = "dernier_calcul", "etat.json"


@dataclass(frozen=True)
class Snapshot:
    """A complete build: its file, the deposits that it rests on, the day and the code it is of."""

    file: Path
    deposits: frozenset[str]
    day: date
    code_version: str


def keep(settings: Settings, context: RunContext) -> None:
    """Keep a copy of the warehouse, which holds exactly this context."""
    copy, told = _paths(settings)
    # Without its description a copy is not used: none may speak of another one.
    told.unlink(missing_ok=True)
    with replacing(copy) as temporary:
        shutil.copyfile(settings.warehouse, temporary)
    write_json(
        told,
        {
            "depots": sorted(r.depot for r in context.deposits),
            "jour": context.today.isoformat(),
            "code": context.code_version,
        },
    )


def kept(settings: Settings) -> Snapshot | None:
    """Return the last build that was kept, None while there is none."""
    copy, path = _paths(settings)
    if not copy.exists() or not path.exists():
        return None
    told = read_json(path)
    return Snapshot(copy, frozenset(told["depots"]), date.fromisoformat(told["jour"]), told["code"])


def _paths(settings: Settings) -> tuple[Path, Path]:
    """Return the copy and its description; views name the file, so the copy keeps its name."""
    folder = settings.warehouse.parent / _FOLDER
    return folder / settings.warehouse.name, folder / _TOLD
