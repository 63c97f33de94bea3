"""Damage to workbooks: sheets, merged headers, formulas without values, links, blank tails.

What belongs here: kinds that only a spreadsheet can make (stage « octets »). What does not:
archives and text (`octets`), values that any container holds (`typage`).
"""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.comments import Comment

from orchestration.lib.school_years import parse_date
from tests.corpus import containers
from tests.corpus.containers import filled, sheet_of
from tests.corpus.model import (
    ACCEPTED,
    FINE,
    Damaged,
    Expected,
    Good,
    kind,
    odd,
    refused,
    register,
    rejected,
    remarked,
    warned,
)

BLANK_TAIL = 73_000


def _integers(good: Good) -> list[str]:
    """Return a column of whole numbers, where there is one."""
    found = good.present(lambda c: c.business_type == "entier" and not c.values)
    return [c.name for c in found[:1]]


register("octets", "classeur_sain", lambda good, _: Damaged(containers.xlsx(good), FINE))
register("octets", "ods_sain", lambda good, _: Damaged(containers.table(good).to_ods(), FINE))
register("octets", "xls_sain", lambda good, _: Damaged(containers.table(good).to_xls(), FINE))
register(
    "octets", "xls_coupe",
    lambda good, _: Damaged(
        containers.table(good).to_xls()[:-3_000], refused("octets.classeur_illisible")
    ),
)  # fmt: skip
register(
    "octets", "classeur_coupe",
    lambda good, _: Damaged(containers.xlsx(good)[:-200], refused("octets.archive_abimee")),
)  # fmt: skip
register(
    "octets", "ods_coupe",
    lambda good, _: Damaged(
        containers.table(good).to_ods()[:-100], refused("octets.archive_abimee")
    ),
)  # fmt: skip
register(
    "octets", "classeur_avec_mot_de_passe",
    lambda _, __: Damaged(
        containers.encrypted_workbook(),
        refused("octets.classeur_illisible", "octets.classeur_protege"),
    ),
)  # fmt: skip
register(
    "octets", "classeur_vide",
    lambda _, __: Damaged(containers.saved(Workbook()), refused("octets.classeur_vide")),
)  # fmt: skip
register(
    "octets", "classeur_sans_ligne",
    lambda good, _: Damaged(
        containers.xlsx(good.with_rows([])), refused("structure.aucune_ligne")
    ),
)  # fmt: skip


def _far(good: Good, cell: str) -> Damaged:
    """Return a workbook that ends with a cell far away, written in this way."""
    content = containers.with_part(
        containers.xlsx(good), "xl/worksheets/sheet1.xml",
        lambda body: body.replace(b"</sheetData>", f"<row>{cell}</row></sheetData>".encode()),
    )  # fmt: skip
    return Damaged(content, refused("octets.classeur_etendu"))


for _name, _cell in {
    "classeur_etendu": '<c r="XFD1048576"><v>1</v></c>',
    "classeur_etendu_autrement": "<c s='1' r = 'xfd1048576'><v>1</v></c>",
}.items():
    register("octets", _name, lambda good, _, cell=_cell: _far(good, cell))


