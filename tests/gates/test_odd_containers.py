"""Workbooks and archives as services make them: read with a remark, or refused in plain words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.lib import archives
from orchestration.lib.gate import Verdict
from tests.samples import Table, genuine, refused_with, verdict, zipped

pytestmark = pytest.mark.usefixtures("open_data")
DOMAIN, ROWS = "ips_colleges", 20


def small() -> Table:
    return Table.of(DOMAIN).head(ROWS)


def workbook(change: Callable[[openpyxl.Workbook, Worksheet], None]) -> bytes:
    """Return the genuine table as a workbook of texts, changed by `change`."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Données"
    for row in (small().header, *small().rows):
        sheet.append(row)
    change(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def codes(found: Verdict) -> list[str]:
    return [c.code for c in found.warnings]


def with_part(name: str) -> bytes:
    stream = io.BytesIO(workbook(lambda _book, _sheet: None))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, b"<x/>")
    return stream.getvalue()


def _second_sheet(title: str, *, hidden: bool = False, same: bool = False) -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        other = book.create_sheet(title)
        for row in [small().header, *small().rows] if same else [["a", "b"], [1, 2], [3, 4]] * 90:
            other.append(row)
        other.sheet_state = "hidden" if hidden else "visible"

    return workbook(change)


def _titled(book: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet.insert_rows(1, 3)
    sheet["A1"] = "Export du 12/09/2025"


def _merged(book: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet.insert_rows(1)
    sheet["A1"] = "Établissement"
    sheet.merge_cells("A1:D1")
    sheet["E1"] = "Indices"


def _blank_tail(book: openpyxl.Workbook, sheet: Worksheet) -> None:
    for row in range(ROWS + 2, 3000):
        sheet.cell(row, 1).value = " "


def _hidden_rows(book: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet.row_dimensions[4].hidden = True


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (lambda: workbook(lambda _b, _s: None), []),
        (lambda: workbook(_titled), ["octets.titre_au_dessus"]),
        (lambda: workbook(_blank_tail), ["octets.lignes_vides"]),
        (lambda: workbook(_hidden_rows), ["octets.lignes_masquees"]),
        (lambda: with_part("xl/vbaProject.bin"), ["octets.macros"]),
        (lambda: with_part("xl/externalLinks/externalLink1.xml"), ["octets.lien_externe"]),
        (lambda: _second_sheet("Annexe"), ["octets.plusieurs_feuilles"]),
        (lambda: _second_sheet("Annexe", hidden=True), ["octets.plusieurs_feuilles"]),
        (lambda: _second_sheet("Corrections"), []),
        (lambda: _second_sheet("Mode d'emploi"), []),
    ],
)
def test_an_odd_workbook_gives_the_same_rows_and_says_what_is_odd(
    content: Callable[[], bytes], expected: list[str]
) -> None:
    found = verdict(content())
    assert (found.status, len(found.kept), codes(found)) == ("accepte", ROWS, expected)


def test_a_merged_header_is_read_on_its_two_lines() -> None:
    found = verdict(workbook(_merged))
    assert (found.status, len(found.kept)) == ("accepte", ROWS)
    assert set(codes(found)) <= {"octets.titre_au_dessus", "octets.en_tete_fusionne"}
    assert found.kept["_ligne"].min() == 3


def test_two_sheets_with_the_same_table_are_refused() -> None:
    assert refused_with(_second_sheet("2024", same=True)) == "octets.feuilles_semblables"
    hidden = verdict(_second_sheet("2024", same=True, hidden=True))
    assert (hidden.status, codes(hidden)) == ("accepte", ["octets.plusieurs_feuilles"])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("=1+1", "octets.formule_sans_valeur"),
        ("#REF!", "octets.erreur_de_tableur"),
        ("#N/A", "octets.erreur_de_tableur"),
    ],
)
@pytest.mark.parametrize("column", ["ips", "nom_etablissement"])
def test_a_cell_without_a_value_is_rejected_where_it_stands(
    column: str, value: str, code: str
) -> None:
    place = small().position(column) + 1

    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        cell = sheet.cell(5, place)
        cell.value = value
        if value.startswith("#"):
            cell.data_type = "e"

    found = verdict(workbook(change))
    (reject,) = found.rejects
    assert (reject.line, reject.code, reject.column) == (5, code, small().header[place - 1])


@pytest.mark.parametrize("place", ["A60", "ZA4", "ZA60"])
def test_a_formula_never_computed_beyond_the_table_changes_nothing(place: str) -> None:
    def change(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet[place] = "=SUM(A2:A3)"

    found = verdict(workbook(change))
    assert (found.status, len(found.kept), found.rejects) == ("accepte", ROWS, [])


def _lying() -> bytes:
    """Return a workbook whose list tells less than what a sheet holds."""
    content = bytearray(zipped({"xl/workbook.xml": b"<a/>", "[Content_Types].xml": b"x" * 50_000}))
    place = content.rindex(b"PK\x01\x02")
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: zipped({"a.csv": b";" * 20_000_000}), "octets.archive_bombe"),
        (lambda: zipped({"xl/workbook.xml": b" " * 20_000_000, "[Content_Types].xml": b"<a/>"}),
         "octets.archive_bombe"),
        (lambda: zipped({f"{n}.csv": b"" for n in range(2100)}),
         "octets.archive_trop_de_fichiers"),
        (lambda: zipped({"../../a.csv": genuine(DOMAIN)}), "octets.archive_chemin"),
        (lambda: zipped({"/etc/a.csv": genuine(DOMAIN)}), "octets.archive_chemin"),
        (lambda: zipped({"a.zip": zipped({"b.csv": genuine(DOMAIN)})}), "octets.archive_contenu"),
        (lambda: zipped({"xl/workbook.bin": b"", "[Content_Types].xml": b"<a/>"}),
         "octets.classeur_binaire"),
        (lambda: zipped({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}),
         "octets.autre_document"),
        (_lying, "octets.archive_abimee"),
        (lambda: b"\x1f\x8b" + b"\x00" * 40, "octets.autre_document"),
        (lambda: b"<table><tr><td>UAI</td></tr></table>", "octets.page_web"),
    ],
)  # fmt: skip
def test_a_dangerous_or_foreign_container_is_refused_by_its_name(
    content: Callable[[], bytes], code: str
) -> None:
    assert refused_with(content()) == code


def test_an_archive_is_refused_before_anything_of_it_is_unzipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "MAX_UNZIPPED", 1000)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("décompressé"))
    assert refused_with(zipped({"a.csv": genuine(DOMAIN)})) == "octets.archive_trop_grosse"
