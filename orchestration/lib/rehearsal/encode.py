"""Bytes of the rehearsal's tables: layouts of CSV and the French ways of writing numbers.

What belongs here: encoding, delimiter, line ends, byte-order mark, number formats. What does
not: workbooks (`xlsx`) and the content of cells (families).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestration.lib.rehearsal.model import Dirt

_BOM = b"\xef\xbb\xbf"
_NBSP = "\u00a0"


@dataclass(frozen=True)
class Layout:
    """How a CSV is written. The default is that of the ministry's portal."""

    encoding: str = "utf-8"
    bom: bool = True
    delimiter: str = ";"
    line_end: str = "\r\n"

    @property
    def dirt(self) -> frozenset[Dirt]:
        """The dirt that the layout alone brings."""
        found = {Dirt.CRLF if self.line_end == "\r\n" else Dirt.LF}
        if self.encoding == "cp1252":
            found.add(Dirt.WINDOWS_1252)
        else:
            found.add(Dirt.UTF8_BOM if self.bom else Dirt.UTF8_NO_BOM)
        if self.delimiter == ",":
            found.add(Dirt.COMMA_DELIMITER)
        if self.delimiter == "\t":
            found.add(Dirt.TAB_DELIMITER)
        return frozenset(found)


PORTAL = Layout()
BAROMETER = Layout(bom=False, delimiter=",", line_end="\n")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]], layout: Layout) -> bytes:
    """Return the CSV of `rows` under `header`, in `layout`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=layout.delimiter, lineterminator=layout.line_end)
    writer.writerow(header)
    writer.writerows(rows)
    content = text.getvalue().encode(layout.encoding)
    return _BOM + content if layout.bom else content


def decimal(value: float, digits: int = 1) -> str:
    """Return '86.0': the way most official exports write numbers."""
    return f"{value:.{digits}f}"


def percent(value: float) -> str:
    """Return '86,0 %': the way an agent's spreadsheet writes a rate."""
    return f"{decimal(value)} %".replace(".", ",")


def comma(value: float) -> str:
    """Return '86,0'."""
    return decimal(value).replace(".", ",")


def spaced(value: int) -> str:
    """Return '1 234' with a no-break space between the thousands."""
    return f"{value:,}".replace(",", _NBSP)


def lost_zeros(code: str) -> str:
    """Return the code as a spreadsheet leaves it ('03185' -> '3185')."""
    return str(int(code)) if code.isdigit() else code
