"""The template workbook of a contract: an empty file that cannot be filled wrongly by accident.

What belongs here: the sheets, the formats that keep a spreadsheet from damaging codes, the
drop-downs and the bounds. What does not: the words of a column (`sayings`), reading the workbook
back (`orchestration.lib.workbooks`), where it is written (the command).

Same contract and same school year, same bytes: no clock, no author, no machine.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from orchestration.lib.choices import choices
from orchestration.lib.contracts import Column, Contract
from orchestration.lib.guidance import sayings

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

DATA, GUIDE, LISTS = "Données", "Mode d'emploi", "Listes"
TEMPLATE_OF, TEMPLATE_VERSION = "psa_modele", "psa_version_du_contrat"
FIRST_SCHOOL_DAY = (9, 1)
_LAST_ROW = 1_048_575
_MADE_ON = datetime(2026, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no time zone
_TITLE, _MESSAGE = 32, 255  # What a spreadsheet shows of the title and of the text of a message.
_WIDE = 100
_BLUE, _PALE, _RED = "#000091", "#E3E3FD", "#C9191E"
_NUMBERS = {"entier": "0", "decimal": "General", "taux": "General"}


@dataclass(frozen=True)
class Cells:
    """The formats of a workbook, made once."""

    title: Any
    head: Any
    required: Any
    optional: Any
    text: Any
    wrapped: Any
    bold: Any

    @classmethod
    def of(cls, book: Workbook) -> Cells:
        """Make the formats."""
        header = {
            "bold": True, "text_wrap": True, "valign": "top", "border": 1, "locked": True,
            "font_color": "#FFFFFF", "num_format": "@",
        }  # fmt: skip
        return cls(
            title=book.add_format({"bold": True, "font_size": 16, "font_color": _BLUE}),
            head=book.add_format({"bold": True, "bg_color": _PALE, "border": 1}),
            required=book.add_format({**header, "bg_color": _BLUE}),
            optional=book.add_format(
                {**header, "bg_color": _PALE, "font_color": "#161616", "bold": False}
            ),
            text=book.add_format({"num_format": "@"}),
            wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
            bold=book.add_format({"bold": True, "valign": "top"}),
        )


def template_workbook(contract: Contract, school_year: str) -> bytes:
    """Return the template of a contract for a school year, as a workbook."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({
        "title": f"Modèle : {contract.title}", "created": _MADE_ON,
        "comments": f"Modèle du contrat {contract.domain}, version {contract.version}",
    })  # fmt: skip
    book.set_custom_property(TEMPLATE_OF, contract.domain, "text")
    book.set_custom_property(TEMPLATE_VERSION, contract.version, "text")
    cells = Cells.of(book)
    data, guide, lists = (book.add_worksheet(name) for name in (DATA, GUIDE, LISTS))
    columns = sayings.asked_columns(contract)
    ranges = _write_lists(lists, columns, cells)
    for position, column in enumerate(columns):
        _write_header(data, position, column, contract, cells, school_year)
        data.set_column(position, position, _width(column), book.add_format(
            {"num_format": _number_format(column), "locked": False}))  # fmt: skip
        told = _validation(column, contract, ranges.get(column.name), school_year)
        if told is not None:
            data.data_validation(1, position, _LAST_ROW, position, told)
    _finish_data(data, len(columns), book)
    _write_guide(guide, contract, columns, cells, school_year)
    lists.hide()
    data.activate()
    book.close()
    return stream.getvalue()


def _finish_data(data: Worksheet, width: int, book: Workbook) -> None:
    data.set_row(0, 45)
    data.freeze_panes(1, 0)
    # Columns after the last one hold nothing: what is typed there would belong to no column.
    data.set_column(width, 16_383, 10, book.add_format({"locked": True}))
    data.protect("", {
        "format_cells": False, "format_columns": True, "format_rows": True, "insert_rows": True,
        "delete_rows": True, "sort": True, "autofilter": True,
    })  # fmt: skip


