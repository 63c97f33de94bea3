"""Reading of deposited files into columns of text, whatever their container.

What belongs here: telling what a file is (by its bytes, not its name), spreadsheets, archives,
Parquet; and the faults that make a container unreadable. What does not: delimited text
(`delimited`), the meaning of columns (`recognition`) and of values (`cleaning`).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from orchestration.lib.columns import Body, body_of
from orchestration.lib.delimited import empty_file, open_delimited
from orchestration.lib.refusals import Caution, FileRefused, caution

if TYPE_CHECKING:
    import pyarrow as pa

_MAX_UNZIPPED = 2_000_000_000
_ENCRYPTED = 0x1
# What `zipfile` raises on damaged bytes, depending on which ones are.
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, KeyError,
    NotImplementedError,
)  # fmt: skip
_CONTAINERS = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0": "workbook",
    b"PAR1": "parquet",
}
_FOREIGN = {
    b"%PDF": "un document PDF",
    b"{\\rtf": "un document de traitement de texte",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
}


@dataclass(frozen=True)
class SourceTable:
    """A file read as text: its header, and how to read its rows.

    `body` reads the rows, once; it raises FileRefused where the rest of the file cannot be
    trusted.
    """

    header: list[str]
    body: Callable[[], Body]
    warnings: list[Caution]


def read_table(content: bytes) -> SourceTable:
    """Return the table in `content`; raises FileRefused with a plain reason when there is none."""
    return _read(content, nested=False)


def _read(content: bytes, nested: bool) -> SourceTable:
    if not content.strip(b"\x00\xef\xbb\xbf \r\n\t"):
        raise empty_file()
    for magic, what in _FOREIGN.items():
        if content.startswith(magic):
            raise FileRefused("octets.autre_document", what=what)
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise FileRefused("octets.page_web")
    kind = next((k for magic, k in _CONTAINERS.items() if content.startswith(magic)), "text")
    if kind == "zip":
        return _read_archive(content, nested)
    if kind == "workbook":
        return _read_workbook(content)
    if kind == "parquet":
        return _read_parquet(content)
    text = open_delimited(content)
    return SourceTable(text.header, text.body, text.warnings)


def _read_archive(content: bytes, nested: bool) -> SourceTable:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [
                i.filename
                for i in archive.infolist()
                if not i.is_dir() and not i.filename.startswith("__MACOSX")
            ]
            if "[Content_Types].xml" in names or "content.xml" in names:
                return _read_workbook(content)
            if len(names) != 1 or nested:
                what = "une autre archive" if nested else f"{len(names)} fichiers"
                raise FileRefused("octets.archive_contenu", what=what)
            if archive.getinfo(names[0]).file_size > _MAX_UNZIPPED:
                raise FileRefused("octets.archive_trop_grosse")
            if archive.getinfo(names[0]).flag_bits & _ENCRYPTED:
                raise FileRefused("octets.archive_protegee")
            inside = archive.read(names[0])
    except _BROKEN_ARCHIVE as error:
        raise FileRefused("octets.archive_abimee") from error
    return _read(inside, nested=True)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _read_workbook(content: bytes) -> SourceTable:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_index(i) for i in range(len(book.sheet_names))]
        tables = [sheet.to_python(skip_empty_area=False) for sheet in sheets]
    except (CalamineError, ValueError, OSError) as error:
        raise FileRefused("octets.classeur_illisible") from error
    lines = [[_as_text(c) for c in row] for row in max(tables, key=len, default=[])]
    start = next((i for i, row in enumerate(lines) if sum(map(bool, row)) > 1), None)
    if start is None:
        raise FileRefused("octets.classeur_vide")
    header = lines[start]
    while header and not header[-1].strip():
        header = header[:-1]
    body = (
        (n, row[: len(header)])
        for n, row in enumerate(lines[start + 1 :], start + 2)
        if any(c.strip() for c in row)
    )
    several = len([t for t in tables if t]) > 1
    note = caution("octets.plusieurs_feuilles")
    return SourceTable(header, lambda: body_of(body, len(header)), [note] if several else [])


def _read_parquet(content: bytes) -> SourceTable:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(content))
        columns = [_texts(c) for c in table.columns]
    except (pa.ArrowException, ValueError, OSError) as error:
        raise FileRefused("octets.parquet_abime") from error
    lines = np.arange(1, table.num_rows + 1, dtype=np.int64)
    return SourceTable(list(table.column_names), lambda: Body(lines, columns), [])


def _texts(chunks: pa.ChunkedArray[Any]) -> pa.Array[Any]:
    """Return a column of any type as texts; each distinct value is converted once."""
    import pyarrow as pa

    column: Any = chunks.combine_chunks()
    if pa.types.is_nested(column.type) or len(column) == 0:
        return pa.array([_as_text(v) for v in column.to_pylist()], pa.string())
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    encoded = column.dictionary_encode(null_encoding="encode")
    distinct = [_as_text(v) for v in encoded.dictionary.to_pylist()]
    return pa.array(distinct, pa.string()).take(encoded.indices)
