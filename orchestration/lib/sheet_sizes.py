"""The sizes of sheets, known before the reader of workbooks is trusted with them.

What belongs here: telling a sheet whose cells are plainly within the limit, and asking of another
process how large those of any other workbook are. What does not: that process (`trial_reader`),
values (`workbooks`), marks of cells (`sheet_parts`).

A reader holds every cell between the first and the last one, empty or not, and ends the whole
program when it asks for more memory than there is: two cells far apart are enough, in whatever way
they are written.
"""

from __future__ import annotations

import re
import subprocess
import sys
from math import prod

from orchestration import PROJECT_ROOT
from orchestration.lib.refusals import FileRefused

MAX_CELLS = 40_000_000
_BLOCK = 26
# Room that a reader makes before it has read what it announces.
_HUGE_COUNT = re.compile(rb"ount\s*=\s*[\"']\d{9}")
_ROW = re.compile(rb'<row\b[^>]*?\br="([1-9]\d{0,6})"')
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"')
_PREFIXED_CELL = re.compile(rb":c[\s/>]")


def far_cell(part: bytes, cells: int) -> str | None:
    """Return the place of a cell of a part of an .xlsx that makes it span more than `cells`.

    None where there is none; '' where the part announces something huge, or is not written as
    nearly every program does: only its reader can tell then.
    """
    if _HUGE_COUNT.search(part):
        return ""
    if b"sheetData" not in part:
        return None
    last = _ROW.match(part, max(part.rfind(b"<row"), 0))
    far = _far_from(last[1].decode() if last else "", cells).search(part)
    if far:
        named = _REFERENCE.match(part, far.start())
        return named[1].decode() if named else ""
    return "" if _PREFIXED_CELL.search(part) else None


def _far_from(last: str, cells: int) -> re.Pattern[bytes]:
    """Return what the tag of a cell looks like, unless it is near the first one.

    That is in a rectangle of `cells`, as high as the number of the last row (its first digit, then
    nines), as wide as can be in blocks of 26 columns.
    """
    digits = last.rjust(2, "1")
    first, others = int(digits[0]), len(digits) - 1
    columns = cells // ((first + 1) * 10**others - 1)
    if columns < 2 * _BLOCK:
        names = f"[A-{_letter(columns)}]" if columns else "(?!)"
    else:
        names = f"[A-{_letter(columns // _BLOCK - 1)}]?[A-Z]"
    near = rf'{names}[1-{first}]?\d{{1,{others}}}+"'
    return re.compile(rf'<c(?! r="{near})[\s/>]'.encode())


def _letter(rank: int) -> str:
    return chr(ord("A") + min(rank, _BLOCK) - 1)


def refuse_wide(content: bytes, far: str) -> None:
    """Refuse a workbook whose sheets have more cells than a reader may hold; `far` names a cell.

    The process that looks may die of it, or its reader panic: on an old workbook cut short, say.
    """
    looked = subprocess.run(
        [sys.executable, "-m", "orchestration.lib.trial_reader"],
        input=content,
        capture_output=True,
        check=False,
        cwd=PROJECT_ROOT,
    )
    if looked.returncode < 0:
        extent = f"jusqu'à la cellule {far}" if far else "plus que la mémoire ne peut en tenir"
        raise FileRefused("octets.classeur_etendu", extent=extent)
    if looked.returncode > 0:
        raise FileRefused("octets.classeur_illisible")
    sizes = [tuple(map(int, line.split())) for line in looked.stdout.splitlines()]
    if sum(rows * columns for rows, columns in sizes) > MAX_CELLS:
        rows, columns = max(sizes, key=prod)
        extent = f"jusqu'à la ligne {rows} et la colonne {columns}"
        raise FileRefused("octets.classeur_etendu", extent=extent)
