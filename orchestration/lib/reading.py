"""Reading of deposited files into columns of text, whatever their container.

What belongs here: telling what a file is (by its bytes, not its name), and Parquet. What does
not: delimited text (`delimited`), workbooks (`workbooks`), the limits of archives (`archives`),
the meaning of columns (`recognition`) and of values (`cleaning`).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from orchestration.lib.archives import MAX_FILE, only_member, opened
from orchestration.lib.columns import Body, SourceTable
from orchestration.lib.delimited import empty_file, open_delimited
from orchestration.lib.headers import HeaderFinder, first_wide_row
from orchestration.lib.refusals import FileRefused
from orchestration.lib.workbooks import as_text, read_workbook

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_CONTAINERS = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0": "workbook",
    b"PAR1": "parquet",
}
_MAX_CELLS = 200_000_000  # Of a Parquet: a few bytes of it may stand for any number of rows.
_WORD, _SLIDES = "un document de traitement de texte", "un diaporama"
_PACKED = "une archive d'un autre format que zip"
_FOREIGN = {
    b"%PDF": "un document PDF",
    b"{\\rtf": _WORD,
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"\x1f\x8b": _PACKED,
    b"7z\xbc\xaf\x27\x1c": _PACKED,
    b"Rar!": _PACKED,
}
_FOREIGN_TEXT = {
    b"<?xml": "un document XML",
    b"{": "un document JSON",
    b"[{": "un document JSON",
}
_FOREIGN_MEMBERS = {"word/document.xml": _WORD, "ppt/presentation.xml": _SLIDES}
_ODF = {b"opendocument.text": _WORD, b"opendocument.presentation": _SLIDES}
_OLD_WORD, _LOCKED = "WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
_BLANK = b"\x00\xef\xbb\xbf \r\n\t"


def read_table(content: bytes, find: HeaderFinder = first_wide_row) -> SourceTable:
    """Return the table in `content`; raises FileRefused with a plain reason when there is none.

    `find` chooses the header among the first rows.
    """
    if len(content) > MAX_FILE:
        raise FileRefused("octets.fichier_trop_gros", most=f"{MAX_FILE // 1_000_000} Mo")
    return _read(content, find, nested=False)


def _read(content: bytes, find: HeaderFinder, *, nested: bool) -> SourceTable:
    if not content.strip(_BLANK):
        raise empty_file()
    _refuse_foreign(content)
    kind = next((k for magic, k in _CONTAINERS.items() if content.startswith(magic)), "text")
    if kind == "zip":
        return _read_archive(content, find, nested=nested)
    if kind == "workbook":
        if _OLD_WORD in content:
            raise FileRefused("octets.autre_document", what=_WORD)
        if _LOCKED in content:
            raise FileRefused("octets.classeur_protege")
        return read_workbook(content, find)
    if kind == "parquet":
        return _read_parquet(content)
    text = open_delimited(content, find)
    return SourceTable(text.header, text.body, text.warnings, text.header_line)


def _refuse_foreign(content: bytes) -> None:
    start = content[:400].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head")):
        raise FileRefused("octets.page_web")
    whole = next((what for magic, what in _FOREIGN.items() if content.startswith(magic)), None)
    text = next((what for magic, what in _FOREIGN_TEXT.items() if start.startswith(magic)), None)
    if whole or text:
        raise FileRefused("octets.autre_document", what=whole or text)


def _read_archive(content: bytes, find: HeaderFinder, *, nested: bool) -> SourceTable:
    with opened(content) as archive:
        names = archive.namelist()
        foreign = next((what for n, what in _FOREIGN_MEMBERS.items() if n in names), None)
        if "mimetype" in names and "content.xml" in names:
            kind = archive.read("mimetype")
            foreign = next((what for mark, what in _ODF.items() if mark in kind), foreign)
        if foreign:
            raise FileRefused("octets.autre_document", what=foreign)
        workbook = "[Content_Types].xml" in names or "content.xml" in names
        inside = b"" if workbook else only_member(archive, nested=nested)
    return read_workbook(content, find) if workbook else _read(inside, find, nested=True)


def _read_parquet(content: bytes) -> SourceTable:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(io.BytesIO(content))
        # One long text and the number of its rows are a few bytes: never written out in full.
        coded = [f.name for f in schema if not pa.types.is_nested(f.type)]
        file = pq.ParquetFile(io.BytesIO(content), read_dictionary=coded)
        if _cells(file.metadata) > _MAX_CELLS:
            raise FileRefused(
                "octets.fichier_trop_gros", most=f"{_MAX_CELLS // 1_000_000} millions de cellules"
            )
        table = file.read()
        columns = [_texts(c) for c in table.columns]
    except (pa.ArrowException, ValueError, OSError) as error:
        raise FileRefused("octets.parquet_abime") from error
    lines = np.arange(1, table.num_rows + 1, dtype=np.int64)
    return SourceTable(list(table.column_names), lambda: Body(lines, columns), [])


def _cells(metadata: pq.FileMetaData) -> int:
    """Return how many values a Parquet holds, those inside lists included."""
    groups = map(metadata.row_group, range(metadata.num_row_groups))
    return sum(g.column(rank).num_values for g in groups for rank in range(g.num_columns))


def _texts(chunks: pa.ChunkedArray[Any]) -> pa.Array[Any]:
    """Return a column of any type as texts; each distinct value is converted once."""
    import pyarrow as pa

    column: Any = chunks.combine_chunks()
    if pa.types.is_nested(column.type) or len(column) == 0:
        return pa.array([as_text(v) for v in column.to_pylist()], pa.string())
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    distinct = [as_text(v) for v in column.dictionary.to_pylist()]
    texts: pa.Array[Any] = pa.array(distinct, pa.string()).take(column.indices).fill_null("")
    return texts
