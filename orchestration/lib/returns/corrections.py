"""The sheet « Corrections »: totals by kind of problem, and the list with a link to each cell.

What belongs here: this sheet. What does not: the depositor's own sheet (`annotated`), words of a
problem (`problems`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.lib import french
from orchestration.lib.refusals import Reject
from orchestration.lib.returns.grid import Grid
from orchestration.lib.returns.layout import SHOWN, Places, Plan, Styles, safe
from orchestration.lib.returns.problems import Problem, sentence_of_row

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def write_corrections(
    sheet: Worksheet,
    grid: Grid,
    plan: Plan,
    places: Places,
    rejects: Sequence[Reject],
    problems: Sequence[Problem],
    about: Sequence[tuple[str, str]],
    styles: Styles,
) -> None:
    """Write the sheet: what the file is, the legend, the totals, then each problem."""
    sheet.hide_gridlines(2)
    for column, width in enumerate((14, 26, 22, 60, 70)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, "À corriger", styles.title)
    row = 2
    for label, text in (*about, ("Ce classeur", plan.sentence)):
        sheet.write_string(row, 0, label, styles.bold)
        sheet.write_string(row, 1, safe(text))
        row += 1
    row = _write_legend(sheet, row + 1, styles)
    row = _write_totals(sheet, row + 1, problems, styles)
    _write_list(sheet, row + 1, grid, places, rejects, plan.problems, styles)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_legend(sheet: Worksheet, row: int, styles: Styles) -> int:
    legend = (
        (styles.bad.text, "Cellule à corriger : passez dessus, un commentaire dit quoi faire."),
        (styles.row.text, "Autre cellule d'une ligne à corriger."),
        (styles.bad_header, "Ligne d'en-têtes à corriger."),
    )
    for look, text in legend:
        sheet.write_string(row, 0, "Couleur", look)
        sheet.write_string(row, 1, text)
        row += 1
    return row


def _write_totals(sheet: Worksheet, row: int, problems: Sequence[Problem], styles: Styles) -> int:
    for column, label in enumerate(("Nombre", "Colonne", "Lignes", "Problème", "Que faire")):
        sheet.write_string(row, column, label, styles.header)
    for problem in problems:
        row += 1
        if not problem.sums_up:
            sheet.write_number(row, 0, problem.count, styles.wrapped)
        for column, text in enumerate(
            (problem.column, problem.where, problem.sentence, problem.remedy), 1
        ):
            sheet.write_string(row, column, safe(text), styles.wrapped)
    row += 1
    sheet.write_number(row, 0, sum(p.count for p in problems if not p.sums_up), styles.bold)
    sheet.write_string(row, 1, "problème(s) en tout", styles.bold)
    return row + 1


def _write_list(
    sheet: Worksheet, row: int, grid: Grid, places: Places, rejects: Sequence[Reject], total: int,
    styles: Styles,
) -> None:  # fmt: skip
    shown = rejects[:SHOWN]
    if total > len(shown):
        told = f"{french.count(len(shown))} problèmes listés sur {french.count(total)}"
        sheet.write_string(row, 0, told, styles.bold)
        row += 1
    for column, label in enumerate(("Ligne", "Colonne", "Valeur", "Problème", "Que faire")):
        sheet.write_string(row, column, label, styles.header)
    for reject in shown:
        row += 1
        target = places.rows.get(reject.line)
        text = french.count(reject.line)
        if target is None:
            sheet.write_string(row, 0, text)
        else:
            sheet.write_url(row, 0, _link(grid, target, places, reject), styles.link, text)
        for column, cell in enumerate(
            (reject.column, reject.value, sentence_of_row(reject), reject.remedy), 1
        ):
            sheet.write_string(row, column, safe(cell), styles.wrapped)


def _link(grid: Grid, row: int, places: Places, reject: Reject) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    place = min(places.of_reject(reject), default=0)
    sheet = grid.sheet.replace("'", "''")
    return f"internal:'{sheet}'!{xl_rowcol_to_cell(row, place + places.before)}"
