"""Reading of delimited text: encodings, delimiters, and rows whose structure is wrong.

What belongs here: bytes of text into columns, and the faults that make the rest of a file
untrustworthy. What does not: containers (`reading`), the meaning of columns (`recognition`).

A regular file is read by column. As soon as anything looks off (a row of the wrong width, a
quote out of place, a cell on two lines) the whole file goes through the careful reader, row by
row: it alone words the faults and knows the line of every row.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from orchestration.lib.columns import Body, Flags, body_of
from orchestration.lib.refusals import Caution, FileRefused, Reject, caution, reject

DELIMITERS = ";,\t|"
_HEAD = 1 << 20
_BLOCK = 1 << 22
_CHUNK = 1 << 24
_LINE_END = re.compile(rb"[\r\n]")
_ENDS_TOO_SOON = ("unexpected end of data", "truncated data")
csv.field_size_limit(10_000_000)


def empty_file() -> FileRefused:
    """Return the refusal of a file without anything in it."""
    return FileRefused("octets.fichier_vide")


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of `content` and the encoding it was written in.

    UTF-8 (with or without mark) and UTF-16 with mark are recognised, Windows-1252 otherwise.
    Raises FileRefused when the bytes are no text, are damaged, or stop in the middle of a
    character.
    """
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        if error.start >= len(error.object) - 3 and error.reason in _ENDS_TOO_SOON:
            raise _cut(line) from error
        _refuse_damaged_utf8(content, line)
        text, encoding = content.decode("cp1252", errors="replace"), "windows-1252"
    if "\x00" in text:
        raise FileRefused("octets.pas_du_texte")
    return text, encoding


def _refuse_damaged_utf8(content: bytes, line: int) -> None:
    """Refuse UTF-8 with a few bad bytes: read as Windows-1252, all its accents would be wrong."""
    text = content.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    accented = sum(c > "\x7f" for c in text) - bad
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or accented > bad:
        raise FileRefused("octets.caractere_illisible", line=line)


def _cut(line: int) -> FileRefused:
    return FileRefused("octets.fichier_coupe", line=line)


def detect_delimiter(header_line: str) -> str:
    """Return the delimiter that splits the header line into the most cells."""
    return max(DELIMITERS, key=lambda d: len(next(csv.reader([header_line], delimiter=d), [])))


