"""The remote inbox: files that services drop on an SFTP server, brought here and answered there.

What belongs here: what to bring, so that a crash or a network that fails neither loses a drop nor
makes two deposits of it; and taking answers back. What does not: the connection (`sftp`), the
deposit itself (`receiving`).

Each drop is announced in a small file before it is brought: after a crash, the drop that became a
deposit is only removed from the server, and the one that did not is brought again.
"""

from __future__ import annotations

import hashlib
import posixpath
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration.lib import deposits
from orchestration.lib.atomic import read_json, sha256_file, write_bytes, write_json
from orchestration.lib.deposits import Reception
from orchestration.lib.home import DEPOSIT_LOCK, Busy, locked
from orchestration.lib.inbox import names, receiving, state
from orchestration.lib.inbox.receiving import NotTaken, Source
from orchestration.lib.inbox.sftp import RemoteFault, RemoteFile, Server, server
from orchestration.lib.inbox.taking import announced_by_folder
from orchestration.lib.inbox.watching import Anomaly
from orchestration.lib.private import private_folder
from orchestration.lib.settings import Settings

RETURNS = "retours"
MARK = "distante:"
GAP_SECONDS = 3.0
_SERVER = "boîte distante"
_FOLDER = _LOCK = "distante"
_WAIT_SECONDS = 300.0


@dataclass(frozen=True)
class _Drop:
    """One drop under way: what announces it here, where its bytes are brought."""

    key: str
    remote: RemoteFile
    folder: Path

    @property
    def intent(self) -> Path:
        return self.folder / f"{self.key}.json"

    @property
    def copy(self) -> Path:
        return self.folder / f"{self.key}.copie"


def look_there(settings: Settings) -> list[RemoteFile] | None:
    """Return what waits on the server; None when it does not answer, which is told."""
    try:
        with server(settings) as there:
            files, anomalies = _listed(there)
    except RemoteFault as fault:
        state.remember_remote(settings, [Anomaly(_SERVER, str(fault))])
        return None
    state.remember_remote(settings, anomalies)
    return list(files.values())


def bring(settings: Settings, now: datetime, gap_seconds: float = GAP_SECONDS) -> list[Reception]:
    """Make deposits of the files of the server that two looks see alike.

    A server that does not answer is told in the state of the inbox, and delays nothing else: the
    network is never waited for under the lock of deposits. One process brings at a time.
    """
    received: list[Reception] = []
    anomalies: list[Anomaly] = []
    try:
        with locked(settings.home, _LOCK), server(settings) as there:
            forget_copies(settings)
            first, _ = _listed(there)
            if first:
                time.sleep(gap_seconds)
            second, anomalies = _listed(there)
            for path, found in second.items():
                if first.get(path) == found:
                    received += _taken(settings, there, found, now, anomalies)
    except Busy:
        return []
    except RemoteFault as fault:
        anomalies.append(Anomaly(_SERVER, str(fault)))
    state.remember_remote(settings, anomalies)
    return received


def _listed(there: Server) -> tuple[dict[str, RemoteFile], list[Anomaly]]:
    """Return the files of the server that may be deposits, and what is told of the others."""
    files: dict[str, RemoteFile] = {}
    anomalies = []
    for found in there.walk(without=RETURNS):
        name = posixpath.basename(found.path)
        if names.is_unfinished(name):
            continue
        if found.kind == "file":
            files[found.path] = found
        else:
            reason = "sur le serveur n'est pas un fichier ordinaire : il n'est pas suivi"
            anomalies.append(Anomaly(names.shown(found.path), reason))
    return dict(sorted(files.items())), anomalies


def _taken(
    settings: Settings,
    there: Server,
    found: RemoteFile,
    now: datetime,
    anomalies: list[Anomaly],
) -> Iterator[Reception]:
    """Bring one file and yield its reception; what fails with it alone stays on the server."""
    drop = _drop(settings, found)
    try:
        arrival = _announced(settings, drop)
        there.get(found, drop.copy)
        if not _already_received(settings, drop, arrival):
            told = announced_by_folder(found.path)
            name = posixpath.basename(found.path)
            source = Source(drop.copy, told, arrival=arrival, name=name)
            with locked(settings.home, DEPOSIT_LOCK, wait_seconds=_WAIT_SECONDS):
                reception = receiving.receive(settings, source, now)
            yield reception
        there.remove(found)
    except (RemoteFault, NotTaken) as reason:
        anomalies.append(Anomaly(names.shown(found.path), str(reason)))
        drop.copy.unlink(missing_ok=True)
        if not there.alive:
            raise RemoteFault("ne répond plus") from reason
        return
    drop.intent.unlink(missing_ok=True)
    drop.copy.unlink(missing_ok=True)


def _drop(settings: Settings, found: RemoteFile) -> _Drop:
    folder = settings.home / _FOLDER
    private_folder(folder)
    told = f"{settings.inbox_distante} {found.path} {found.size} {found.modified}"
    key = hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return _Drop(key, found, folder)


def _announced(settings: Settings, drop: _Drop) -> str:
    """Return the identity of a drop, written before anything is brought.

    The same file dropped again, even with its old date, is another drop once the first is gone.
    """
    if drop.intent.exists():
        return str(read_json(drop.intent)["arrivee"])
    known = (r.arrival or "" for r in deposits.receptions(settings.deposits))
    before = sum(arrival.startswith(f"{MARK}{drop.key}") for arrival in known)
    arrival = f"{MARK}{drop.key}.{before + 1}"
    write_json(drop.intent, {"arrivee": arrival})
    return arrival


def _already_received(settings: Settings, drop: _Drop, arrival: str) -> bool:
    """Tell whether a run that was interrupted made a deposit of these very bytes."""
    made = [r for r in deposits.receptions(settings.deposits) if r.arrival == arrival]
    return bool(made) and made[0].sha256 == sha256_file(drop.copy)


def answer_there(settings: Settings) -> int:
    """Copy to the server the answers of what came from it; return how many deposits were answered.

    An answer is copied once; one that the network refused is copied by the next run.
    """
    done = settings.home / _FOLDER / "rendus"
    waiting = [
        reception.deposit
        for reception in deposits.receptions(settings.deposits)
        if (reception.arrival or "").startswith(MARK) and not (done / reception.deposit).exists()
    ]
    folders = _answers(settings, set(waiting)) if waiting else {}
    if not folders:
        return 0
    count = 0
    try:
        with server(settings) as there:
            for deposit, folder in folders.items():
                relative = folder.relative_to(settings.returns).as_posix()
                for path in sorted(folder.iterdir()):
                    there.put(path, f"{RETURNS}/{relative}/{path.name}")
                private_folder(done)
                write_bytes(done / deposit, b"")
                count += 1
    except RemoteFault as fault:
        state.remember_remote(settings, [Anomaly(_SERVER, str(fault))])
    return count


def _answers(settings: Settings, waiting: set[str]) -> dict[str, Path]:
    """Return the folder of answers of the deposits that have one."""
    found = settings.returns.glob("*/*__*")
    by_deposit = {path.name.rpartition("__")[2]: path for path in found if path.is_dir()}
    return {deposit: by_deposit[deposit] for deposit in sorted(waiting & by_deposit.keys())}


def forget_copies(settings: Settings) -> None:
    """Remove the copies that an interrupted run left; what announces them stays."""
    for leftover in (settings.home / _FOLDER).glob("*.copie"):
        leftover.unlink(missing_ok=True)
