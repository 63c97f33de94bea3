"""Archives and the inside of workbooks: what may be unzipped, and within which limits.

What belongs here: the limits, and the verdict on the list of members before any of them is
opened. What does not: what the members mean (`workbooks`, `reading`). A workbook is an archive
too: the same bombs hide in it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.lib.refusals import FileRefused

MAX_FILE = 1_000_000_000
MAX_UNZIPPED = 2_000_000_000
MAX_MEMBERS = 2_000
# Nothing that people write shrinks that much; what is small cannot hurt.
MAX_RATIO, RATIO_FROM = 200, 10_000_000
_ENCRYPTED = 0x1
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db")
# What `zipfile` raises on damaged bytes, depending on which ones are.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, KeyError,
    NotImplementedError, IndexError,
)  # fmt: skip


@contextmanager
def opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose list of members is within the limits; raises FileRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_excess(archive.infolist())
            yield archive
    except _BROKEN as error:
        raise FileRefused("octets.archive_abimee") from error


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files of an archive that a person put there."""
    return [
        member
        for member in archive.infolist()
        if not member.is_dir()
        and not member.filename.startswith(_IGNORED[0])
        and not member.filename.endswith(_IGNORED[1:])
    ]


def only_member(archive: zipfile.ZipFile, *, nested: bool) -> bytes:
    """Return the bytes of the one file of an archive; raises FileRefused where there is no one."""
    found = members(archive)
    if len(found) != 1 or nested:
        what = "une autre archive" if nested else _files(len(found))
        raise FileRefused("octets.archive_contenu", what=what)
    name = found[0].filename.replace("\\", "/")
    if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
        raise FileRefused("octets.archive_chemin")
    if found[0].flag_bits & _ENCRYPTED:
        raise FileRefused("octets.archive_protegee")
    return archive.read(found[0])


def _files(count: int) -> str:
    return f"{count} fichiers" if count else "aucun fichier"


def _refuse_excess(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_MEMBERS:
        raise FileRefused("octets.archive_trop_de_fichiers", count=len(infos), most=MAX_MEMBERS)
    total = sum(info.file_size for info in infos)
    if total > MAX_UNZIPPED:
        most = f"{MAX_UNZIPPED // 1_000_000_000} Go"
        raise FileRefused("octets.archive_trop_grosse", most=most)
    for info in infos:
        if info.file_size > max(RATIO_FROM, MAX_RATIO * info.compress_size):
            raise FileRefused("octets.archive_bombe", most=MAX_RATIO)
