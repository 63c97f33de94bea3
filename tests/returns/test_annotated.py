"""The annotated workbook: the depositor's own file, line for line, with what to mend in it."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from returns.filling import filled

from orchestration.lib.contracts import contracts
from orchestration.lib.deposits import Receipt
from orchestration.lib.guidance.template import template_workbook
from orchestration.lib.returns import annotated, corrections, layout
from orchestration.lib.returns.giving import give_back_missing, returned, shared_folder
from tests.samples import UAI_KEYS, Platform, zipped

NAME = "devoirs_faits__2025-2026__academie.csv"
HEADER = "Année scolaire;INE;UAI;Niveau;Statut;Séances proposées;Séances suivies"


def ine(number: int) -> str:
    """Return a fictional INE with its check letter."""
    digits = f"06910179{number}"
    return digits + UAI_KEYS[int(digits) % 23]


GOOD = [f"2025-2026;{ine(n)};0639601U;6e;Assidu;10;8" for n in range(56, 60)]
ROWS = [
    GOOD[0],
    f"2025-2026;{ine(70)};0639601X;6e;Assidu;10;8",
    f"2025-2026;{ine(71)};0639601U;6e;=2+3;10;8",
    GOOD[1],
    f"2025-2026;{ine(72)};0639601U;6e;Assidu;10;12",
    GOOD[2],
]


Faulty = tuple[Platform, Receipt]


def csv(*rows: str) -> bytes:
    return ("\r\n".join([HEADER, *rows]) + "\r\n").encode("utf-8-sig")


def given(platform: Platform, content: bytes, name: str = NAME) -> openpyxl.Workbook:
    return opened(platform, platform.deposit(content, name))


def opened(platform: Platform, receipt: Receipt) -> openpyxl.Workbook:
    path = platform.settings.deposits / receipt.depot / "annote.xlsx"
    shared = shared_folder(platform.settings, receipt) / "annote.xlsx"
    assert shared.read_bytes() == path.read_bytes()
    return openpyxl.load_workbook(path)


def made_again(platform: Platform, receipt: Receipt) -> openpyxl.Workbook:
    """Return the workbook that would be given back now, nothing written."""
    given_back = returned(platform.settings, receipt, platform.rejects(receipt), [])
    return openpyxl.load_workbook(io.BytesIO(given_back.files["annote.xlsx"]))


def colours(sheet: Worksheet, row: int) -> list[str]:
    return [str(cell.fill.fgColor.rgb)[2:] for cell in sheet[row]]


def values(sheet: Worksheet) -> list[list[object]]:
    return [[c.value for c in row] for row in sheet.iter_rows()]


def test_the_sheet_is_his_own_line_for_line_with_a_last_column(faulty: Faulty) -> None:
    book = opened(*faulty)
    assert book.sheetnames == ["Corrections", NAME[:31]]
    rows = values(book[NAME[:31]])
    assert rows[0] == [*HEADER.split(";"), "À corriger"]
    assert [[str(c) for c in row[:7]] for row in rows[1:]] == [r.split(";") for r in ROWS]
    assert [bool(row[7]) for row in rows[1:]] == [False, True, True, False, True, False]
    assert rows[2][7].startswith("« UAI » : La valeur n'est pas un UAI valide")  # type: ignore[union-attr]


def test_the_cell_at_fault_is_in_colour_and_says_what_to_do(faulty: Faulty) -> None:
    sheet = opened(*faulty)[NAME[:31]]
    bad, beside = "FFC9C9", "FFF4D6"
    assert colours(sheet, 3) == [beside, beside, bad, beside, beside, beside, beside, bad]
    assert "Vérifiez le code dans l'annuaire" in sheet["C3"].comment.text
    # A rule across columns shows those that it compares.
    assert colours(sheet, 6) == [beside] * 5 + [bad] * 3
    assert sheet["C2"].comment is None
    assert sheet.auto_filter.ref == "A1:H7"
    assert sheet.freeze_panes == "A2"


def test_lines_of_one_key_show_their_key(platform: Platform) -> None:
    other = GOOD[0].replace(";10;8", ";10;9")
    sheet = given(platform, csv(GOOD[0], other, *GOOD[1:]))[NAME[:31]]
    bad, beside = "FFC9C9", "FFF4D6"
    assert colours(sheet, 2) == colours(sheet, 3) == [bad] * 3 + [beside] * 4 + [bad]


def test_a_formula_comes_back_as_a_text(faulty: Faulty) -> None:
    cell = opened(*faulty)[NAME[:31]]["E4"]
    assert (cell.value, cell.data_type) == ("=2+3", "s")


def test_corrections_count_all_and_lead_to_each_cell(faulty: Faulty) -> None:
    book = opened(*faulty)
    rows = values(book["Corrections"])
    head = next(i for i, row in enumerate(rows) if row[0] == "Nombre")
    end = next(i for i, row in enumerate(rows) if row[1] == "problème(s) en tout")
    assert sum(row[0] for row in rows[head + 1 : end]) == rows[end][0] == 3  # type: ignore[misc]
    links = [c.hyperlink.location for r in book["Corrections"] for c in r if c.hyperlink]
    assert links == [f"'{NAME[:31]}'!{cell}" for cell in ("C3", "E4", "F6")]
    told = " ".join(str(c) for row in rows for c in row if c)
    assert "version 1.0.0" in told
    assert "Cellule à corriger" in told


def test_beyond_the_cap_the_list_says_how_many_it_leaves_out(
    faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (annotated, corrections, layout):
        monkeypatch.setattr(module, "SHOWN", 2)
    book = made_again(*faulty)
    told = [str(c) for row in values(book["Corrections"]) for c in row if c]
    assert "2 problèmes listés sur 3" in told
    assert 3 in [c for row in values(book["Corrections"]) for c in row]
    # Every line says what to do, even those that the list leaves out.
    assert sum(bool(row[7]) for row in values(book[NAME[:31]])[1:]) == 3


def test_a_large_file_gives_back_the_lines_to_mend_and_cannot_be_deposited_for_the_whole(
    platform: Platform, faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "CELLS", 40)
    book = made_again(*faulty)
    rows = values(book[NAME[:31]])
    assert [row[0] for row in rows] == ["Ligne", 3, 4, 6]
    assert "ne montre que les lignes à corriger" in str(values(book["Corrections"]))
    links = [c.hyperlink.location for r in book["Corrections"] for c in r if c.hyperlink]
    assert links[0] == f"'{NAME[:31]}'!D2"
    stream = io.BytesIO()
    book.save(stream)
    again = platform.deposit(stream.getvalue(), "devoirs_faits__2025-2026__academie.xlsx")
    assert again.statut == "refuse"


def test_a_large_file_with_many_faults_says_how_many_lines_it_shows(
    faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "CELLS", 40)
    monkeypatch.setattr(layout, "SHOWN", 2)
    book = made_again(*faulty)
    assert [row[0] for row in values(book[NAME[:31]])] == ["Ligne", 3, 4]
    told = str(values(book["Corrections"]))
    assert "ne montre que les 2 premières lignes à corriger sur 3" in told
    assert "liste 2 problèmes sur 3" in told


def test_broken_lines_and_cells_on_two_lines_keep_their_place(platform: Platform) -> None:
    two = f'2025-2026;{ine(73)};0639601U;6e;"Assi\r\ndu";10;8'
    book = given(platform, csv(GOOD[0], two, f"2025-2026;{ine(74)};0639601U", GOOD[1]))
    sheet = book[NAME[:31]]
    assert sheet["B3"].value == ine(73)
    assert sheet["B5"].value == ine(74)
    assert "valeurs au lieu de" in sheet["H5"].value
    assert sheet["B6"].value == GOOD[1].split(";")[1]


def workbook() -> bytes:
    """Return a filled template with one fault, as a person would save it."""
    contract = contracts()["devoirs_faits"]
    row = {
        "annee_scolaire": "2025-2026", "uai": "0639601U", "niveau": "6e", "df_statut": "Assidu",
        "date_inscription": date(2025, 10, 15), "seances_proposees": 12,
    }  # fmt: skip
    people = [{**row, "ine": ine(70 + n), "seances_suivies": 10 + n} for n in range(5)]
    return filled(template_workbook(contract, "2025-2026"), contract, people)


def test_numbers_and_dates_of_a_workbook_stay_what_they_are(platform: Platform) -> None:
    book = given(platform, workbook(), "Classeur1.xlsx")
    assert book.sheetnames == ["Corrections", "Données"]
    sheet = book["Données"]
    assert sheet["F2"].is_date
    assert sheet["F2"].number_format == "dd/mm/yyyy"
    assert sheet["H2"].value == 10
    # 13 and 14 sessions out of 12: lines 5 and 6.
    assert [bool(sheet.cell(n, 10).value) for n in range(2, 7)] == [False] * 3 + [True] * 2


def test_the_annotated_workbook_corrected_and_dropped_is_accepted(platform: Platform) -> None:
    book = given(platform, workbook(), "Classeur1.xlsx")
    for row in (5, 6):
        book["Données"].cell(row, 8).value = 12
    stream = io.BytesIO()
    book.save(stream)
    receipt = platform.deposit(stream.getvalue(), "annote.xlsx")
    assert (receipt.statut, receipt.avertissements) == ("accepte", [])
    text = (platform.settings.deposits / receipt.depot / "recu.txt").read_text()
    assert "2 problèmes corrigés, il n'en reste aucun" in " ".join(text.split())


def test_an_archive_gives_back_its_only_file(platform: Platform) -> None:
    book = given(platform, zipped({NAME: csv(*ROWS)}), "envoi.zip")
    assert book.sheetnames == ["Corrections", NAME[:31]]


def test_same_file_same_bytes(faulty: Faulty) -> None:
    platform, first = faulty
    folder = platform.settings.deposits / first.depot
    before = (folder / "annote.xlsx").read_bytes()
    (folder / "recu.html").unlink()
    assert give_back_missing(platform.settings) == 1
    assert (folder / "annote.xlsx").read_bytes() == before
    assert give_back_missing(platform.settings) == 0


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4 rien", b"", b"PK\x03\x04 abime"], ids=["pdf", "vide", "archive"]
)
def test_a_file_that_cannot_be_read_gets_a_receipt_and_no_workbook(
    platform: Platform, content: bytes
) -> None:
    receipt = platform.deposit(content, "export.csv")
    assert receipt.statut == "refuse"
    names = sorted(p.name for p in shared_folder(platform.settings, receipt).iterdir())
    assert names == ["recu.html", "recu.txt"]


def test_a_column_that_must_not_come_in_is_not_handed_round(platform: Platform) -> None:
    content = csv(*ROWS).decode("utf-8-sig").replace("Statut", "Statut;Nom de famille", 1)
    receipt = platform.deposit(content.encode(), NAME)
    assert receipt.statut == "refuse"
    assert not (shared_folder(platform.settings, receipt) / "annote.xlsx").exists()


def test_a_real_formula_comes_back_as_what_was_typed(platform: Platform) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    book["Données"]["E3"].value = "=A1&B1"
    stream = io.BytesIO()
    book.save(stream)
    cell = given(platform, stream.getvalue(), "Classeur1.xlsx")["Données"]["E3"]
    assert (cell.value, cell.data_type) == ("=A1&B1", "s")
