"""From one year to the next: a school, a whole file, who is missing.

What belongs here: robust comparisons of totals by school with the year before. What does not:
columns (`columns_of`), comparisons with other domains (`totals`).

A school is odd when the logarithm of its ratio stands beyond k spreads from the median of all
schools. The spread is 1,4826 times the median absolute deviation, widened by what chance does to
small counts: nothing is odd about 4 pupils who become 7.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orchestration.lib.plausibility.case import Case
from orchestration.lib.plausibility.declared import Evolution
from orchestration.lib.plausibility.schools import Directory
from orchestration.lib.plausibility.wording import halves, number, percent, some, times
from orchestration.lib.preparation import DEPARTEMENT
from orchestration.lib.refusals import Caution
from orchestration.lib.robust import middle_and_spread
from orchestration.lib.school_years import first_year, school_year
from orchestration.lib.scoping import ACADEMIE_ROW

Figures = npt.NDArray[np.float64]
# Six spreads: one school in a thousand files where nothing happens. Twenty: a small school moves.
_SPREADS, _SMALL, _FEW_SCHOOLS = 6.0, 20.0, 8
_MIN_SPREAD = 0.08
_DOUBLE, _FEW_ROWS = 2.0, 50
_SAME_SHARE, _SAME_SCHOOLS, _SAME_FIGURE = 0.8, 10, 10


@dataclass(frozen=True)
class _Pairs:
    """The figures of schools that have one in both years, and both totals of all schools."""

    schools: list[str]
    before: Figures
    now: Figures
    totals: tuple[float, float]


def evolutions(case: Case) -> Iterator[Caution]:
    """Yield what is odd about the declared totals of schools, year on year."""
    if case.before is None:
        return
    doubled = False
    for told in case.contract.plausibility.evolutions:
        pairs = _pairs(case, case.before, told)
        whole = list(_whole(case, told, pairs))
        doubled = doubled or bool(whole)
        yield from whole
        yield from _unchanged(case, told, pairs)
        odd = _odd(pairs)
        if odd:
            problem, remedy = halves(told.sentence)
            yield case.caution(
                "croisement.evolution_ecole",
                problem=problem,
                remedy=remedy,
                count=len(odd),
                shown=some([_line(case, pairs, i) for i in odd]),
            )
    if not doubled:
        yield from _rows(case)


def _pairs(case: Case, source: str, told: Evolution) -> _Pairs:
    if case.school is None:
        raise ValueError(f"{case.contract.domain} : une évolution se lit par établissement")
    grouped = case.lake.grouped
    before = dict(grouped(source, [case.school], told.measure, told.rows))
    now = dict(grouped(case.now, [case.school], told.measure, told.rows))
    both = [s for s in sorted(now) if now[s] and before.get(s)]
    sums = [sum(v or 0.0 for v in year.values()) for year in (before, now)]
    return _Pairs(
        both,
        np.array([before[s] for s in both], dtype=np.float64),
        np.array([now[s] for s in both], dtype=np.float64),
        (sums[0], sums[1]),
    )


def _odd(pairs: _Pairs) -> list[int]:
    """Return the positions of odd schools, the oddest first."""
    if len(pairs.schools) < _FEW_SCHOOLS:
        return []
    ratios = np.log(pairs.now / pairs.before)
    middle, usual = middle_and_spread(ratios)
    spread = max(usual, _MIN_SPREAD)
    chance = 1 / pairs.before + 1 / pairs.now
    scores = np.abs(ratios - middle) / np.sqrt(spread**2 + chance)
    big = np.maximum(pairs.before, pairs.now) >= _SMALL
    found = np.flatnonzero((scores > _SPREADS) & big)
    return sorted(found.tolist(), key=lambda i: (-round(float(scores[i]), 6), pairs.schools[i]))


def _line(case: Case, pairs: _Pairs, position: int) -> str:
    now, before = number(pairs.now[position]), number(pairs.before[position])
    return f"{pairs.schools[position]}, {now} contre {before} en {case.previous}"


def _whole(case: Case, told: Evolution, pairs: _Pairs) -> Iterator[Caution]:
    before, now = pairs.totals
    if _jumps(before, now):
        yield case.caution(
            "croisement.evolution_totale",
            label=told.label,
            now=number(now),
            before=number(before),
            ratio=times(before, now),
        )


def _jumps(before: float, now: float) -> bool:
    if before <= 0 or max(before, now) < _FEW_ROWS:
        return False
    return not 1 / _DOUBLE < now / before < _DOUBLE


def _rows(case: Case) -> Iterator[Caution]:
    before, now = case.rows_before, case.table.num_rows
    if _jumps(before, now):
        yield case.caution("croisement.evolution_lignes", now=number(now), before=number(before))


def _unchanged(case: Case, told: Evolution, pairs: _Pairs) -> Iterator[Caution]:
    """Yield a remark when most figures are last year's: small ones may be alike by chance."""
    telling = pairs.before >= _SAME_FIGURE
    alike = float(np.mean(pairs.now[telling] == pairs.before[telling])) if telling.any() else 0.0
    if telling.sum() >= _SAME_SCHOOLS and alike >= _SAME_SHARE:
        yield case.caution(
            "croisement.valeurs_de_l_an_dernier", label=told.label, share=percent(alike)
        )


def departements(case: Case) -> Iterator[Caution]:
    """Yield the départements of an académie file that had rows last year and have none."""
    if case.before is None or case.scope != ACADEMIE_ROW:
        return
    there = {row[0] for row in case.ask(f"select distinct {DEPARTEMENT} from {case.now}")}
    for place, rows in case.ask(
        f"select {DEPARTEMENT}, count(*) from {case.before} group by all order by all"
    ):
        if place not in there and place != ACADEMIE_ROW and rows >= 5:
            yield case.caution("croisement.departement_absent", shown=place)


def absent_schools(case: Case, directory: Directory) -> Iterator[Caution]:
    """Yield the schools that reported last year and do not, where each is expected to report.

    Where schools come and go, only more than usual is told: twice the share that came this year,
    or that left the year before, and what chance adds.
    """
    if case.before is None or not case.contract.responders or case.school is None:
        return
    now, before = _schools(case, case.now), _schools(case, case.before)
    gone = sorted(s for s in before - now if not directory.closed_before(s, case.year))
    if not gone or len(before) < _FEW_SCHOOLS:
        return
    usual = len(now - before) / len(before)
    earlier = case.rows_of(school_year(first_year(case.previous) - 1))
    if earlier is not None:
        older = _schools(case, earlier)
        usual = max(usual, len(older - before) / len(older))
    expected = 2 * usual * len(before)
    if len(gone) > expected + 3 * math.sqrt(expected):
        yield case.caution("croisement.ecole_absente", count=len(gone), shown=some(gone, ", "))


def _schools(case: Case, source: str) -> set[str]:
    asked = f"select distinct {case.school} from {source} where {case.school} is not null"
    return {row[0] for row in case.ask(asked)}
