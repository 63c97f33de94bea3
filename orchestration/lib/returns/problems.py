"""The problems of a deposit as its depositor reads them: by kind, with totals that add up.

What belongs here: sharing what was found into what must be mended and what is only remarked, and
the lines of each kind. What does not: the sentences (`messages`), values of cells (never here).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.lib import french
from orchestration.lib.messages import BLOCKING, REJECT, WARNING
from orchestration.lib.refusals import Reject

_LINES = 5
# Reasons that only count the rows whose problems are listed: they are not one more problem.
SUMMARIES = frozenset({
    "regles.trop_de_rejets", "regles.ligne_perdue", "regles.aucune_ligne_utilisable",
    "regles.toutes_d_une_autre_annee",
})  # fmt: skip
_SENTENCES = ("la ", "le ", "l'", "cette ", "un ", "une ")


@dataclass(frozen=True)
class Problem:
    """One kind of problem: what, in which column, how often, on which lines, what to do."""

    code: str
    gravity: str
    column: str
    count: int
    what: str
    remedy: str
    lines: tuple[int, ...] = ()

    @property
    def sums_up(self) -> bool:
        """Tell whether it only counts rows whose problems are told one by one."""
        return self.code in SUMMARIES

    @property
    def sentence(self) -> str:
        """Return the problem as a sentence, its column apart."""
        return sentence_of(self.what, bool(self.column) and self.gravity == REJECT)

    @property
    def where(self) -> str:
        """Return the first lines that have the problem: 'lignes 4, 7 et 3 autres'."""
        if not self.lines or (self.gravity == BLOCKING and self.lines == (1,)):
            return ""
        if self.count == 1:
            return f"ligne {french.count(self.lines[0])}"
        shown = [french.count(n) for n in self.lines[:_LINES]]
        more = max(self.count - len(shown), 0)
        if more == 0:
            return f"lignes {french.listed(shown, _LINES)}"
        return f"lignes {', '.join(shown)} et {french.plural(more, 'autre')}"


def sentence_of(problem: str, of_a_value: bool) -> str:
    """Return a problem as a sentence: those of a cell go on from « la valeur … ».

    One that has a capital is a sentence already.
    """
    if of_a_value and problem[:1].islower() and not problem.startswith(_SENTENCES):
        problem = f"la valeur {problem}"
    problem = problem[:1].upper() + problem[1:]
    return problem if problem.endswith((".", "!", "?", "…")) else f"{problem}."


def sentence_of_row(reject: Reject) -> str:
    """Return the problem of a row as a sentence, its column apart."""
    return sentence_of(reject.problem, bool(reject.column))


def problems_of(
    findings: Iterable[dict[str, Any]], rejects: Iterable[Reject]
) -> tuple[list[Problem], list[Problem]]:
    """Return what must be mended, then what is only remarked, the most frequent first."""
    lines = _lines(rejects)
    told = [_problem(f, lines) for f in findings]
    mend = sorted((p for p in told if p.gravity != WARNING),
                  key=lambda p: (p.gravity != BLOCKING, -p.count, p.lines))  # fmt: skip
    return mend, [p for p in told if p.gravity == WARNING]


def number_of(problems: Iterable[Problem], rejects: Sequence[Reject]) -> int:
    """Return how many problems rows have, those that no list holds included."""
    return max(sum(p.count for p in problems if p.gravity == REJECT), len(rejects))


def _lines(rejects: Iterable[Reject]) -> dict[tuple[str, str, str], list[int]]:
    """Return the first lines of each kind of problem."""
    lines: dict[tuple[str, str, str], list[int]] = {}
    for reject in rejects:
        for own in ((reject.code, reject.column, ""), (reject.code, reject.column, reject.problem)):
            known = lines.setdefault(own, [])
            if len(known) < _LINES and reject.line not in known:
                known.append(reject.line)
    return lines


def _problem(finding: dict[str, Any], lines: dict[tuple[str, str, str], list[int]]) -> Problem:
    code, column = str(finding["code"]), str(finding["colonne"] or "")
    first = finding["premiere_ligne"]
    own = lines.get((code, column, str(finding["probleme"]))) or lines.get((code, column, ""))
    return Problem(
        code=code,
        gravity=str(finding["gravite"]),
        column=column,
        count=int(finding["nombre"]),
        what=str(finding["probleme"]),
        remedy=str(finding["remede"]),
        lines=tuple(own or ([first] if first is not None else [])),
    )


def found_in(rejects: Sequence[Reject], reasons: Sequence[str]) -> list[dict[str, Any]]:
    """Return the findings of a receipt that has none: one made before they were recorded."""
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for reason in reasons:
        groups[reason, ""] = _finding(BLOCKING, reason)
    for reject in rejects:
        found = groups.setdefault(
            (reject.problem, reject.column),
            _finding(REJECT, reject.problem, reject.column, reject.remedy, reject.line),
        )
        found["nombre"] += 1
    return [{**g, "nombre": max(g["nombre"], 1)} for g in groups.values()]


def _finding(
    gravity: str, problem: str, column: str = "", remedy: str = "", line: int | None = None
) -> dict[str, Any]:
    return {
        "code": "", "etape": "", "gravite": gravity, "colonne": column, "nombre": 0,
        "probleme": problem, "remede": remedy, "premiere_ligne": line,
    }  # fmt: skip
