"""Reading of delimited text: delimiters, and rows whose structure is wrong.

What belongs here: bytes of text into columns, and the faults that make the rest of a file
untrustworthy. What does not: containers (`reading`), encodings (`characters`), which row is the
header (`headers`), the meaning of columns (`recognition`).

A regular file is read by column. As soon as anything looks off (a row of the wrong width, a
quote out of place, a cell on two lines) the whole file goes through the careful reader, row by
row: it alone words the faults and knows the line of every row.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from orchestration.lib.asides import code_of_aside
from orchestration.lib.characters import decode, is_plain_utf8
from orchestration.lib.columns import Body, body_of, is_blank, without_blanks
from orchestration.lib.headers import TOP_ROWS, HeaderFinder, HeaderPlace, first_row
from orchestration.lib.refusals import Caution, FileRefused, Reject, caution, reject

DELIMITERS = ";,\t|"
_HEAD = 1 << 20
_BLOCK = 1 << 22
_SAMPLED = 100
# More rows of the wrong width than this tell that the width itself is wrong.
_ODD_ROWS = 1000
_LINE_END = re.compile(rb"[\r\n]")
_LONGEST = 10_000_000
csv.field_size_limit(_LONGEST)


def empty_file() -> FileRefused:
    """Return the refusal of a file without anything in it."""
    return FileRefused("octets.fichier_vide")


def detect_delimiter(header_line: str) -> str:
    """Return the delimiter that splits the header line into the most cells."""
    return max(DELIMITERS, key=lambda d: len(next(csv.reader([header_line], delimiter=d), [])))


@dataclass(frozen=True)
class DelimitedText:
    """A delimited file in UTF-8 without mark: its header, and where its rows begin.

    `first` is the number of physical lines before the rows, `offset` the same in bytes; `width`
    counts the cells of the header, those left empty at its end excluded (`full_width` has them).
    """

    content: bytes
    header: list[str]
    header_line: int
    full_width: int
    delimiter: str
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


@dataclass(frozen=True)
class _Top:
    """The first rows, cut with one delimiter: cells, and the physical lines before and after."""

    delimiter: str
    rows: list[list[str]]
    spans: list[tuple[int, int]]


def open_delimited(content: bytes, find: HeaderFinder = first_row) -> DelimitedText:
    """Return the header of a delimited file; raises FileRefused when it has none."""
    plain, warnings = _as_utf8(content)
    lines = _first_lines(plain)
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise empty_file()
    declared = None
    if lines[start].lower().startswith("sep=") and start + 1 < len(lines):
        declared, start = lines[start].strip()[4:5], start + 1
    if len(lines[start]) > _LONGEST:
        raise _unreadable(start + 1, lines[start])
    top, place = _find_header(lines, start, declared, find)
    begin, first = top.spans[place.rank][0], top.spans[place.rank + place.rows - 1][1]
    offset = sum(len(line.encode("utf-8")) for line in lines[:first])
    titles = sum(any(map(str.strip, row)) for row in top.rows[: place.rank])
    if titles:
        warnings.append(caution("octets.titre_au_dessus", line=begin + 1, count=titles))
    if place.rows > 1:
        warnings.append(caution("octets.en_tete_fusionne", line=begin + 1))
    if not plain.endswith((b"\n", b"\r")) and len(lines) > start + 1:
        warnings.append(caution("octets.derniere_ligne"))
    full_width = len(top.rows[place.rank + place.rows - 1])
    return DelimitedText(
        plain, place.cells, begin + 1, full_width, top.delimiter, first, offset, warnings
    )


def _as_utf8(content: bytes) -> tuple[bytes, list[Caution]]:
    """Return the text in UTF-8 without mark, and what has to be said of how it was written."""
    plain = content.removeprefix(codecs.BOM_UTF8)
    warnings: list[Caution] = []
    if not is_plain_utf8(plain):
        text, warnings = decode(content)
        plain = text.encode("utf-8")
    inside = plain.find(codecs.BOM_UTF8)
    if inside >= 0:
        line = plain.count(b"\n", 0, inside) + 1
        warnings = [*warnings, caution("octets.marque_au_milieu", line=line)]
        plain = plain.replace(codecs.BOM_UTF8, b"")
    return plain, warnings


def _find_header(
    lines: list[str], start: int, declared: str | None, find: HeaderFinder
) -> tuple[_Top, HeaderPlace]:
    """Return the first rows cut with the right delimiter, and where their header is.

    A title above the table may hold no delimiter, or another one: where the likely delimiter
    shows no known header, the others are tried.
    """
    likely = declared or detect_delimiter(lines[start])
    best: tuple[_Top, HeaderPlace] | None = None
    for delimiter in dict.fromkeys([likely, *([] if declared else DELIMITERS)]):
        top = _top(lines, start, delimiter)
        place = find(top.rows)
        if place is not None and (best is None or place.share > best[1].share):
            best = top, place
        if best is not None and best[1].share == 1:
            break
    if best is None:
        raise empty_file()
    return best


def _top(lines: list[str], start: int, delimiter: str) -> _Top:
    reader = csv.reader(iter(lines[start:]), delimiter=delimiter, strict=True)
    top = _Top(delimiter, [], [])
    while len(top.rows) <= TOP_ROWS:
        before = start + reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            if not top.rows:
                raise _unreadable(before + 1, lines[before]) from error
            break
        top.rows.append(row)
        top.spans.append((before, start + reader.line_num))
    return top


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
    odd: dict[int, Reject | None] = {}
    try:
        found = _parsed(table, end)
    except pa.ArrowInvalid:
        try:
            found = _parsed(table, end, odd)
        except (pa.ArrowInvalid, _Careful):
            return None
    lines = np.arange(found.num_rows + len(odd), dtype=np.int64) + table.first + 1
    if odd:
        lines = lines[~np.isin(lines, list(odd))]
    columns: list[Any] = []
    while found.num_columns:  # One column at a time: a national file is not held twice.
        columns.append(found.column(0).combine_chunks())
        found = found.remove_column(0)
    if not all(is_blank(c).all() for c in columns[table.width :]):
        return None
    lines, columns, blank = without_blanks(lines, columns[: table.width])
    rejects = [told for told in odd.values() if told is not None]
    return Body(lines, columns, rejects, blank + len(odd) - len(rejects))


class _Careful(Exception):
    """A row of the wrong width that only the careful reader can judge."""


def _parsed(table: DelimitedText, end: int, odd: dict[int, Reject | None] | None = None) -> Any:
    """Return the rows up to `end`; those of the wrong width go to `odd`, by line, where given.

    Raises pa.ArrowInvalid at a row of the wrong width without `odd`, _Careful when it is not
    plainly a bad row.
    """
    content = table.content
    rows: Any = pa.BufferReader(pa.py_buffer(content).slice(table.offset, end - table.offset))
    names = [str(i) for i in range(table.full_width)]
    doubts: list[int] = []

    def judge(row: Any) -> Literal["skip", "error"]:
        line = table.first + row.number
        told = _odd_row(table, line, row.text)
        unsure = len(doubts) > 0 or len(odd or ()) >= _ODD_ROWS
        if unsure or not (told is None or isinstance(told, Reject)):
            doubts.append(line)
            return "error"
        if odd is not None:
            odd[line] = told
        return "skip"

    try:
        found = pa_csv.read_csv(
            rows,
            # Rows are numbered by one thread alone.
            pa_csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=odd is None),
            pa_csv.ParseOptions(
                delimiter=table.delimiter,
                newlines_in_values=False,
                ignore_empty_lines=False,
                invalid_row_handler=None if odd is None else judge,
            ),
            pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        if doubts:
            raise _Careful from None
        raise
    return found


def _odd_row(table: DelimitedText, line: int, text: str) -> tuple[int, list[str]] | Reject | None:
    """Return what is wrong with a row of the wrong width; None when blank, a row when in doubt."""
    cells = text.split(table.delimiter)
    if not any(cell.strip() for cell in cells):
        return None
    # Blank cells beyond the header are nothing where all rows have them: one row cannot tell.
    if '"' in text or not any(cell.strip() for cell in cells[table.width :] or "-"):
        return line, cells
    cut = not table.content.endswith((b"\n", b"\r")) and len(cells) < table.width
    if cut and table.content.endswith(text.encode("utf-8")):
        return line, cells
    return _checked(line, line, cells, (table.width, table.full_width), odd_quotes=False)


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


def _unreadable(line: int, text: str) -> FileRefused:
    """Return why the cells of a line cannot be told: it is endless, or a quote in it is open."""
    endless = len(text) > _LONGEST
    return FileRefused("octets.ligne_trop_longue", line=line) if endless else _open_quote(line)


def _open_quote(line: int) -> FileRefused:
    return FileRefused("octets.guillemet_ouvert", line=line)


def _careful_rows(table: DelimitedText) -> Iterator[tuple[int, list[str]] | Reject | None]:
    lines, start, width = _lines(table.content), table.first, table.width
    most = max(table.full_width, _usual_width(islice(lines, start, None), table.delimiter))
    reader = csv.reader(iter(lines[start:]), delimiter=table.delimiter, strict=True)
    while True:
        line = start + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _unreadable(line, lines[line - 1]) from error
        end = start + reader.line_num
        if not any(cell.strip() for cell in cells):
            yield None
            continue
        is_last_and_open = end >= len(lines) and not lines[-1].endswith(("\n", "\r"))
        if len(cells) < width and is_last_and_open:
            raise FileRefused("octets.fichier_coupe", line=line)
        # A cell as rich in delimiters as a whole row has swallowed one.
        if end > line and any(cell.count(table.delimiter) >= width - 1 for cell in cells):
            raise _open_quote(line)
        raw = "".join(lines[line - 1 : end])
        yield _checked(line, end, cells, (width, most), raw.count('"') % 2 == 1)


def _usual_width(lines: Iterable[str], delimiter: str) -> int:
    """Return how many cells most of the first rows have: exports may end each with delimiters."""
    widths = Counter(line.count(delimiter) + 1 for line in islice(lines, _SAMPLED) if line.strip())
    return max(widths, key=lambda width: (widths[width], -width), default=0)


def _checked(
    line: int, end: int, cells: list[str], widths: tuple[int, int], odd_quotes: bool
) -> tuple[int, list[str]] | Reject:
    """Return a row cut at the width of the header, or why it cannot be one.

    Blank cells beyond the header are nothing where all rows have them; in one row alone they say
    that its cells moved.
    """
    width, most = widths
    if end > line and len(cells) != width:
        raise _open_quote(line)
    if odd_quotes:
        return reject("octets.guillemet_isole", line)
    if len(cells) < width or len(cells) > most or any(c.strip() for c in cells[width:]):
        aside = code_of_aside(cells)
        if aside is not None:
            return reject(aside, line)
        code = "valeurs_manquantes" if len(cells) < width else "valeurs_en_trop"
        return reject(f"structure.{code}", line, found=len(cells), expected=width)
    return line, cells[:width]
