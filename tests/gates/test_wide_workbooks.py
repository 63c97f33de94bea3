"""Workbooks whose sheets are larger than a memory: refused, in whatever way they are written.

Their reader ends the whole program on them, and every deposit that waits with it: each of these
files did, or would have taken gigabytes.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable

import pytest

from orchestration.lib import workbooks
from orchestration.lib.rehearsal.xlsx import xlsx_bytes
from orchestration.lib.sheet_sizes import MAX_CELLS, far_cell
from tests.corpus.containers import with_more_parts, with_part
from tests.samples import Table, refused_with, verdict, zipped

pytestmark = pytest.mark.usefixtures("open_data")
ROWS = 20
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_LABEL = 0x00FD


def small() -> Table:
    return Table.of("ips_colleges").head(ROWS)


def _foremost(book: bytes, name: str) -> bytes:
    """Return a workbook whose first part is this one."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        held = {n: archive.read(n) for n in archive.namelist()}
    return zipped({name: held[name]} | held)


def _with_row(row: str) -> bytes:
    """Return a workbook that ends with a row written in this way."""
    end = f"{row}</sheetData>".encode()
    return with_part(small().to_xlsx(), SHEET, lambda part: part.replace(b"</sheetData>", end))


def _prefixed(part: bytes) -> bytes:
    """Return a part as programs that name every element in full write it."""
    named = re.sub(rb"<(/?)(\w+)", rb"<\1x:\2", part)
    return named.replace(b"xmlns=", b"xmlns:x=")


def _unreferenced(part: bytes) -> bytes:
    """Return a sheet whose rows and cells follow one another without saying where they are."""
    return re.sub(rb'(<(?:row|c)\b[^>]*?) r="\w+"', rb"\1", part)


def _xls(column: int) -> bytes:
    """Return an old workbook whose last cell stands in a column of the last row there is."""
    table = small()
    content = bytearray(table.to_xls())
    place = content.index(struct.pack("<HHHH", _LABEL, 10, ROWS, len(table.header) - 1))
    content[place + 4 : place + 8] = struct.pack("<HH", 65_535, column)
    return bytes(content)


def _ods() -> bytes:
    """Return an OpenDocument sheet of one cell that repeats in forty-one million places."""
    repeated = (
        b'<table:table-row table:number-rows-repeated="4100"><table:table-cell '
        b'table:number-columns-repeated="10000" office:value-type="string"><text:p>x</text:p>'
        b"</table:table-cell></table:table-row></table:table>"
    )
    return with_part(
        small().to_ods(), "content.xml", lambda part: part.replace(b"</table:table>", repeated)
    )


_FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_CELLS = "<c><v>1</v></c>" * 200


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda: _with_row(_FAR), id="une cellule au bout du monde"),
        pytest.param(lambda: _with_row(_FAR.replace('"', "'")), id="entre apostrophes"),
        pytest.param(lambda: _with_row(_FAR.replace("c r=", "c r = ")), id="avec des espaces"),
        pytest.param(lambda: _with_row(_FAR.replace("c r=", "c\nr=")), id="à la ligne"),
        pytest.param(lambda: _with_row(_FAR.replace("XFD", "xfd")), id="en minuscules"),
        pytest.param(lambda: _with_row(_FAR.replace("XFD", "B9")), id="une ligne sans fin"),
        pytest.param(
            lambda: _with_row(f'<row r="1048576"><c r="A1048576"><v>1</v></c>{_CELLS}</row>'),
            id="à la suite d'une autre",
        ),
        pytest.param(
            lambda: with_part(_with_row(_FAR), SHEET, _prefixed), id="éléments nommés en entier"
        ),
        pytest.param(
            # What is found in a part must not be forgotten when the next ones are read.
            lambda: _foremost(with_part(_with_row(_FAR), SHEET, _prefixed), SHEET),
            id="éléments nommés en entier, avant le reste",
        ),
        pytest.param(
            lambda: with_part(
                _with_row(_FAR), "xl/workbook.xml", lambda part: part.replace(b'"', b"'")
            ),
            id="feuille nommée entre apostrophes",
        ),
        pytest.param(_ods, id="ods répété"),
        pytest.param(lambda: _xls(65_535), id="xls"),
    ],
)
def test_a_sheet_that_no_memory_holds_is_refused(content: Callable[[], bytes]) -> None:
    assert refused_with(content()) == "octets.classeur_etendu"


def test_a_list_of_texts_that_announces_billions_is_refused() -> None:
    lying = b'<sst count="4000000000" uniqueCount="4000000000"><si><t>a</t></si></sst>'
    book = with_more_parts(small().to_xlsx(), {STRINGS: lying})
    assert refused_with(book) == "octets.classeur_etendu"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda: small().to_xls(), id="xls"),
        pytest.param(lambda: with_part(small().to_xlsx(), SHEET, _prefixed), id="nommés en entier"),
        pytest.param(
            lambda: with_part(small().to_xlsx(), SHEET, _unreferenced), id="sans référence"
        ),
    ],
)
def test_other_ways_of_writing_a_table_are_read_all_the_same(content: Callable[[], bytes]) -> None:
    found, usual = verdict(content()), verdict(small().to_xlsx())
    assert (found.read, found.labels) == (usual.read, usual.labels)
    assert found.kept.drop(columns="_ligne").equals(usual.kept.drop(columns="_ligne"))


def test_a_sheet_as_usual_is_not_opened_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(workbooks, "refuse_wide", never)
    assert verdict(small().to_xlsx()).status == "accepte"


def _sheet(rows: int, columns: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes([["x"] * columns] * rows))) as archive:
        return archive.read(SHEET)


def test_the_far_cell_is_named() -> None:
    (reason,) = verdict(_with_row(_FAR)).reasons
    assert "(jusqu'à la cellule XFD1048576)" in reason.reason


@pytest.mark.parametrize(
    ("rows", "columns", "cells", "far"),
    [
        (30, 40, MAX_CELLS, None),
        (120, 702, MAX_CELLS, None),
        (30, 20, 800, None),
        (30, 30, 400, "K1"),
        (30, 27, 26 * 40, "AA1"),
        (30, 3, 0, "A1"),
    ],
)
def test_a_sheet_is_plain_within_its_room(
    rows: int, columns: int, cells: int, far: str | None
) -> None:
    assert far_cell(_sheet(rows, columns), cells) == far


def test_a_sheet_written_in_another_way_is_left_to_its_reader() -> None:
    assert far_cell(_prefixed(_sheet(3, 3)), MAX_CELLS) == ""
    assert far_cell(_unreferenced(_sheet(3, 3)), MAX_CELLS) == ""
