"""The raw parts of an .xlsx: what its reader does not tell (formulas, errors, extent, links).

What belongs here: searching the XML of each sheet for a few marks, at the speed of a search. What
does not: values (the reader gives them), what is said of the marks (`workbooks`).

The XML is searched and never parsed: a document made to exhaust a parser finds none here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape

from orchestration.lib.refusals import FileRefused

# A reader holds every cell between the first and the last one, empty or not.
MAX_CELLS = 40_000_000
_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\br:id="([^"]+)"')
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')
_FAR = re.compile(rb' r="(?:[A-Z]{3}\d|[A-Z]{2}\d{5})')
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?(/?)>')
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v>([^<]+)</v>|<is>")
_FORMULA = re.compile(rb"<f\b[^>]*?(?:/>|>([^<]*)</f>)")
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*?\bhidden="(?:1|true)"')
_SHOWN_LENGTH = 60


@dataclass(frozen=True)
class OfSheet:
    """What is known of a sheet: what cells without a value show, how many were computed.

    `shown` maps (row, column), from 0, to an error ('#REF!') or to a formula without a result.
    """

    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    computed: int = 0
    hidden_rows: int = 0


@dataclass(frozen=True)
class Parts:
    """What is known of a workbook beside its values; `sheets` in the order of its tabs."""

    links: bool = False
    macros: bool = False
    sheets: tuple[OfSheet, ...] = ()

    def of_sheet(self, rank: int) -> OfSheet:
        """Return what is known of a sheet."""
        return self.sheets[rank] if rank < len(self.sheets) else OfSheet()


def parts_of(archive: zipfile.ZipFile) -> Parts:
    """Return the parts of a workbook; raises FileRefused when a sheet is too wide to be read.

    Every part is read through, so that its real size is the one that the archive tells.
    """
    names = archive.namelist()
    for name in names:
        if not name.startswith("xl/worksheets/"):
            _read_through(archive, name)
    sheets = [_of_sheet(archive.read(path)) for path in _paths(archive)]
    return Parts(
        links=any(n.startswith("xl/externalLinks/") for n in names),
        macros=any(n.endswith("vbaProject.bin") for n in names),
        sheets=tuple(sheets),
    )


def _read_through(archive: zipfile.ZipFile, name: str) -> None:
    with archive.open(name) as stream:
        for _ in iter(partial(stream.read, 1 << 20), b""):
            pass


def _paths(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the path of each sheet, in the order of the tabs."""
    relations = "xl/_rels/workbook.xml.rels"
    targets = {}
    for relation in _RELATION.findall(archive.read(relations)):
        found = {k.decode(): v.decode() for k, v in _ATTRIBUTE.findall(relation)}
        targets[found.get("Id")] = found.get("Target", "")
    for identifier in _SHEET.findall(archive.read("xl/workbook.xml")):
        target = targets.get(identifier.decode(), "")
        yield target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _of_sheet(xml: bytes) -> OfSheet:
    if _FAR.search(xml):
        _refuse_far(xml)
    shown: dict[tuple[int, int], str] = {}
    computed = 0
    for cell in _cells_with(xml, b"<f"):
        formula, place = _FORMULA.search(cell), _PLACE.search(cell)
        if formula is None or place is None or _VALUE.search(cell):
            computed += 1
            continue
        text = unescape((formula[1] or b"").decode("utf-8", errors="replace"))
        shown[_position(place)] = f"={text[:_SHOWN_LENGTH]}"
    for cell in _cells_with(xml, b't="e"'):
        error, place = _VALUE.search(cell), _PLACE.search(cell)
        if error is not None and place is not None:
            shown[_position(place)] = (error[1] or b"#REF!").decode("utf-8", errors="replace")
    hidden = len(_HIDDEN_ROW.findall(xml)) if b"hidden=" in xml else 0
    return OfSheet(shown, computed, hidden)


def _cells_with(xml: bytes, mark: bytes) -> Iterator[bytes]:
    """Yield the XML of each cell that holds a mark."""
    done = 0
    while (found := xml.find(mark, done)) >= 0:
        start, end = xml.rfind(b"<c ", 0, found), xml.find(b"</c>", found)
        end = end if end >= 0 else len(xml)
        if start >= 0 and xml.find(b"</c>", start, found) < 0:
            yield xml[start:end]
        done = max(end, found + 1)


def _position(place: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in place[1]:
        column = column * 26 + letter - 64
    return int(place[2]) - 1, column - 1


def _refuse_far(xml: bytes) -> None:
    """Refuse a sheet whose last cell is so far that everything before it would fill the memory."""
    rows = columns = 0
    for cell in _CELL.finditer(xml):
        if not cell[3]:
            row, column = _position(cell)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    if rows * columns > MAX_CELLS:
        raise FileRefused(
            "octets.classeur_etendu", extent=f"jusqu'à la ligne {rows} et la colonne {columns}"
        )
