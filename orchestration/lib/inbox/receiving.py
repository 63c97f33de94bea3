"""Receiving: the immutable copy of one file, numbered and identified by its content.

What belongs here: copying without ever holding a file in memory, and noticing that it changes
meanwhile. What does not: which files to take (`watching`, `intake`), what follows (`deposits`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from orchestration.lib.atomic import fsync_folder, write_json
from orchestration.lib.deposits import ORIGINAL, RECEPTION, Reception, receptions
from orchestration.lib.faults import system_reason
from orchestration.lib.inbox.names import stored_name
from orchestration.lib.inbox.watching import State
from orchestration.lib.private import OWNER_FOLDER, OWNER_READS, private_home
from orchestration.lib.recognition import Announced
from orchestration.lib.settings import Settings

_ID = 12
_BLOCK = 1 << 20
_UNFINISHED = ".*.tmp"


class NotTaken(Exception):
    """A file stays where it is; the message says why, in French, after its name."""


class StillWritten(NotTaken):
    """Somebody is writing the file: it waits for the next run."""


class Vanished(NotTaken):
    """The file was removed or renamed: it is no deposit under that name."""


@dataclass
class Register:
    """What numbers a new deposit: the last rank given, how often a content came, from where."""

    last_rank: int
    arrivals: dict[str, int] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, deposits: Path) -> Register:
        """Read the register of the deposits that are there."""
        found = receptions(deposits)
        register = cls(max((r.rank for r in found), default=0))
        register.known = {r.arrival for r in found if r.arrival}
        for path in deposits.glob("[!.]*"):
            content = path.name[:_ID]
            register.arrivals[content] = register.arrivals.get(content, 0) + 1
        return register

    def enter(self, digest: str) -> tuple[str, int]:
        """Return the id and the rank of a new deposit of this content."""
        content = digest[:_ID]
        self.last_rank += 1
        self.arrivals[content] = count = self.arrivals.get(content, 0) + 1
        return content if count == 1 else f"{content}-{count}", self.last_rank


@dataclass(frozen=True)
class Source:
    """A file to receive. `watched` tells one that a service dropped from one given by hand.

    `arrival` identifies the drop where the caller knows better than the file system (a file that
    came from elsewhere); `name` is then the name that its depositor gave it.
    """

    path: Path
    announced: Announced
    watched: str | None = None
    arrival: str | None = None
    name: str | None = None
    reason: str | None = None


def arrival_of(relative: str, state: State) -> str:
    """Return what identifies one drop of a file in the inbox.

    The same file dropped again gets another one, even with its old date: no user can set the
    time of the last change that the system keeps for itself.
    """
    told = f"{state.size} {state.mtime_ns} {state.ctime_ns} ".encode() + os.fsencode(relative)
    return hashlib.sha256(told).hexdigest()[:16]


def forget_unfinished(settings: Settings) -> None:
    """Remove the copies that a killed process left half made; called under the deposit lock."""
    for leftover in settings.deposits.glob(_UNFINISHED):
        shutil.rmtree(leftover, ignore_errors=True)


def receive(
    settings: Settings, source: Source, now: datetime, register: Register | None = None
) -> Reception:
    """Copy a file into a new immutable deposit and return its reception.

    The id comes from the content; the same content dropped again gets the next suffix, so that
    no arrival is forgotten. Whoever receives many files reads the `register` once. Raises
    NotTaken when the file cannot be had whole, OSError when there is no room for it.
    """
    private_home(settings)
    numbers = register or Register.of(settings.deposits)
    name = stored_name(source.name or source.path.name)
    with _opened(source) as (stream, before), _being_made(settings) as temporary:
        digest, size = _copied(stream, temporary / ORIGINAL / name)
        after = State.of(os.fstat(stream.fileno()))
        if source.watched is not None:
            _still_there(source.path, before, after, size)
        deposit, rank = numbers.enter(digest)
        arrival = source.arrival
        if arrival is None and source.watched is not None:
            arrival = arrival_of(source.watched, after)
        reception = Reception(
            deposit=deposit,
            rank=rank,
            file_name=name,
            sha256=digest,
            size=size,
            received_at=now.isoformat(timespec="seconds"),
            domain=source.announced.domain,
            school_year=source.announced.school_year,
            scope=source.announced.scope,
            arrival=arrival,
            reason=source.reason,
        )
        write_json(temporary / RECEPTION, asdict(reception))
        temporary.rename(settings.deposits / deposit)
        fsync_folder(settings.deposits)
    if arrival is not None:
        numbers.known.add(arrival)
    return reception


def take_away(path: Path, state: State) -> None:
    """Remove a received file from the inbox, unless it is another one by now.

    A folder that cannot be written keeps it: the state of the inbox says so.
    """
    with suppress(OSError):
        if State.of(path.lstat()).same_content(state):
            path.unlink()


@contextmanager
def _opened(source: Source) -> Iterator[tuple[BinaryIO, State]]:
    """Yield the file, never through a link nor waiting for somebody to write into a pipe."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        descriptor = os.open(source.path, flags | (os.O_NOFOLLOW if source.watched else 0))
    except FileNotFoundError as error:
        raise Vanished("n'est plus là") from error
    except OSError as error:
        raise NotTaken(f"ne s'ouvre pas ({system_reason(error)})") from error
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise NotTaken("n'est pas un fichier")
        if source.watched is not None and _somebody_writes(descriptor):
            raise StillWritten("est en cours d'écriture")
        yield stream, State.of(found)


def _somebody_writes(descriptor: int) -> bool:
    """Tell whether a process of this machine has the file open for writing, where it can be told.

    A transfer that stalls changes nothing between two looks; the server that receives it keeps
    the file open. Linux refuses a read lease then; elsewhere the two looks decide alone.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


@contextmanager
def _being_made(settings: Settings) -> Iterator[Path]:
    """Yield the folder of a deposit in the making; nothing of it stays if it is not finished."""
    temporary = settings.deposits / f".reception.{os.getpid()}.tmp"
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(mode=OWNER_FOLDER)
        (temporary / ORIGINAL).mkdir(mode=OWNER_FOLDER)
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _copied(stream: BinaryIO, target: Path) -> tuple[str, int]:
    """Copy a stream durably; return its SHA-256 and its size."""
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as copy:
        while block := _block(stream):
            copy.write(block)
            digest.update(block)
            size += len(block)
        copy.flush()
        os.fsync(copy.fileno())
    target.chmod(OWNER_READS)
    fsync_folder(target.parent)
    return digest.hexdigest(), size


def _block(stream: BinaryIO) -> bytes:
    try:
        return stream.read(_BLOCK)
    except OSError as error:
        raise NotTaken(f"ne peut pas être lu ({system_reason(error)})") from error


def _still_there(path: Path, before: State, after: State, size: int) -> None:
    """Raise NotTaken unless the file that was read is still there, unchanged, under its name."""
    if not before.same_content(after) or size != after.size:
        raise StillWritten("a changé pendant la lecture")
    try:
        present = State.of(path.lstat())
    except OSError as error:
        raise Vanished("n'est plus là") from error
    if present.inode != after.inode:
        raise Vanished("a été remplacé pendant la lecture")
