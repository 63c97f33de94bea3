"""The columns of a file beside those of the year before: constant, emptied, another unit, dates.

What belongs here: what is odd about the values of one column as a whole. What does not: the value
of a cell (contract), totals of schools (`evolution`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from orchestration.lib.contracts import Column
from orchestration.lib.plausibility.case import Case
from orchestration.lib.plausibility.wording import percent
from orchestration.lib.preparation import LINE
from orchestration.lib.refusals import Caution
from orchestration.lib.school_years import first_year

_ENOUGH = 20
# A column varied when its commonest value left one row in ten to others.
_VARIED = 0.9
_EMPTY, _FILLED, _EMPTIED = 0.95, 0.5, 0.5
_OUT_SHARE, _OUT_ROWS = 0.05, 5
_SWAPPED = 0.8
_SEVERAL_DATES = 15
_TWELVE = 12


def columns(case: Case) -> Iterator[Caution]:
    """Yield the columns that hold one value, or none, where they varied the year before."""
    if case.before is None:
        return
    watched = [
        c for c in case.contract.loaded
        if not c.pseudonymised and c.name != case.contract.period_column
        and c.name not in case.contract.plausibility.free
    ]  # fmt: skip
    rows, rows_before = case.table.num_rows, case.rows_before
    if min(rows, rows_before) < _ENOUGH or not watched:
        return
    asked = ", ".join(f"count({c.name}), min({c.name}) = max({c.name})" for c in watched)
    now = case.one(f"select {asked} from {case.now}")
    filled_before = case.one(
        f"select {', '.join(f'count({c.name})' for c in watched)} from {case.before}"
    )
    for rank, column in enumerate(watched):
        filled, alone, before = now[2 * rank], now[2 * rank + 1], filled_before[rank]
        empty, was_empty = 1 - filled / rows, 1 - before / rows_before
        if (empty >= _EMPTY and was_empty <= _FILLED) or empty - was_empty >= _EMPTIED:
            yield case.caution(
                "croisement.colonne_vide",
                column=case.label(column),
                count=rows - filled,
                share=percent(empty),
                before=percent(was_empty),
            )
        elif alone and filled >= _ENOUGH and before >= _ENOUGH and _varied(case, column):
            yield case.caution("croisement.colonne_constante", column=case.label(column))


def _varied(case: Case, column: Column) -> bool:
    commonest, filled = case.one(
        f"select max(n), sum(n) from (select count(*) as n from {case.before} "
        f"where {column.name} is not null group by {column.name})"
    )
    return bool(commonest <= _VARIED * filled)


def rates(case: Case) -> Iterator[Caution]:
    """Yield the percentages written from 0 to 1, or the contrary of last year."""
    for column in case.contract.loaded:
        if column.business_type != "taux":
            continue
        asked = f"select count({column.name}), max({column.name}), median({column.name}), "
        asked += f"count(*) filter (where {column.name} not in (0, 1)) from "
        filled, highest, middle, between = case.one(asked + case.now)
        if filled < _ENOUGH:
            continue
        # Years of one file are written alike: only those handed in before say what is usual.
        apart = case.before if case.earlier is None else None
        before = case.one(asked + apart) if apart else (0, None, None, 0)
        small = highest <= 1 and between > 0
        if small and (before[0] == 0 or before[2] > 1):
            yield _unit(case, column, "0 et 1", "0 et 100")
        elif before[0] >= _ENOUGH and before[1] <= 1 < middle:
            yield _unit(case, column, "0 et 100", "0 et 1, comme l'an dernier")


def _unit(case: Case, column: Column, found: str, expected: str) -> Caution:
    return case.caution(
        "croisement.pourcentage", column=case.label(column), found=found, expected=expected
    )


@dataclass(frozen=True)
class _Dates:
    """The distinct dates of a column: how many rows hold each, and on which line first."""

    rows: dict[date, tuple[int, int]]

    def count(self, keep: Callable[[date], bool]) -> int:
        return sum(n for day, (n, _) in self.rows.items() if keep(day))

    def line(self, keep: Callable[[date], bool]) -> int:
        return min(line for day, (_, line) in self.rows.items() if keep(day))

    @property
    def never_late(self) -> bool:
        """Tell whether many dates all fall on the first twelve days of months."""
        days = {day.day for day in self.rows}
        return len(self.rows) >= _SEVERAL_DATES and len(days) > 2 and max(days) <= _TWELVE


def dates(case: Case) -> Iterator[Caution]:
    """Yield the columns of dates where days and months are swapped, or out of the school year."""
    first = first_year(case.year)
    opening, closing = date(first, 9, 1), date(first + 1, 8, 31)

    def out(day: date) -> bool:
        return not opening <= day <= closing

    def mendable(day: date) -> bool:
        turned = date(day.year, day.day, day.month) if day.day <= _TWELVE else day
        return out(day) and not out(turned)

    for column in case.contract.loaded:
        if not column.in_year:
            continue
        found = _Dates({
            day: (rows, line)
            for day, rows, line in case.ask(
                f"select {column.name}, count(*), min({LINE}) from {case.now} "
                f"where {column.name} is not null group by all"
            )
        })  # fmt: skip
        outside, turned = found.count(out), found.count(mendable)
        many = outside >= max(_OUT_ROWS, _OUT_SHARE * found.count(bool))
        if found.never_late or (many and turned >= _SWAPPED * outside):
            odd = mendable if turned else bool
            yield case.caution(
                "croisement.jour_mois",
                column=case.label(column),
                line=found.line(odd),
                count=found.count(odd),
            )
        elif many:
            yield case.caution(
                "croisement.hors_annee",
                column=case.label(column),
                line=found.line(out),
                count=outside,
            )


def last_year_again(case: Case) -> Iterator[Caution]:
    """Yield a remark when the rows are those of the year before, but for their year."""
    if case.before is None or "croisement.copie_an_dernier" in case.contract.plausibility.silenced:
        return
    contract = case.contract
    compared = [
        c.name for c in contract.loaded
        if c.name != contract.period_column and c.business_type not in ("periode", "mois")
        and c.logical_type not in ("date", "timestamp")
    ]  # fmt: skip
    rows = case.table.num_rows
    if rows < _ENOUGH or len(compared) < 2:
        return
    content = f"hash({', '.join(compared)})"
    alike = case.one(
        f"select count(*) from {case.now} where {content} in (select {content} from {case.before})"
    )[0]
    if alike >= _VARIED * rows:
        yield case.caution("croisement.copie_an_dernier", count=alike, share=percent(alike / rows))