def _plain_utf8(content: bytes) -> bool:
    """Tell whether the bytes are UTF-8 text, without holding that text in memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _CHUNK):
            decoder.decode(content[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return b"\x00" not in content


@dataclass(frozen=True)
class DelimitedText:
    """A delimited file in UTF-8 without mark: its header, and where its rows begin.

    `first` is the number of physical lines before the rows, `offset` the same in bytes; `width`
    counts the cells of the header, those left empty at its end excluded (`full_width` has them).
    """

    content: bytes
    header: list[str]
    full_width: int
    delimiter: str
    start: int
    first: int
    offset: int
    warnings: list[Caution]

    @property
    def width(self) -> int:
        """Return the number of named columns."""
        return len(self.header)

    def body(self) -> Body:
        """Return the rows; raises FileRefused where the rest cannot be trusted."""
        regular = _read_columns(self)
        if regular is not None:
            return regular
        return body_of(_careful_rows(self), self.width)


def open_delimited(content: bytes) -> DelimitedText:
    """Return the header of a delimited file; raises FileRefused when it has none."""
    warnings = []
    plain = content.removeprefix(codecs.BOM_UTF8)
    if not _plain_utf8(plain):
        text, encoding = decode(content)
        plain = text.encode("utf-8")
        if encoding == "windows-1252":
            warnings.append(caution("octets.windows_1252"))
    lines = _first_lines(plain)
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise empty_file()
    declared = None
    if lines[start].lower().startswith("sep=") and start + 1 < len(lines):
        declared, start = lines[start].strip()[4:5], start + 1
    delimiter = declared or detect_delimiter(lines[start])
    reader = csv.reader(iter(lines[start:]), delimiter=delimiter, strict=True)
    try:
        header = next(reader)
    except csv.Error as error:
        raise _open_quote(start + 1) from error
    full_width, first = len(header), start + reader.line_num
    while header and not header[-1].strip():
        header.pop()
    offset = sum(len(line.encode("utf-8")) for line in lines[:first])
    if not plain.endswith((b"\n", b"\r")) and len(lines) > start + 1:
        warnings.append(caution("octets.derniere_ligne"))
    return DelimitedText(plain, header, full_width, delimiter, start, first, offset, warnings)


def _lines(content: bytes) -> list[str]:
    return io.StringIO(content.decode("utf-8", errors="ignore"), newline="").readlines()


def _first_lines(content: bytes) -> list[str]:
    """Return the first lines: enough to hold the header, all of them when it is far away."""
    head = _lines(content[:_HEAD])
    if len(content) <= _HEAD:
        return head
    return head[:-1] if any(line.strip() for line in head[:-4]) else _lines(content)


def _read_columns(table: DelimitedText) -> Body | None:
    """Return the rows of a regular file by column, None when it must be read with care."""
    content, end = table.content, len(table.content)
    while end > table.offset and content[end - 1] in b"\r\n":
        end -= 1
    if end == table.offset or table.delimiter not in DELIMITERS:
        return None
    if not _quotes_are_regular(table, end):
        return None
    rows: Any = pa.BufferReader(pa.py_buffer(content).slice(table.offset, end - table.offset))
    names = [str(i) for i in range(table.full_width)]
    try:
        found = pa_csv.read_csv(
            rows,
            pa_csv.ReadOptions(column_names=names, block_size=_BLOCK),
            pa_csv.ParseOptions(
                delimiter=table.delimiter, newlines_in_values=False, ignore_empty_lines=False
            ),
            pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    lines = np.arange(found.num_rows, dtype=np.int64) + table.first + 1
    columns: list[Any] = []
    while found.num_columns:  # One column at a time: a national file is not held twice.
        columns.append(found.column(0).combine_chunks())
        found = found.remove_column(0)
    if not all(_is_blank(c).all() for c in columns[table.width :]):
        return None
    columns = columns[: table.width]
    blank = _blank_rows(columns)
    if blank.any():
        filled = pa.array(~blank)
        lines, columns = lines[~blank], [c.filter(filled) for c in columns]
    return Body(lines, columns)


def _quotes_are_regular(table: DelimitedText, end: int) -> bool:
    """Tell whether each line that holds a quote is a whole row, read alone and strictly."""
    content, done = table.content, table.offset
    while (quote := content.find(b'"', done, end)) >= 0:
        start = max(content.rfind(eol, done, quote) for eol in (b"\n", b"\r")) + 1 or done
        stop = _LINE_END.search(content, quote, end)
        done = stop.start() if stop else end
        line = content[start:done].decode("utf-8")
        try:
            cells = next(csv.reader([line], delimiter=table.delimiter, strict=True))
        except csv.Error:
            return False
        if len(cells) != table.full_width or line.count('"') % 2:
            return False
    return True


def _is_blank(column: pa.Array[Any]) -> Flags:
    trimmed: Any = pc.utf8_trim_whitespace(column)
    return np.asarray(pc.utf8_length(trimmed).to_numpy() == 0)


def _blank_rows(columns: list[pa.Array[Any]]) -> Flags:
    blank = np.ones(len(columns[0]) if columns else 0, dtype=bool)
    for column in columns:
        if not blank.any():
            break
        blank &= _is_blank(column)
    return blank


def _open_quote(line: int) -> FileRefused:
    return FileRefused("octets.guillemet_ouvert", line=line)


def _careful_rows(table: DelimitedText) -> Iterator[tuple[int, list[str]] | Reject]:
    lines, start, width = _lines(table.content), table.start, table.width
    reader = csv.reader(iter(lines[start:]), delimiter=table.delimiter, strict=True)
    next(reader)
    while True:
        line = start + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _open_quote(line) from error
        end = start + reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        is_last_and_open = end >= len(lines) and not lines[-1].endswith(("\n", "\r"))
        if len(cells) < width and is_last_and_open:
            raise _cut(line)
        # A cell as rich in delimiters as a whole row has swallowed one.
        if end > line and any(cell.count(table.delimiter) >= width - 1 for cell in cells):
            raise _open_quote(line)
        raw = "".join(lines[line - 1 : end])
        yield _checked(line, end, cells, width, raw.count('"') % 2 == 1)


def _checked(
    line: int, end: int, cells: list[str], width: int, odd_quotes: bool
) -> tuple[int, list[str]] | Reject:
    extra = cells[width:]
    if end > line and len(cells) != width:
        raise _open_quote(line)
    if odd_quotes:
        return reject("octets.guillemet_isole", line)
    if len(cells) < width or any(c.strip() for c in extra):
        code = "valeurs_manquantes" if len(cells) < width else "valeurs_en_trop"
        return reject(f"structure.{code}", line, found=len(cells), expected=width)
    return line, cells[:width]
