"""Findings: what a verdict says, counted by code and column, for receipts and boards.

What belongs here: grouping refusals, rejects and cautions into totals that add up. What does
not: the sentences (`messages`), the list of each line (`deposits.rejects_csv`). No value of a
cell is ever in a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from orchestration.lib.messages import BLOCKING, REJECT, WARNING, rank_of, stage_of

if TYPE_CHECKING:
    from orchestration.lib.gate import Verdict
    from orchestration.lib.refusals import Caution

_GRAVITIES = (BLOCKING, REJECT, WARNING)
# These messages carry the sentence of a contract: each sentence is a finding of its own.
_SEVERAL_RULES = frozenset({"regles.entre_colonnes", "regles.avertissement"})


def findings(verdict: Verdict) -> list[dict[str, Any]]:
    """Return what was found by gravity, code and column, blocking first, then by stage.

    `nombre` counts problems where rows are rejected, rows or things where a remark is made.
    """
    groups: dict[tuple[str, ...], dict[str, Any]] = {}
    for gravity, code, column, count, problem, remedy, line in _told(verdict):
        own = (gravity, code, column, *([problem] if code in _SEVERAL_RULES else []))
        group = groups.get(own)
        if group is None:
            group = groups[own] = _group(gravity, code, column, 0, problem, remedy, line)
        group["nombre"] += count
        if line is not None:
            group["premiere_ligne"] = min(line, group["premiere_ligne"] or line)
    return sorted(groups.values(), key=_order)


def finding(told: Caution) -> dict[str, Any]:
    """Return one remark as a finding."""
    column = told.column or ""
    return _group(WARNING, told.code, column, told.count, told.text, told.remedy, told.line)


def _group(
    gravity: str, code: str, column: str, count: int, problem: str, remedy: str, line: int | None
) -> dict[str, Any]:
    return {
        "code": code, "etape": stage_of(code), "gravite": gravity, "colonne": column or None,
        "nombre": count, "probleme": problem, "remede": remedy, "premiere_ligne": line,
    }  # fmt: skip


def _order(group: dict[str, Any]) -> tuple[int, int, str, str]:
    code = group["code"]
    return _GRAVITIES.index(group["gravite"]), rank_of(code), code, group["colonne"] or ""


def _told(
    verdict: Verdict,
) -> Iterator[tuple[str, str, str, int, str, str, int | None]]:
    for reason in verdict.reasons:
        column = reason.column or ""
        yield BLOCKING, reason.code, column, 1, reason.reason, reason.remedy, reason.line
    # What stopped the file is listed with its line too: it counts once.
    stops = {(r.code, r.line) for r in verdict.reasons}
    for row in verdict.rejects:
        if (row.code, row.line) not in stops:
            yield REJECT, row.code, row.column, 1, row.problem, row.remedy, row.line
    for (column, problem, remedy, code), count in verdict.unlisted.items():
        yield REJECT, code, column, count, problem, remedy, None
    for c in verdict.warnings:
        yield WARNING, c.code, c.column or "", c.count, c.text, c.remedy, c.line
