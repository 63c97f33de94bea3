"""Looking at the inbox: which files are there, which are whole, what is no file.

What belongs here: listing without ever following a link nor opening anything, and telling a file
that is still being written from one that is whole. What does not: taking files (`receiving`),
what stays after a run (`state`).
"""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from orchestration.lib.faults import system_reason
from orchestration.lib.inbox import names

GAP_SECONDS = 1.0
_FORGOTTEN_SECONDS = 86_400.0
_KINDS = (
    (stat.S_ISLNK, "est un lien, qui n'est jamais suivi : déposez le fichier lui-même"),
    (stat.S_ISFIFO, "est un tube, pas un fichier : retirez-le"),
    (stat.S_ISSOCK, "est une prise réseau, pas un fichier : retirez-la"),
    (stat.S_ISCHR, "est un périphérique, pas un fichier : retirez-le"),
    (stat.S_ISBLK, "est un périphérique, pas un fichier : retirez-le"),
)


@dataclass(frozen=True)
class State:
    """What tells two states of a file apart without reading it."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @classmethod
    def of(cls, found: os.stat_result) -> State:
        """Return the state that the system reports."""
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)

    def same_content(self, other: State) -> bool:
        """Tell whether nobody wrote between the two states: a change of name is no writing."""
        mine = (self.size, self.mtime_ns, self.inode)
        return mine == (other.size, other.mtime_ns, other.inode)


@dataclass(frozen=True, order=True)
class Anomaly:
    """What is in the inbox and stays there: its name on one line, and why, in French."""

    name: str
    reason: str

    def __str__(self) -> str:
        """Return the sentence for whoever looks after the platform."""
        return f"« {self.name} » {self.reason}."


@dataclass
class Look:
    """What one look saw, by path inside the inbox."""

    now: datetime
    files: dict[str, State] = field(default_factory=dict)
    anomalies: list[Anomaly] = field(default_factory=list)

    def note(self, relative: str, reason: str) -> None:
        """Record what cannot be taken."""
        self.anomalies.append(Anomaly(names.shown(relative), reason))


def look(inbox: Path, now: datetime) -> Look:
    """List the inbox and its sub-folders once; nothing is opened, no link is followed.

    `now` only tells a copy that somebody has forgotten.
    """
    seen = Look(now)
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(inbox / folder) as entries:
                listed = list(entries)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            seen.note(folder or inbox.name, f"ne s'ouvre pas ({system_reason(error)})")
            continue
        for entry in listed:
            relative = os.path.join(folder, entry.name)  # noqa: PTH118 - names may not be text
            if _sort(seen, relative, entry):
                folders.append(relative)
    seen.files = dict(sorted(seen.files.items(), key=lambda item: os.fsencode(item[0])))
    seen.anomalies.sort()
    return seen


def _sort(seen: Look, relative: str, entry: os.DirEntry[str]) -> bool:
    """Put one entry where it belongs; return whether it is a folder to look into."""
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    except OSError as error:
        seen.note(relative, f"ne peut pas être examiné ({system_reason(error)})")
        return False
    if names.is_unfinished(entry.name):
        _note_forgotten(seen, relative, entry.name, found)
    elif stat.S_ISDIR(found.st_mode):
        if names.looks_like_data(entry.name):
            seen.note(relative, "est un dossier, malgré son nom : son contenu est examiné")
        return True
    elif stat.S_ISREG(found.st_mode):
        if os.access(entry.path, os.R_OK):
            seen.files[relative] = State.of(found)
        else:
            seen.note(relative, "n'est pas lisible : donnez à la plateforme le droit de le lire")
    else:
        kind = next((text for test, text in _KINDS if test(found.st_mode)), "n'est pas un fichier")
        seen.note(relative, kind)
    return False


def _note_forgotten(seen: Look, relative: str, name: str, found: os.stat_result) -> None:
    """Mention a copy under way that has not moved for a day: it was probably interrupted."""
    still = seen.now.timestamp() - found.st_mtime > _FORGOTTEN_SECONDS
    if still and stat.S_ISREG(found.st_mode) and names.is_copy_under_way(name):
        seen.note(relative, "semble une copie interrompue : déposez de nouveau le fichier")


# The last look that a program took while it had something else to do, by inbox.
_glances: dict[Path, tuple[float, Look]] = {}


def glance(inbox: Path, now: datetime) -> None:
    """Take the first look of `settled` early: the time until it is asked for counts in the gap."""
    _glances[inbox] = (time.monotonic(), look(inbox, now))


def settled(inbox: Path, now: datetime, gap_seconds: float = GAP_SECONDS) -> Look:
    """Return what two looks saw alike: a file that changed in between waits for the next run.

    The gap is measured by the timer of the machine: neither a clock set back nor a file dated
    from tomorrow makes a file whole, nor keeps it waiting.
    """
    if inbox not in _glances:
        glance(inbox, now)
    taken, first = _glances.pop(inbox)
    if not first.files:
        return first
    time.sleep(max(0.0, taken + gap_seconds - time.monotonic()))
    second = look(inbox, now)
    second.files = {
        relative: state
        for relative, state in second.files.items()
        if relative in first.files and first.files[relative].same_content(state)
    }
    return second
