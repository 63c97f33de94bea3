"""Texts by column: the rows of a file as columns, and work done once per distinct text.

What belongs here: the shape in which a file is handed from its reader to the gate, and the
encoding that lets the gate clean each distinct text once. What does not: reading (`reading`,
`delimited`), the meaning of a text (`cleaning`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.lib.refusals import Caution, Reject

Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_ROWS_AT_ONCE = 100_000
TEXT = pa.dictionary(pa.int32(), pa.string())


@dataclass
class Body:
    """The rows of a file, column by column.

    `lines[i]` is the line in the file of the i-th row, `columns[c][i]` its cell; `rejects` are
    the rows whose structure is wrong, `blank` counts the lines with nothing in them.
    """

    lines: Positions
    columns: list[pa.Array[Any]]
    rejects: list[Reject] = field(default_factory=list)
    blank: int = 0


def body_of(rows: Iterable[tuple[int, list[str]] | Reject | None], width: int) -> Body:
    """Return rows given one by one (None: a blank one) as columns.

    Cells become columns every so many rows: as Python texts, those of a national file would fill
    the memory.
    """
    lines: list[int] = []
    cells: list[list[str]] = []
    rejects: list[Reject] = []
    parts: list[list[pa.Array[Any]]] = []
    blank = 0
    for row in rows:
        if row is None:
            blank += 1
        elif isinstance(row, Reject):
            rejects.append(row)
        else:
            lines.append(row[0])
            cells.append(row[1])
            if len(cells) == _ROWS_AT_ONCE:
                parts.append(_columns(cells, width))
                cells = []
    parts.append(_columns(cells, width))
    columns: list[pa.Array[Any]] = [
        pa.chunked_array(chunks).combine_chunks() for chunks in zip(*parts, strict=True)
    ]
    return Body(np.array(lines, dtype=np.int64), columns, rejects, blank)


def _columns(cells: list[list[str]], width: int) -> list[pa.Array[Any]]:
    columns = zip(*cells, strict=True) if cells else iter([()] * width)
    return [pa.array(column, pa.string()) for column in columns]


def is_blank(column: pa.Array[Any]) -> Flags:
    """Return which texts of a column without null hold nothing but spaces."""
    trimmed: Any = pc.utf8_trim_whitespace(column)
    return np.asarray(pc.utf8_length(trimmed).to_numpy() == 0)


def without_blanks(
    lines: Positions, columns: list[pa.Array[Any]]
) -> tuple[Positions, list[pa.Array[Any]], int]:
    """Return the rows where some column holds something, and how many were blank."""
    blank = np.ones(len(lines), dtype=bool)
    for column in columns:
        blank &= is_blank(column)
        if not blank.any():
            return lines, columns, 0
    filled = pa.array(~blank)
    return lines[~blank], [c.filter(filled) for c in columns], int(blank.sum())


@dataclass(frozen=True)
class SourceTable:
    """A file read as text: its header, and how to read its rows.

    `body` reads the rows, once; it raises FileRefused where the rest of the file cannot be
    trusted.
    """

    header: list[str]
    body: Callable[[], Body]
    warnings: list[Caution]
    header_line: int = 1


@dataclass(frozen=True)
class Texts:
    """A column of texts: the distinct ones, and for each row the position of its own."""

    distinct: list[str]
    codes: Positions

    @classmethod
    def of(cls, column: pa.Array[Any]) -> Texts:
        """Return the distinct texts of a column without null."""
        encoded = column.dictionary_encode()
        distinct: list[Any] = encoded.dictionary.to_pylist()
        return cls(distinct, encoded.indices.to_numpy())

    def at(self, rows: Positions) -> list[str]:
        """Return the text of each of these rows."""
        return [self.distinct[code] for code in self.codes[rows].tolist()]

    def paired(self, other: Texts) -> tuple[list[tuple[str, str]], Positions]:
        """Return the distinct pairs of texts of a row, and for each row the position of its own."""
        # As 32 bits, fifty thousand texts of each column would be pairs of others.
        both = self.codes.astype(np.int64) * len(other.distinct) + other.codes
        found, codes = np.unique(both, return_inverse=True)
        pairs = [divmod(pair, len(other.distinct)) for pair in found.tolist()]
        return [(self.distinct[one], other.distinct[two]) for one, two in pairs], codes

    def rows_where(self, test: Callable[[str], bool]) -> Flags:
        """Return for each row whether its text passes `test`, called once per distinct text."""
        return self.spread([test(text) for text in self.distinct])

    def spread(self, flags: Sequence[bool]) -> Flags:
        """Return for each row the flag of its text, given one per distinct text."""
        return np.array(flags, dtype=bool)[self.codes]

    def mapped(self, values: Sequence[object], kind: pa.DataType) -> pa.Array[Any]:
        """Return a typed column from one value per distinct text; texts stay encoded."""
        typed = pa.array(values, kind)
        if pa.types.is_string(kind):
            typed = typed.dictionary_encode()
        return typed.take(indices(self.codes))


def indices(positions: Positions) -> Any:
    """Return positions as Arrow takes them."""
    return pa.array(positions)


def constant(value: str | None, rows: int) -> pa.Array[Any]:
    """Return an encoded column that holds one text."""
    codes: Any = pa.array(np.zeros(rows, dtype=np.int32), mask=np.full(rows, value is None))
    return pa.DictionaryArray.from_arrays(codes, pa.array([value or ""], pa.string()))


def distinct_texts(column: pa.Array[Any] | pa.ChunkedArray[Any]) -> list[str]:
    """Return the texts that occur in a column, sorted, without null."""
    return sorted(v for v in pc.unique(column).to_pylist() if v is not None)
