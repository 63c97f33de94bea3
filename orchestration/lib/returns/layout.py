"""What the sheets of an annotated workbook share: its plan, where problems stand, its looks.

What belongs here: deciding what is given back, placing problems, formats, texts that a cell can
hold. What does not: writing the sheets (`annotated`, `corrections`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.lib import french
from orchestration.lib.contracts import Contract
from orchestration.lib.recognition import match_header
from orchestration.lib.refusals import Reject
from orchestration.lib.returns.grid import Grid

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SHOWN = 5_000  # Problems that the sheet « Corrections » lists; all are counted.
CELLS = 200_000  # Beyond, only the lines to mend are given back: a verdict must not wait.
CORRECTIONS = "Corrections"
_LONGEST, _WIDEST = 32_000, 1_000
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Plan:
    """What the workbook holds, decided before anything is written."""

    whole: bool
    lines: int
    problems: int

    @property
    def sentence(self) -> str:
        """Return what a depositor should know of the workbook before opening it."""
        listed = ""
        if self.problems > SHOWN:
            listed = (
                f" La feuille « {CORRECTIONS} » liste {french.count(SHOWN)} problèmes sur "
                f"{french.count(self.problems)}."
            )
        if self.whole:
            return f"C'est votre fichier, ligne pour ligne.{listed}"
        which = "les lignes à corriger"
        if self.lines > SHOWN:
            which = (
                f"les {french.count(SHOWN)} premières lignes à corriger sur "
                f"{french.count(self.lines)}"
            )
        return (
            f"Votre fichier est grand : le classeur ne montre que {which}, avec leur numéro. "
            f"Corrigez-les dans votre fichier : ce classeur ne se dépose pas.{listed}"
        )


def plan_of(grid: Grid, lines: int, problems: int) -> Plan:
    """Return what the workbook of an original will hold: its lines to mend, their problems."""
    width = len(grid.header) + 1
    whole = grid.height * width <= CELLS and width <= _WIDEST
    return Plan(whole, lines, problems)


@dataclass(frozen=True)
class Places:
    """Where each problem stands: line -> its problems, what it is about -> columns, line -> row.

    `before` counts the columns that stand before those of the depositor.
    """

    by_line: dict[int, list[Reject]]
    columns: dict[tuple[str, str], list[int]]
    rows: dict[int, int]
    before: int

    @classmethod
    def of(
        cls, grid: Grid, plan: Plan, rejects: Sequence[Reject], contract: Contract | None
    ) -> Places:
        """Place the problems; beyond the cap, the lines to mend follow one another."""
        by_line: dict[int, list[Reject]] = {}
        for reject in rejects:
            by_line.setdefault(reject.line, []).append(reject)
        kinds = {_kind(r): r for r in rejects}
        columns = {kind: _positions(r, grid, contract) for kind, r in kinds.items()}
        if plan.whole:
            rows = {line: line + grid.shift - 1 for line in by_line}
        else:
            lines = sorted(line for line in by_line if line > grid.header_line)[:SHOWN]
            rows = {line: row for row, line in enumerate(lines, 1)}
            if grid.header_line in by_line:
                rows[grid.header_line] = 0
        return cls(by_line, columns, rows, 0 if plan.whole else 1)

    def of_reject(self, reject: Reject) -> list[int]:
        """Return the positions of the columns that a problem is about."""
        return self.columns[_kind(reject)]


def _kind(reject: Reject) -> tuple[str, str]:
    return (reject.column, "" if reject.column else reject.problem)


def _positions(reject: Reject, grid: Grid, contract: Contract | None) -> list[int]:
    """Return where a problem stands: its column, those of its rule, or those of the key."""
    if reject.column:
        place = grid.position(reject.column, contract)
        return [] if place is None else [place]
    if contract is None:
        return []
    known = match_header(grid.header, contract).positions
    if reject.code == "regles.doublon":
        return [known[name] for name in contract.key if name in known]
    rules = [r.condition for r in contract.rules if r.sentence.startswith(reject.problem)]
    words = set(re.findall(r"\w+", rules[0])) if rules and reject.problem else set()
    return sorted(known[name] for name in words & known.keys())


class Styles:
    """The formats of the workbook, made once; texts and dates look alike in each of them."""

    def __init__(self, book: Workbook) -> None:
        head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3E3FD"}
        row, bad = {"bg_color": "#FFF4D6"}, {"bg_color": "#FFC9C9", "font_color": "#8D0000"}
        self.header, self.bad_header = (
            book.add_format(head), book.add_format({**head, **bad})
        )  # fmt: skip
        self.plain, self.row, self.bad, self.told = (
            Look(book, look) for look in ({}, row, {**bad, "bold": True}, bad)
        )
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": "#000091"})
        self.bold = book.add_format({"bold": True})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.link = book.add_format({"font_color": "#000091", "underline": 1, "valign": "top"})


class Look:
    """A look for texts and numbers, and the same for dates."""

    def __init__(self, book: Workbook, look: dict[str, Any]) -> None:
        self.text = book.add_format({**look, "num_format": "@"}) if look else None
        self.number = book.add_format(look) if look else None
        self.date = book.add_format({**look, "num_format": "dd/mm/yyyy"})


def safe(text: str) -> str:
    """Return a text that a cell can hold: its characters writable, its length bounded."""
    text = _UNWRITABLE.sub("\ufffd", text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… (coupé)"
