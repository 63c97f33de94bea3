"""The raw parts of an .xlsx: what its reader does not tell (formulas, errors, links).

What belongs here: searching the XML of each sheet for a few marks, at the speed of a search. What
does not: values (the reader gives them), how large a sheet is (`sheet_sizes`), what is said of
the marks (`workbooks`).

The XML is searched and never parsed: a document made to exhaust a parser finds none here.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from orchestration.lib.sheet_sizes import MAX_CELLS, far_cell

_SHEETS = "xl/worksheets/"
_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\br:id="([^"]+)"')
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v>([^<]+)</v>|<is>")
_FORMULA = re.compile(rb"<f\b[^>]*?(?:/>|>([^<]*)</f>)")
# Plain bytes: as patterns, they are found in two thirds of the time.
_COMPUTED, _ERROR, _HIDDEN = (re.compile(mark) for mark in (b"<f", b't="e"', b"hidden="))
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
    """What is known of a workbook beside its values; `sheets` in the order of its tabs.

    `far` names a cell that makes it too large for its reader to hold: None where it is known that
    there is none, '' where only the reader can tell.
    """

    far: str | None = ""
    links: bool = False
    macros: bool = False
    sheets: tuple[OfSheet, ...] = ()

    def of_sheet(self, rank: int) -> OfSheet:
        """Return what is known of a sheet."""
        return self.sheets[rank] if rank < len(self.sheets) else OfSheet()


def parts_of(archive: zipfile.ZipFile) -> Parts:
    """Return the parts of a workbook.

    Every part is read through, so that its real size is the one that the archive tells, and looked
    at: which ones its reader takes for sheets is for the reader to say.
    """
    names = archive.namelist()
    paths = list(_paths(archive))
    sheets: dict[str, OfSheet] = {}
    cells = MAX_CELLS // max(1, sum(name.startswith(_SHEETS) for name in names))
    far: str | None = None
    for name in names:
        part = archive.read(name)
        beyond = far_cell(part, cells if name.startswith(_SHEETS) else 0)
        far = far if beyond is None else far or beyond
        if name in paths:
            sheets[name] = _of_sheet(part)
    return Parts(
        far=far,
        links=any(n.startswith("xl/externalLinks/") for n in names),
        macros=any(n.endswith("vbaProject.bin") for n in names),
        sheets=tuple(sheets.get(path, OfSheet()) for path in paths),
    )


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
    shown: dict[tuple[int, int], str] = {}
    computed = 0
    for cell in _cells_with(xml, _COMPUTED):
        formula, place = _FORMULA.search(cell), _PLACE.search(cell)
        if formula is None or place is None or _VALUE.search(cell):
            computed += 1
            continue
        text = unescape((formula[1] or b"").decode("utf-8", errors="replace"))
        shown[_position(place)] = f"={text[:_SHOWN_LENGTH]}"
    for cell in _cells_with(xml, _ERROR):
        error, place = _VALUE.search(cell), _PLACE.search(cell)
        if error is not None and place is not None:
            shown[_position(place)] = (error[1] or b"#REF!").decode("utf-8", errors="replace")
    hidden = len(_HIDDEN_ROW.findall(xml)) if _HIDDEN.search(xml) else 0
    return OfSheet(shown, computed, hidden)


def _cells_with(xml: bytes, mark: re.Pattern[bytes]) -> Iterator[bytes]:
    """Yield the XML of each cell that holds a mark."""
    done = 0
    while found := mark.search(xml, done):
        place = found.start()
        start, end = xml.rfind(b"<c ", 0, place), xml.find(b"</c>", place)
        end = end if end >= 0 else len(xml)
        if start >= 0 and xml.find(b"</c>", start, place) < 0:
            yield xml[start:end]
        done = max(end, place + 1)


def _position(place: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in place[1]:
        column = column * 26 + letter - 64
    return int(place[2]) - 1, column - 1
