"""Workbooks filled as a person fills them, from rows of a rehearsal.

What belongs here: opening a template, typing rows in it, saving it. What does not: assertions.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date

import openpyxl
import pandas as pd

from orchestration.lib.contracts import Column, Contract, value_key
from orchestration.lib.guidance import sayings
from orchestration.lib.nomenclatures import fold
from orchestration.lib.school_years import parse_date

Row = Mapping[str, object]


def rows_of(table: pd.DataFrame, contract: Contract, most: int) -> list[dict[str, object]]:
    """Return the first rows of a file by name of column, as a person would type them."""
    columns = {header: contract.column_of_header(fold(str(header))) for header in table.columns}
    return [
        {
            column.name: typed(str(row[header]), column)
            for header, column in columns.items()
            if column is not None
        }
        for row in table.head(most).to_dict("records")
    ]


def typed(cell: str, column: Column) -> object:
    """Return what a person types for a cell: a number, a date, a word of the list, a text."""
    if cell == "":
        return None
    if column.business_type == "booleen":
        return "Oui" if cell.lower() in ("o", "oui", "1", "true") else "Non"
    for choice in sayings.choices(column):
        if choice.code == column.equivalences.get(value_key(cell)):
            return choice.shown
    if column.business_type == "date":
        return parse_date(cell) or cell
    if column.business_type in ("entier", "decimal", "taux"):
        try:
            return float(cell.replace(",", "."))
        except ValueError:
            return cell
    return cell


def filled(template: bytes, contract: Contract, rows: Iterable[Row]) -> bytes:
    """Return the template with rows typed below its header."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book["Données"]
    names = []
    for cell in sheet[1]:
        column = contract.column_of_header(fold(str(cell.value)))
        assert column is not None, cell.value
        names.append(column.name)
    for number, row in enumerate(rows, 2):
        for position, name in enumerate(names, 1):
            value = row.get(name)
            if value is not None:
                place = sheet.cell(number, position, value)
                if isinstance(value, date):
                    place.number_format = "dd/mm/yyyy"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
