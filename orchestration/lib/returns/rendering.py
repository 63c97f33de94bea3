"""The layouts of a receipt: a page, a text of 78 columns, the terminal.

What belongs here: filling the templates, escaping, folding lines, how much is listed. What does
not: the content (`letter`), where files are written (`orchestration.lib.returns`).
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.lib import french
from orchestration.lib.nomenclatures import resolve_academie
from orchestration.lib.refusals import Reject
from orchestration.lib.returns.letter import Letter, printable
from orchestration.lib.returns.problems import Problem, sentence_of_row

if TYPE_CHECKING:
    from jinja2 import Environment

COLUMNS = 78
_KINDS = 7  # A page holds no more; the others are counted.
_EXAMPLES, _VALUE = 10, 40
_INDENT = 20
_TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),
        undefined=StrictUndefined,
    )
    made.filters.update(
        paragraphe=_paragraph, nombre=french.count, endroit=_place, lie=french.unbroken
    )
    return made


def html(letter: Letter) -> str:
    """Return the receipt as one page, without any value of the file."""
    return _filled("recu.html.j2", letter) + "\n"


def text(letter: Letter) -> str:
    """Return the receipt as text, without any value of the file."""
    return _filled("recu.txt.j2", letter) + "\n"


def details(rejects: Sequence[Reject], total: int) -> str:
    """Return the first of `total` problems one by one, values included: for the depositor alone."""
    if not rejects:
        return ""
    told: set[tuple[str, str]] = set()
    lines = ["", "EN DÉTAIL"]
    for reject in rejects[:_EXAMPLES]:
        kind = (reject.column, reject.remedy)
        lines.append(_paragraph(described(reject, with_remedy=kind not in told), "  - "))
        told.add(kind)
    more = total - _EXAMPLES
    if more > 0:
        lines.append(f"  … et {french.plural(more, 'autre problème', 'autres problèmes')}.")
    return "\n".join(lines) + "\n"


def _filled(name: str, letter: Letter) -> str:
    shown = letter.problems[:_KINDS]
    others = letter.problems[_KINDS:]
    academie = resolve_academie(letter.facts.academie)
    context: dict[str, Any] = {
        "letter": letter,
        "title": _title(letter),
        "fictional": french.FICTIONAL,
        "academie": academie.libelle if academie else "",
        "shown": shown,
        "others": sum(p.count for p in others),
        "other_kinds": f"{french.plural(len(others), 'autre sorte', 'autres sortes')} de problèmes",
        "total": _total(letter),
    }
    return _environment().get_template(name).render(context)


def _title(letter: Letter) -> str:
    """Return the file and its verdict, on two lines where one is too short for both."""
    verdict = letter.verdict.upper()
    line = f"{letter.facts.file} : {verdict}"
    return line if len(line) <= COLUMNS else f"{_paragraph(letter.facts.file)}\n{verdict}"


def _total(letter: Letter) -> str:
    """Return how many problems there are, and on how many lines."""
    rejected = letter.facts.rejected
    lines = f" sur {french.plural(rejected, 'ligne')}" if rejected and letter.total else ""
    return f"{french.plural(letter.total, 'problème')}{lines}"


def _place(problem: Problem) -> str:
    """Return where a kind of problem stands: its column and its first lines."""
    parts = [f"colonne « {problem.column} »" if problem.column else "", problem.where]
    found = ", ".join(p for p in parts if p) or "le fichier"
    return found[:1].upper() + found[1:]


def described(reject: Reject, *, with_remedy: bool = True) -> str:
    """Return one problem of one row with its value: line, column, what, how to mend it."""
    place = f"ligne {reject.line}" + (f", colonne « {reject.column} »" if reject.column else "")
    value = printable(reject.value)
    value = value if len(value) <= _VALUE else value[: _VALUE - 1] + "…"
    problem = reject.problem[:1].lower() + reject.problem[1:]
    if value:
        problem = f"« {value} » {problem}"
    elif reject.column:
        told = sentence_of_row(reject).rstrip(".")
        problem = told[:1].lower() + told[1:]
    return f"{place} : {problem.rstrip('.')}. {reject.remedy if with_remedy else ''}".strip()


def _paragraph(words: str, first: str = "") -> str:
    """Return text folded at 78 columns; lines after the first stand under its beginning."""
    after = " " * (len(first) if len(first) <= _INDENT else 4)
    wrapper = textwrap.TextWrapper(
        COLUMNS, initial_indent=first, subsequent_indent=after, break_on_hyphens=False
    )
    line = french.unbroken(" ".join(str(words).split()))
    return (wrapper.fill(line) or first.rstrip()).replace("\u00a0", " ")
