"""The annotated workbook: the depositor's own file, faulty cells in colour, and what to mend.

What belongs here: rebuilding the sheet line by line, colours, comments, the column « À corriger ».
What does not: reading the original (`grid`), the sheet « Corrections » (`corrections`), words of
the receipt (`letter`), where it is written (`orchestration.lib.returns`).

Nothing is executed: every text is written as a text, formulas included. Same deposit, same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from orchestration.lib.contracts import Contract
from orchestration.lib.nomenclatures import fold
from orchestration.lib.refusals import Reject
from orchestration.lib.returns.corrections import write_corrections
from orchestration.lib.returns.grid import TO_MEND, Grid
from orchestration.lib.returns.layout import (
    CORRECTIONS,
    SHOWN,
    Look,
    Places,
    Plan,
    Styles,
    safe,
)  # fmt: skip
from orchestration.lib.returns.problems import Problem, sentence_of_row

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_MADE_ON = datetime(2026, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no time zone
_EXTRACT = "{label} (extrait)"


def annotated_workbook(
    grid: Grid,
    plan: Plan,
    rejects: Sequence[Reject],
    problems: Sequence[Problem],
    contract: Contract | None,
    about: Sequence[tuple[str, str]],
) -> bytes:
    """Return the workbook given back: « Corrections », then the depositor's own sheet."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "nan_inf_to_errors": True,
    })  # fmt: skip
    book.set_properties({"title": "Fichier à corriger", "created": _MADE_ON})
    styles = Styles(book)
    name = CORRECTIONS if grid.sheet != CORRECTIONS else f"{CORRECTIONS} (reçu)"
    first, data = book.add_worksheet(name), book.add_worksheet(grid.sheet)
    places = Places.of(grid, plan, rejects, contract)
    write_corrections(first, grid, plan, places, rejects, problems, about, styles)
    _Sheet(data, grid, plan, places, styles).write(problems)
    book.close()
    return stream.getvalue()


class _Sheet:
    """The depositor's own sheet, written line by line in one pass."""

    def __init__(
        self, sheet: Worksheet, grid: Grid, plan: Plan, places: Places, styles: Styles
    ) -> None:
        self._sheet, self._grid, self._plan = sheet, grid, plan
        self._places, self._styles = places, styles
        # A workbook given back, corrected and refused again has had its column already.
        self._width = len(grid.header) - (fold(str(grid.header[-1])) == fold(TO_MEND))
        self._before = places.before
        self._comments = SHOWN

    def write(self, problems: Sequence[Problem]) -> None:
        """Write the lines, then what frames them."""
        last = 0
        remaining = len(self._places.rows)
        for line, cells in self._grid.rows:
            if line == self._grid.header_line:
                self._write_header(line, problems)
                remaining -= line in self._places.rows
                continue
            if self._plan.whole:
                last = line + self._grid.shift - 1
            elif line in self._places.rows and line > self._grid.header_line:
                last = self._places.rows[line]
                remaining -= 1
                self._sheet.write_number(last, 0, line)
            else:
                continue
            self._write_line(last, line, cells)
            if not self._plan.whole and not remaining:
                break
        self._frame(last)

    def _header_row(self) -> int:
        return self._grid.header_line + self._grid.shift - 1 if self._plan.whole else 0

    def _write_header(self, line: int, problems: Sequence[Problem]) -> None:
        row, styles = self._header_row(), self._styles
        faulty = self._places.by_line.get(line, [])
        stops = [p for p in problems if line in p.lines or p.lines == (1,)]
        style = styles.bad_header if faulty or stops else styles.header
        if self._before:
            self._sheet.write_string(row, 0, "Ligne", styles.header)
        for position, label in enumerate(self._grid.header[: self._width]):
            shown = label if self._plan.whole else _EXTRACT.format(label=label)
            self._sheet.write_string(row, position + self._before, safe(shown), style)
        self._sheet.write_string(row, self._width + self._before, TO_MEND, styles.header)
        told = "\n".join(f"{p.sentence} {p.remedy}" for p in stops if p.lines)
        if told:
            self._comment(row, self._before, told)

    def _write_line(self, row: int, line: int, cells: list[Any]) -> None:
        problems = self._places.by_line.get(line)
        if problems is None:
            plain = self._styles.plain
            for position, value in enumerate(cells[: self._width]):
                self._put(row, position + self._before, value, plain)
            return
        wrong: dict[int, list[Reject]] = {}
        for reject in problems:
            for place in self._places.of_reject(reject):
                wrong.setdefault(place, []).append(reject)
        # Cells beyond the header belong to a broken line: they are shown after the last column.
        extra = [str(c) for c in cells[self._width :] if str(c or "").strip()]
        for position in range(self._width):
            value = cells[position] if position < len(cells) else ""
            if value in ("", None) and position in wrong:
                # A formula without a stored result: what was written is in the problem.
                value = next((r.value for r in wrong[position] if r.value), "")
            look = self._styles.bad if position in wrong else self._styles.row
            self._put(row, position + self._before, value, look)
            if position in wrong:
                self._comment(row, position + self._before, _told(wrong[position]))
        told = " ".join(_with_column(r) for r in problems)
        if extra and self._plan.whole:
            told += f" En trop : {' | '.join(extra)}"
        self._sheet.write_string(
            row, self._width + self._before, safe(told), self._styles.told.text
        )

    def _put(self, row: int, column: int, value: Any, look: Look) -> None:
        """Write a cell as it was: nothing becomes a formula, a link or a number by itself."""
        if isinstance(value, str):
            if value or look.text is not None:
                self._sheet.write_string(row, column, safe(value), look.text)
        elif isinstance(value, bool):
            self._sheet.write_boolean(row, column, value, look.number)
        elif isinstance(value, int | float):
            self._sheet.write_number(row, column, value, look.number)
        elif isinstance(value, date) and value.year >= 1900:
            self._sheet.write_datetime(row, column, _naive(value), look.date)
        elif value is None:
            self._sheet.write_blank(row, column, None, look.number)
        else:
            self._sheet.write_string(row, column, safe(_as_text(value)), look.text)

    def _comment(self, row: int, column: int, text: str) -> None:
        if self._comments:
            self._comments -= 1
            self._sheet.write_comment(
                row, column, text[:1_000], {"author": "Reçu", "width": 260, "height": 110}
            )

    def _frame(self, last: int) -> None:
        sheet, header = self._sheet, self._header_row()
        error = self._width + self._before
        for position, label in enumerate(self._grid.header[: self._width]):
            place = position + self._before
            sheet.set_column(place, place, min(max(len(label) + 2, 11), 34))
        sheet.set_column(error, error, 70)
        sheet.freeze_panes(header + 1, 0)
        sheet.autofilter(header, 0, max(last, header + 1), error)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _told(rejects: Sequence[Reject]) -> str:
    return "\n".join(f"{sentence_of_row(r)} {r.remedy}" for r in rejects)


def _with_column(reject: Reject) -> str:
    column = f"« {reject.column} » : " if reject.column else ""
    return f"{column}{sentence_of_row(reject)} {reject.remedy}"


def _naive(value: date) -> date:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _as_text(value: object) -> str:
    return "" if value is None else str(value)
