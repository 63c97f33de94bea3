"""Faults that stop a command: what the user is told, in French.

What belongs here: their common base, and why the system refused an operation on a file. What
does not: a refused file, which is a verdict (`refusals`).
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT)
_REASONS = {
    errno.ENOENT: "introuvable",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EISDIR: "c'est un dossier",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota du disque est atteint",
    errno.EROFS: "le disque est en lecture seule",
    errno.EEXIST: "un fichier de ce nom existe déjà",
    errno.EIO: "le disque ou le partage ne répond pas",
    errno.ESTALE: "le partage a été déconnecté",
}


class PlatformFault(Exception):
    """The platform cannot do what is asked; the message is for the user, in French."""


@contextmanager
def told_when_full(home: Path) -> Iterator[None]:
    """Raise PlatformFault when the disk has no room: what waits goes on waiting."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise PlatformFault(
            f"Plus de place dans {home} : {system_reason(error)}. Libérez de la place, puis "
            "relancez : les fichiers et les dépôts attendent, rien n'est perdu."
        ) from error


def system_reason(error: OSError) -> str:
    """Return in French why the system refused a file operation."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))
