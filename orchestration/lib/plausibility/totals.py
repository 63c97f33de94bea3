"""Totals against another domain: no more beneficiaries than pupils, the same pupils twice.

What belongs here: the comparisons that contracts declare, and the columns whose values another
domain must know. What does not: comparisons with the year before (`evolution`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration.lib.contracts import Column
from orchestration.lib.plausibility.case import Case
from orchestration.lib.plausibility.declared import EQUAL, Comparison
from orchestration.lib.plausibility.wording import halves, number, percent, some
from orchestration.lib.preparation import LINE
from orchestration.lib.refusals import Caution

# A few values that the other domain lacks are late entries; a fifth is a broken column.
_LOST_SHARE, _LOST_ROWS = 0.2, 10


def comparisons(case: Case) -> Iterator[Caution]:
    """Yield a remark per declared comparison that a school (or another key) breaks."""
    for comparison in case.contract.plausibility.comparisons:
        broken = _broken(case, comparison)
        if not broken:
            continue
        problem, remedy = halves(comparison.sentence)
        yield case.caution(
            "croisement.total",
            column=None,
            problem=problem,
            remedy=remedy,
            count=len(broken),
            shown=some(broken),
        )


def _broken(case: Case, told: Comparison) -> list[str]:
    """Return the cases that break a comparison in words, the widest gap first."""
    others = case.lake.totals(
        told.domain, case.year, told.other_keys, told.other_measure, told.other_rows
    )
    if not others:
        return []
    limits = {row[:-1]: row[-1] for row in others}
    own = case.lake.grouped(case.now, [*told.keys, *told.parts], told.measure, told.rows)
    found: list[tuple[float, str]] = []
    for row in own:
        value, limit = row[-1], limits.get(row[: len(told.keys)])
        if value is None or limit is None:
            continue
        gap = abs(value - limit) if told.direction == EQUAL else value - limit
        if gap > max(told.slack, told.margin * limit):
            found.append((-gap, f"{_named(row[:-1])}, {number(value)} contre {number(limit)}"))
    return [text for _, text in sorted(found)]


def _named(key: tuple[Any, ...]) -> str:
    first, *rest = (str(part) for part in key)
    return f"{first} ({', '.join(rest)})" if rest else first


def references(case: Case) -> Iterator[Caution]:
    """Yield a remark per column most of whose values another domain should know and does not."""
    for column in case.contract.loaded:
        told = (column.reference or "").split(".")
        if len(told) != 2 or column.business_type == "uai":
            continue
        yield from _lost(case, column, *told)


def _lost(case: Case, column: Column, domain: str, other: str) -> Iterator[Caution]:
    source = case.lake.rows(domain, case.year)
    if source is None:
        return
    known = f"(select {other} from {source} where {other} is not null)"
    all_rows, lost, line = case.one(
        "select count(*), count(*) filter (where not connue), "
        f"min({LINE}) filter (where not connue) from (select {LINE}, "
        f"{column.name} in {known} as connue from {case.now} where {column.name} is not null)"
    )
    if lost >= _LOST_ROWS and lost > _LOST_SHARE * all_rows:
        yield case.caution(
            "croisement.reference_absente",
            line=line,
            column=case.label(column),
            count=lost,
            share=percent(lost / all_rows),
            title=case.lake.contracts[domain].title,
        )