@kind("octets", "classeur_a_la_feuille_brouillee")
def scrambled_sheet(good: Good, _: str) -> Damaged:
    content = containers.with_part(
        containers.xlsx(good), "xl/worksheets/sheet1.xml", lambda body: body[: len(body) // 2]
    )
    return Damaged(content, refused("octets.classeur_illisible", "octets.archive_abimee"))


def _with_sheet(name: str, rows: list[list[str]], *, first: bool = False, state: str = "visible"):  # type: ignore[no-untyped-def]
    def change(book: Workbook) -> None:
        sheet = filled(book.create_sheet(name, 0 if first else None), rows)
        sheet.sheet_state = state  # type: ignore[assignment]

    return change


@kind("octets", "feuille_vide_en_plus")
def blank_sheet(good: Good, _: str) -> Damaged:
    return Damaged(containers.xlsx(good, _with_sheet("Feuil2", [])), FINE)


@kind("octets", "plusieurs_feuilles_de_donnees")
def several_sheets(good: Good, _: str) -> Damaged | None:
    if len(good.rows) < 2:
        return None
    half = [list(r) for r in good.rows[: len(good.rows) // 2]]
    content = containers.xlsx(good, _with_sheet("Second envoi", [list(good.header), *half]))
    return Damaged(content, odd("octets.plusieurs_feuilles", "octets.feuilles_semblables"))


@kind("octets", "donnees_dans_une_feuille_cachee")
def hidden_sheet(good: Good, _: str) -> Damaged:
    def hide(book: Workbook) -> None:
        sheet_of(book).sheet_state = "hidden"

    cover = _with_sheet("Lisez-moi", [["Voir le service"]])
    return Damaged(containers.xlsx(good, cover, hide),
                   odd("octets.feuille_cachee", "octets.plusieurs_feuilles"))  # fmt: skip


@kind("octets", "formules_sans_valeur", _integers)
def formulas(good: Good, column: str) -> Damaged:
    place, row = good.places[column] + 1, good.filled(column)

    def change(book: Workbook) -> None:
        sheet_of(book).cell(row + 2, place).value = "=1+1"

    return Damaged(containers.xlsx(good, change), odd("octets.formule_sans_valeur", line=row + 2))


@kind("octets", "formule_jamais_calculee_sous_le_tableau")
def formula_below(good: Good, _: str) -> Damaged:
    return _formula_at(good, len(good.rows) + 40, 1)


@kind("octets", "formule_jamais_calculee_a_cote_du_tableau")
def formula_beside(good: Good, _: str) -> Damaged:
    return _formula_at(good, 3, len(good.header) + 3)


def _formula_at(good: Good, row: int, column: int) -> Damaged:
    def change(book: Workbook) -> None:
        sheet_of(book).cell(row, column).value = "=SUM(A2:A3)"

    return Damaged(containers.xlsx(good, change), FINE)


@kind("octets", "cellule_en_erreur", _integers)
def error_cell(good: Good, column: str) -> Damaged:
    place, row = good.places[column] + 1, good.filled(column)

    def change(book: Workbook) -> None:
        cell = sheet_of(book).cell(row + 2, place)
        cell.value, cell.data_type = "#REF!", "e"

    expected = rejected(good, "octets.erreur_de_tableur", row=row, column=column)
    return Damaged(containers.xlsx(good, change), expected)


@kind("octets", "lien_vers_un_autre_classeur")
def external_link(good: Good, _: str) -> Damaged:
    part = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    content = containers.with_more_parts(
        containers.xlsx(good), {"xl/externalLinks/externalLink1.xml": part}
    )
    return Damaged(content, odd("octets.lien_externe"))


@kind("octets", "titre_au_dessus_dans_le_classeur")
def title(good: Good, _: str) -> Damaged:
    def change(book: Workbook) -> None:
        sheet_of(book).insert_rows(1, 3)
        sheet_of(book).cell(1, 1).value = "Remontée du service, mars 2026"

    return Damaged(containers.xlsx(good, change), remarked("octets.titre_au_dessus"))


@kind("octets", "entete_fusionne_sur_deux_lignes")
def merged_header(good: Good, _: str) -> Damaged | None:
    if len(good.header) < 4:
        return None

    def change(book: Workbook) -> None:
        sheet = sheet_of(book)
        sheet.insert_rows(1)
        sheet.cell(1, 1).value, sheet.cell(1, 3).value = "Identification", "Résultats"
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=2)
        sheet.merge_cells(start_row=1, end_row=1, start_column=3, end_column=4)

    lost = ("structure.colonne_manquante", "structure.en_tetes_inconnus")
    return Damaged(containers.xlsx(good, change),
                   odd("octets.en_tete_fusionne", "octets.titre_au_dessus", *lost))  # fmt: skip


@kind("octets", "queue_blanche_de_classeur")
def blank_tail(good: Good, _: str) -> Damaged:
    first = len(good.rows) + 2
    tail = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(first, BLANK_TAIL))
    content = containers.with_part(
        containers.xlsx(good), "xl/worksheets/sheet1.xml",
        lambda body: body.replace(b"</sheetData>", tail.encode() + b"</sheetData>"),
    )  # fmt: skip
    return Damaged(content, FINE)


@kind("octets", "colonnes_blanches_de_classeur")
def blank_columns(good: Good, _: str) -> Damaged:
    def change(book: Workbook) -> None:
        sheet_of(book).cell(1, len(good.header) + 5).value = "  "

    return Damaged(containers.xlsx(good, change), FINE)


@kind("octets", "colonne_masquee")
def hidden_column(good: Good, _: str) -> Damaged:
    def change(book: Workbook) -> None:
        sheet_of(book).column_dimensions["A"].hidden = True

    return Damaged(containers.xlsx(good, change), Expected(ACCEPTED, rejects=0, same=True))


@kind("octets", "commentaires_de_cellules")
def comments(good: Good, _: str) -> Damaged:
    def change(book: Workbook) -> None:
        sheet_of(book).cell(2, 1).comment = Comment("À vérifier", "service")

    return Damaged(containers.xlsx(good, change), FINE)


def _required(good: Good) -> list[str]:
    return [c.name for c in good.present(lambda c: c.required and not c.key)][:1]


@kind("octets", "cellules_fusionnees_dans_les_lignes", _required)
def merged_cells(good: Good, column: str) -> Damaged | None:
    contract = good.contract
    if len(good.rows) < 2 or (contract.empty_is_academie and column == contract.territory_column):
        return None
    place = good.places[column] + 1

    def change(book: Workbook) -> None:
        sheet_of(book).merge_cells(start_row=2, end_row=3, start_column=place, end_column=place)

    return Damaged(
        containers.xlsx(good, change), rejected(good, "regles.obligatoire", row=1, column=column)
    )


@kind("octets", "vraies_dates_de_tableur",
      lambda good: [c.name for c in good.present(lambda c: c.business_type == "date")])  # fmt: skip
def true_dates(good: Good, column: str) -> Damaged:
    place = good.places[column] + 1
    days = [parse_date(text) for text in good.cells(column)]

    def change(book: Workbook) -> None:
        for row, day in enumerate(days, 2):
            if day is not None:
                sheet_of(book).cell(row, place).value = day

    return Damaged(containers.xlsx(good, change), FINE)


def _codes(good: Good) -> list[str]:
    """Return the columns of official codes whose zeros a spreadsheet takes away."""
    codes = ("departement", "commune", "academie")
    return [c.name for c in good.present(lambda c: c.business_type in codes)]


@kind("octets", "codes_sans_zeros_dans_le_classeur", _codes)
def lost_zeros(good: Good, column: str) -> Damaged:
    return true_numbers(good, column)


@kind("octets", "vrais_nombres_de_tableur", _integers)
def true_numbers(good: Good, column: str) -> Damaged:
    place = good.places[column] + 1

    def change(book: Workbook) -> None:
        for row, text in enumerate(good.cells(column), 2):
            if text.strip().isdigit():
                sheet_of(book).cell(row, place).value = int(text)

    return Damaged(containers.xlsx(good, change), FINE)


@kind("octets", "feuille_de_consignes_a_cote")
def notice(good: Good, _: str) -> Damaged:
    rows = [["Consignes", "Une ligne par établissement"], ["Contact", "Le service"]]
    return Damaged(containers.xlsx(good, _with_sheet("Consignes", rows, first=True)),
                   warned("octets.plusieurs_feuilles"))  # fmt: skip
