"""The original of a deposit as its depositor sees it: sheet, lines and cells, nothing left out.

What belongs here: reading back every line of an original under its own number, broken rows and
title rows included. What does not: typing, judging (`gate`), what is given back (`annotated`).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import Any

from orchestration.lib.characters import decode
from orchestration.lib.contracts import Contract
from orchestration.lib.delimited import detect_delimiter
from orchestration.lib.nomenclatures import fold
from orchestration.lib.recognition import match_header
from orchestration.lib.workbooks import OWN_SHEETS

TO_MEND = "À corriger"
_HEAD = 40
_SHEET_NAME, _FORBIDDEN = 31, re.compile(r"[\[\]:*?/\\]|^'|'$")
Row = tuple[int, list[Any]]


@dataclass(frozen=True)
class Grid:
    """The lines of an original in order, its header among them.

    `shift` is what separates the number of a line from its row in a sheet (a Parquet file has no
    line for its header); `kept` are the positions of the columns to give back.
    """

    sheet: str
    header_line: int
    header: list[str]
    rows: Iterable[Row]
    height: int
    shift: int = 0

    def position(self, label: str, contract: Contract | None) -> int | None:
        """Return the position of a column that a problem names, if it can be found."""
        cells = [cell.strip() for cell in self.header]
        if label in cells:
            return cells.index(label)
        if contract is None:
            return None
        column = contract.column_of_header(fold(label))
        return match_header(self.header, contract).positions.get(column.name) if column else None


def grid_of(content: bytes, file_name: str, contract: Contract | None) -> Grid:
    """Return the lines of an original; raises FileRefused, ValueError or OSError when it has none.

    Raises LookupError when it holds no table.
    """
    if content.startswith(b"PAR1"):
        return _of_parquet(content, file_name)
    if content.startswith(b"PK\x03\x04"):
        inside = _only_member(content)
        if inside is not None:
            return grid_of(inside[1], inside[0], contract)
        return _of_workbook(content, contract)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _of_workbook(content, contract)
    return _of_text(content, file_name, contract)


def sheet_name(file_name: str) -> str:
    """Return the name that a spreadsheet gives to the sheet of a delimited file."""
    return _FORBIDDEN.sub("_", PurePath(file_name).stem)[:_SHEET_NAME] or "Feuille"


def _only_member(content: bytes) -> tuple[str, bytes] | None:
    """Return the only file of an archive; None for a workbook, which is one too."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [i.filename for i in archive.infolist() if not i.is_dir()]
        if "[Content_Types].xml" in names or "content.xml" in names:
            return None
        own = [n for n in names if not n.startswith("__MACOSX")]
        return PurePath(own[0]).name, archive.read(own[0])


def _of_text(content: bytes, file_name: str, contract: Contract | None) -> Grid:
    text, _ = decode(content)
    head = [line for line in islice(io.StringIO(text, newline=""), _HEAD) if line.strip()]
    if head and head[0].lower().startswith("sep="):
        delimiter = head[0].strip()[4:5]
    else:
        delimiter = max(map(detect_delimiter, head), key=lambda d: head[0].count(d))
    first = list(islice(_records(text, delimiter), _HEAD))
    line, header = _header(first, contract)
    return Grid(
        sheet_name(file_name), line, header, _records(text, delimiter), text.count("\n") + 1
    )


def _records(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or ";")
    line = 1
    for cells in reader:
        yield line, list(cells)
        line = reader.line_num + 1


def _of_workbook(content: bytes, contract: Contract | None) -> Grid:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables = [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ]
    except CalamineError as error:
        raise ValueError("classeur illisible") from error
    own = [t for t in tables if fold(t[0]) not in OWN_SHEETS] or tables
    best = max(own, key=lambda t: _fit(t[1], contract))
    rows: list[Row] = list(enumerate(best[1], 1))
    line, header = _header(rows[:_HEAD], contract)
    return Grid(best[0], line, header, rows, len(rows))


def _fit(table: list[list[Any]], contract: Contract | None) -> tuple[int, int]:
    """Return how well a sheet fits the contract: columns recognised, then lines."""
    try:
        _, header = _header(list(enumerate(table[:_HEAD], 1)), contract)
    except LookupError:
        return 0, 0
    known = len(match_header(header, contract).positions) if contract else 0
    return known, len(table)


def _of_parquet(content: bytes, file_name: str) -> Grid:
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(content))
    names = list(table.column_names)
    columns = [column.to_pylist() for column in table.columns]
    rows = ((number, list(cells)) for number, cells in enumerate(zip(*columns, strict=True), 1))
    return Grid(
        sheet_name(file_name), 0, names, _with_header(names, rows), table.num_rows + 1, shift=1
    )


def _with_header(header: list[str], rows: Iterable[Row]) -> Iterator[Row]:
    yield 0, list(header)
    yield from rows


def _header(rows: list[Row], contract: Contract | None) -> tuple[int, list[str]]:
    """Return the line of the header: the one with the most known columns, else the first full."""
    texts = [(line, ["" if c is None else str(c) for c in cells]) for line, cells in rows]
    full = [(line, cells) for line, cells in texts if sum(bool(c.strip()) for c in cells) > 1]
    if not full:
        full = [(line, cells) for line, cells in texts if any(c.strip() for c in cells)]
    if not full:
        raise LookupError("aucune ligne")
    if contract is None:
        return full[0]
    known = [len(match_header(cells, contract).positions) for _, cells in full]
    return full[known.index(max(known))]
