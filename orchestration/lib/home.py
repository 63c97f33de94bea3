"""The home of an installation: who it serves, whether it is a rehearsal, its locks.

What belongs here: `home.json`, the locks that make one run and one deposit at a time, and what
a new process must repair after a crash that left a child behind. What does not: Dagster's own
records of dead runs (`orchestration.defs.recovery`).
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from orchestration.lib.atomic import read_json, write_json
from orchestration.lib.faults import PlatformFault
from orchestration.lib.settings import Settings

RUN_LOCK, DEPOSIT_LOCK = "traitement", "depots"
_POLL_SECONDS = 0.2


class HomeError(PlatformFault):
    """The home cannot be used as asked; the message is for the user, in French."""


class Busy(HomeError):
    """Another process holds the lock."""


@dataclass(frozen=True)
class Home:
    """What `home.json` says: the académie served, and whether everything here is fictional."""

    academie: str
    fictional: bool


def existing_home(settings: Settings) -> Home | None:
    """Return the home, or None while nothing has made it; nothing is written.

    Raises HomeError when it serves another académie, or when its description is damaged.
    """
    if settings.home.exists() and not settings.home.is_dir():
        raise HomeError(f"{settings.home} n'est pas un dossier : choisissez-en un avec PSA_HOME.")
    path = settings.home / "home.json"
    if not path.exists():
        return None
    try:
        saved = read_json(path)
        home = Home(saved["academie"], bool(saved["fictif"]))
    except (ValueError, KeyError, TypeError) as error:
        raise HomeError(f"{path} est abîmé : restaurez-le d'une sauvegarde.") from error
    if home.academie != settings.academie.code:
        raise HomeError(
            f"{settings.home} sert l'académie {home.academie}, pas {settings.academie.code}. "
            "Choisissez un autre dossier avec PSA_HOME."
        )
    return home


def open_home(settings: Settings, *, rehearsal: bool = False) -> Home:
    """Return the home, made on first use; raises HomeError when it serves something else.

    `rehearsal` asks for a home of fictional data: real and fictional deposits never share one.
    """
    home = existing_home(settings)
    if home is None:
        home = Home(settings.academie.code, rehearsal)
        write_json(
            settings.home / "home.json", {"academie": home.academie, "fictif": home.fictional}
        )
    if rehearsal and not home.fictional:
        raise HomeError(
            f"{settings.home} contient de vrais dépôts : la répétition (fictive) a besoin d'un "
            "dossier à elle. Choisissez-le avec PSA_HOME."
        )
    return home


@contextmanager
def locked(home: Path, name: str, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold an exclusive lock that the system frees when the process dies; raises Busy."""
    home.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    with (home / f".{name}.verrou").open("a+") as stream:
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    stream.seek(0)
                    raise Busy(
                        f"Un autre {name} est en cours (processus {stream.read().strip()}) : "
                        "attendez qu'il finisse."
                    ) from error
                time.sleep(_POLL_SECONDS)
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield


def end_orphans(
    log_path: Path, *, spared: Collection[int] = (), grace_seconds: float = 10.0
) -> int:
    """End the dbt processes that a killed run left behind; return how many.

    Called under the run lock: a dbt process that logs into our folder then has no owner,
    and it would keep the warehouse locked. `spared` are those of the run that calls.
    """
    marker = str(log_path)
    orphans = [
        process
        for process in psutil.process_iter(["pid", "cmdline"])
        if process.pid not in (os.getpid(), *spared) and marker in (process.info["cmdline"] or [])
    ]
    for process in orphans:
        try:
            process.terminate()
        except psutil.NoSuchProcess:
            continue
    _, alive = psutil.wait_procs(orphans, timeout=grace_seconds)
    for process in alive:
        process.kill()
    psutil.wait_procs(alive, timeout=grace_seconds)
    return len(orphans)