def header_of(column: Column, contract: Contract, school_year: str) -> str:
    """Return the header of a column; one that bears a school year bears this one."""
    if column.header_pattern is None or contract.period_kind != "en_tete":
        return column.label
    return f"ep_{school_year.replace('-', '_')}"


def _write_header(
    data: Worksheet, position: int, column: Column, contract: Contract, cells: Cells,
    school_year: str,
) -> None:  # fmt: skip
    style = cells.optional if column.optional or not column.loaded else cells.required
    data.write_string(0, position, header_of(column, contract, school_year), style)
    note = "\n".join(_note(column, contract, school_year))
    lines = sum(1 + len(line) // 40 for line in note.split("\n"))
    data.write_comment(
        0, position, note, {"width": 320, "height": 20 * (lines + 1), "author": "Modèle"}
    )


def _note(column: Column, contract: Contract, school_year: str) -> Iterator[str]:
    """Yield what the note of a header says: what is expected, and an example."""
    if not column.loaded:
        yield "Colonne du fichier officiel : elle doit être là, la plateforme ne la lit pas."
        return
    yield sayings.clean_sentence(column.description or column.label)
    yield f"{sayings.presence(column)}. {sayings.kind(column, contract)}."
    limits = sayings.bounds(column)
    if limits:
        yield f"Valeurs : {limits}."
    if column.max_length is not None:
        yield f"{column.max_length} caractères au plus."
    example = sayings.example(column, contract, school_year)
    if example:
        yield f"Exemple : {example}"
    if sayings.privacy(column):
        yield sayings.privacy(column)


def _width(column: Column) -> float:
    longest = max((len(c.shown) for c in choices(column)), default=0)
    return float(min(max(len(column.label) * 0.6, longest, 12) + 2, 45))


def _number_format(column: Column) -> str:
    """Return the format of the cells below a header: text, unless a number is safe there."""
    if column.values:
        return "@"
    if column.business_type == "date":
        return "dd/mm/yyyy"
    return _NUMBERS.get(column.business_type, "@") if column.loaded else "@"


def _validation(
    column: Column, contract: Contract, listed: str | None, school_year: str
) -> dict[str, Any] | None:
    """Return what a spreadsheet lets in a column, with French words, or None for any text."""
    if not column.loaded:
        return None
    rule = _constraint(column, contract, listed, school_year)
    if rule is None:
        return None
    entry = " ".join([f"{sayings.kind(column, contract)}.", *_limits(column)])
    problem, remedy = next(
        ((p, r) for p, r in sayings.column_rules(column) if "vide" not in p), ("", entry)
    )
    return {
        "ignore_blank": True,
        "input_title": column.label[:_TITLE],
        "input_message": textwrap.shorten(entry, _MESSAGE, placeholder="…"),
        "error_title": "Valeur à corriger",
        "error_message": textwrap.shorten(
            f"La valeur {problem}. {remedy}" if problem else remedy, _MESSAGE, placeholder="…"
        ),
        **rule,
    }


def _limits(column: Column) -> Iterator[str]:
    if sayings.bounds(column):
        yield f"Valeurs : {sayings.bounds(column)}."


def _constraint(
    column: Column, contract: Contract, listed: str | None, school_year: str
) -> dict[str, Any] | None:
    if listed is not None:
        return {"validate": "list", "source": listed}
    match column.business_type:
        case "entier":
            return {"validate": "integer", **_between(column, -(2**31), 2**31)}
        case "decimal" | "taux":
            return {"validate": "decimal", **_between(column, -1e15, 1e15)}
        case "date":
            return {
                "validate": "date", "criteria": "between",
                "minimum": date(1950, 1, 1), "maximum": date(2099, 12, 31),
            }  # fmt: skip
        case "periode" if contract.one_year:
            usual = sayings.example(column, contract, school_year)
            return {
                "validate": "list", "source": [usual], "error_type": "warning",
                "error_title": "Une autre année ?",
                "error_message": f"Ce modèle est celui de l'année scolaire {school_year} : on "
                f"attend ici « {usual} ».",
            }  # fmt: skip
        case "texte" if column.max_length is not None:
            return {"validate": "length", "criteria": "<=", "value": column.max_length}
        case _:
            return None


def _between(column: Column, least: float, most: float) -> dict[str, Any]:
    return {
        "criteria": "between",
        "minimum": least if column.minimum is None else column.minimum,
        "maximum": most if column.maximum is None else column.maximum,
    }


def _write_lists(lists: Worksheet, columns: Sequence[Column], cells: Cells) -> dict[str, str]:
    """Write each closed list in two columns (what is picked, its code); return the ranges."""
    ranges: dict[str, str] = {}
    place = 0
    for column in columns:
        allowed = choices(column) if column.loaded else ()
        if not allowed:
            continue
        lists.write_string(0, place, column.label, cells.head)
        lists.write_string(0, place + 1, "Code enregistré", cells.head)
        lists.set_column(place, place + 1, 30, cells.text)
        for row, choice in enumerate(allowed, 1):
            lists.write_string(row, place, choice.shown, cells.text)
            lists.write_string(row, place + 1, choice.code, cells.text)
        letter = _letters(place)
        ranges[column.name] = f"={LISTS}!${letter}$2:${letter}${len(allowed) + 1}"
        place += 3
    return ranges


def _letters(position: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(position))


def _write_guide(
    guide: Worksheet, contract: Contract, columns: Sequence[Column], cells: Cells, school_year: str
) -> None:
    guide.set_column(0, 0, 32)
    guide.set_column(1, 1, _WIDE)
    guide.hide_gridlines(2)
    guide.write_string(0, 0, contract.title, cells.title)
    row = 2
    for label, text in _instructions(contract, school_year):
        guide.write_string(row, 0, label, cells.bold)
        guide.write_string(row, 1, text, cells.wrapped)
        row += 1
    row += 1
    guide.write_string(row, 0, "Colonne", cells.head)
    guide.write_string(row, 1, "Ce qu'il faut écrire", cells.head)
    for column in columns:
        row += 1
        guide.write_string(row, 0, header_of(column, contract, school_year), cells.bold)
        guide.write_string(row, 1, "\n".join(_note(column, contract, school_year)), cells.wrapped)
    guide.protect()
    guide.set_landscape()
    guide.fit_to_pages(1, 0)


def _instructions(contract: Contract, school_year: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of the sheet of instructions: a label and its text."""
    yield "À quoi sert ce fichier", sayings.clean_sentence(contract.purpose or contract.title)
    yield "Ce qu'il alimente", sayings.clean_sentence(contract.usage or contract.title)
    yield "Une ligne du fichier", sayings.clean_sentence(contract.description)
    if sayings.good_to_know(contract):
        yield "À savoir", sayings.good_to_know(contract)
    yield "Échéance", sayings.due_sentence(contract)
    yield "Qui le tient, à qui écrire", sayings.whom_to_call(contract)
    yield (
        "Comment le remplir",
        (
            f"1. Remplissez la feuille « {DATA} », une ligne par cas, sans ligne vide ni total.\n"
            "2. Gardez la ligne d'en-têtes telle qu'elle est ; les en-têtes foncés sont "
            "obligatoires.\n"
            "3. Choisissez dans les listes quand la cellule en propose une. Les cellules sont déjà "
            "au bon format : ne le changez pas. Pour coller des données, utilisez « Collage "
            "spécial », « Valeurs »."
        ),
    )
    yield (
        "Comment le déposer",
        (
            f"Déposez le classeur dans le dossier « {contract.domain} », sous le nom de votre "
            f"choix ; « {contract.domain}__{school_year}__academie.xlsx » dit aussi l'année. Un "
            "reçu vous répond dans la minute : il dit si le fichier est accepté et, sinon, ce "
            "qu'il faut corriger."
        ),
    )
    yield "Lignes fautives", sayings.tolerance_sentence(contract)
    rules = [f"• {problem} : {remedy}" for problem, remedy in sayings.row_rules(contract)]
    if rules:
        yield "Contrôles entre colonnes", "\n".join(rules)
    yield "Version", f"Contrat {contract.domain}, version {contract.version}"
