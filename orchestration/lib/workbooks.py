"""Workbooks: which sheet holds the data, and what a spreadsheet shows that its values do not say.

What belongs here: .xlsx, .xlsm, .xls and .ods read into rows of text, the choice of the sheet,
and remarks on formulas, links, macros and what is hidden. What does not: the limits of archives
(`archives`), the raw parts of an .xlsx (`sheet_parts`), which row is the header (`headers`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa

from orchestration.lib.archives import opened
from orchestration.lib.columns import Body, SourceTable, without_blanks
from orchestration.lib.headers import TOP_ROWS, HeaderFinder, HeaderPlace
from orchestration.lib.nomenclatures import fold
from orchestration.lib.recognition import RESEMBLES
from orchestration.lib.refusals import Caution, FileRefused, caution
from orchestration.lib.sheet_parts import OfSheet, Parts, parts_of
from orchestration.lib.sheet_sizes import refuse_wide

# Sheets of the platform's own workbooks (templates, annotated deposits): never the data.
OWN_SHEETS = frozenset({"mode_d_emploi", "listes", "corrections"})
_OLE = b"\xd0\xcf\x11\xe0"
_OLD_LIMIT = 65_536


@dataclass(frozen=True)
class _Sheet:
    """A sheet as it was read: rows of values, and the header that was found."""

    rank: int
    name: str
    hidden: bool
    rows: Sequence[Sequence[object]]
    place: HeaderPlace | None

    @property
    def own(self) -> bool:
        """Tell whether the platform itself made the sheet, for people to read."""
        return fold(self.name) in OWN_SHEETS

    @property
    def alike(self) -> bool:
        """Tell whether its header resembles the one of a contract."""
        return self.place is not None and self.place.share >= RESEMBLES

    @property
    def filled(self) -> bool:
        """Tell whether it holds a table, known or not."""
        return sum(sum(map(_is_filled, row)) > 1 for row in self.rows[: TOP_ROWS + 1]) > 1


def _is_filled(value: object) -> bool:
    return value is not None and value != ""


def as_text(value: object) -> str:
    """Return a value as a person would type it: whole numbers without decimals."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def read_workbook(content: bytes, find: HeaderFinder) -> SourceTable:
    """Return the table of a workbook; raises FileRefused when it has none or more than one."""
    parts = _parts(content)
    if parts.far is not None:
        refuse_wide(content, parts.far)
    sheets = _sheets(content, find)
    chosen, cautions = _choose(sheets)
    found = chosen.place
    if found is None:
        raise FileRefused("octets.classeur_vide")
    own = parts.of_sheet(chosen.rank)
    header_line = found.rank + 1
    rows = chosen.rows
    titles = sum(any(map(_is_filled, row)) for row in rows[: found.rank])
    if titles:
        cautions.append(caution("octets.titre_au_dessus", line=header_line, count=titles))
    if found.rows > 1:
        cautions.append(caution("octets.en_tete_fusionne", line=header_line))
    cautions += _remarks(parts, own)
    if content.startswith(_OLE) and len(rows) >= _OLD_LIMIT:
        cautions.append(caution("octets.limite_de_lignes", count=len(rows)))
    first, width = found.rank + found.rows, len(found.cells)
    return SourceTable(found.cells, lambda: _body(rows, first, width, own), cautions, header_line)


def _parts(content: bytes) -> Parts:
    """Return the raw parts of an .xlsx; those of another workbook are not known."""
    if content.startswith(_OLE):
        return Parts()
    with opened(content) as archive:
        names = archive.namelist()
        if "content.xml" in names:
            return Parts()
        if "xl/workbook.xml" not in names:
            raise FileRefused("octets.classeur_binaire")
        return parts_of(archive)


def _sheets(content: bytes, find: HeaderFinder) -> list[_Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        for rank, sheet in enumerate(book.sheets_metadata):
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            rows = book.get_sheet_by_index(rank).to_python(skip_empty_area=False)
            top = [[as_text(cell) for cell in row] for row in rows[: TOP_ROWS + 1]]
            hidden = sheet.visible != SheetVisibleEnum.Visible
            own = fold(sheet.name) in OWN_SHEETS
            place = None if own else find(top)
            sheets.append(_Sheet(rank, sheet.name, hidden, rows, place))
    except (CalamineError, ValueError, OSError, IndexError) as error:
        raise FileRefused("octets.classeur_illisible") from error
    return sheets


def _choose(sheets: Sequence[_Sheet]) -> tuple[_Sheet, list[Caution]]:
    """Return the sheet to read, and what has to be said of the others.

    Two sheets with the header of a contract are refused: nobody can say which one counts, nor
    put them together without asking.
    """
    alike = [s for s in sheets if s.alike]
    shown = [s for s in alike if not s.hidden] or alike
    if len(shown) > 1:
        names = ", ".join(f"« {s.name} »" for s in shown)
        raise FileRefused("octets.feuilles_semblables", names=names)
    filled = [s for s in sheets if s.filled and not s.own] or [s for s in sheets if s.place]
    if not filled:
        raise FileRefused("octets.classeur_vide")
    chosen = shown[0] if shown else max(filled, key=lambda s: (not s.hidden, len(s.rows)))
    others = [s for s in filled if s is not chosen]
    cautions = []
    if chosen.hidden:
        cautions.append(caution("octets.feuille_cachee", sheet=chosen.name))
    if others:
        names = ", ".join(f"« {s.name} »{' (masquée)' if s.hidden else ''}" for s in others)
        cautions.append(
            caution("octets.plusieurs_feuilles", read=chosen.name, names=names, count=len(others))
        )
    return chosen, cautions


def _remarks(parts: Parts, own: OfSheet) -> Iterator[Caution]:
    if parts.links:
        yield caution("octets.lien_externe")
    if parts.macros:
        yield caution("octets.macros")
    if own.computed:
        yield caution("octets.formules", count=own.computed)
    if own.hidden_rows:
        yield caution("octets.lignes_masquees", count=own.hidden_rows)


def _body(rows: Sequence[Sequence[object]], first: int, width: int, own: OfSheet) -> Body:
    """Return the rows of a sheet from `first` on; a cell in error shows what the sheet shows."""
    shown: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in own.shown.items():
        if first <= row < len(rows):
            shown.setdefault(column, []).append((row - first, text))
    read = rows[first:]
    columns: list[pa.Array[Any]] = []
    for column in range(width):  # One column at a time: its texts are not all held twice.
        texts: list[Any] = list(map(itemgetter(column), read))
        # Most columns of a million cells hold nothing else.
        if set(map(type, texts)) != {str}:
            texts = list(map(as_text, texts))
        for place, text in shown.get(column, ()):
            texts[place] = text
        columns.append(pa.array(texts, pa.string()))
    lines = np.arange(first + 1, len(rows) + 1, dtype=np.int64)
    lines, columns, blank = without_blanks(lines, columns)
    return Body(lines, columns, blank=blank)
