"""From rows to figures: counts, sums and medians at every level, numerator over denominator.

What belongs here: rolling rows up by territory and breakdown. What does not: which rows count
(the formulas, one module per objective).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from tests.independent.places import LEVELS

KEY = ["annee_scolaire", "niveau_territoire", "territoire", "ventilation", "modalite"]
FIGURES = ["numerateur", "denominateur", "valeur", "inconnu"]


@dataclass(frozen=True)
class Measure:
    """Rows that count, and what each group of them (by some columns) is worth."""

    rows: pd.DataFrame
    by: Callable[[pd.DataFrame, list[str]], pd.Series]


def distinct(rows: pd.DataFrame, *columns: str) -> Measure:
    """Count the distinct values of one column, or of several together."""

    def by(kept: pd.DataFrame, keys: list[str]) -> pd.Series:
        return kept[list(dict.fromkeys((*keys, *columns)))].drop_duplicates().groupby(keys).size()

    return Measure(rows.dropna(subset=list(columns)), by)


def count(rows: pd.DataFrame) -> Measure:
    """Count the rows."""
    return Measure(rows, lambda kept, keys: kept.groupby(keys).size())


def total(rows: pd.DataFrame, column: str) -> Measure:
    """Add a column up; where it is empty on every row, the sum is not known: it is no zero."""
    return Measure(rows, lambda kept, keys: kept.groupby(keys)[column].sum(min_count=1))


def median(rows: pd.DataFrame, column: str) -> Measure:
    """Return the middle value, or the mean of the two middle ones."""
    return Measure(
        rows.dropna(subset=[column]), lambda kept, keys: kept.groupby(keys)[column].median()
    )


def weighted_median(rows: pd.DataFrame, column: str, weight: str) -> Measure:
    """Return the median of the values, each standing as many times as its weight."""

    def middle(group: pd.DataFrame) -> float:
        ordered = group.sort_values(column)
        reached = ordered[weight].cumsum()
        half = reached.iloc[-1] / 2
        both = ordered[column][(reached >= half) & (reached - ordered[weight] <= half)]
        return float((both.iloc[0] + both.iloc[-1]) / 2)

    def by(kept: pd.DataFrame, keys: list[str]) -> pd.Series:
        groups = kept.groupby(keys)
        return pd.Series({place: middle(group) for place, group in groups}, dtype=float)

    return Measure(rows[rows[column].notna() & (rows[weight] > 0)], by)


@dataclass(frozen=True)
class Indicator:
    """A formula: `times` x numerator / denominator, the levels and breakdowns that it has."""

    numerator: Measure
    denominator: Measure | None = None
    times: float = 1
    finest: str = "etablissement"
    breakdowns: tuple[str, ...] = ()


def _rolled_up(measure: Measure, level: str, breakdown: str) -> dict[tuple[str, ...], float]:
    rows = measure.rows
    if level not in rows or (breakdown != "ensemble" and breakdown not in rows):
        return {}
    keys = ["annee", level, breakdown]
    kept = rows.assign(ensemble="ensemble").dropna(subset=keys)
    if kept.empty:
        return {}
    return {
        (annee, level, territory, breakdown, str(value)): float(worth)
        for (annee, territory, value), worth in measure.by(kept, keys).items()
    }


def figures(indicator: Indicator) -> pd.DataFrame:
    """Return one row per place and breakdown value: numerator, denominator, value.

    A zero or missing denominator gives no value. A missing numerator is left empty: nothing was
    counted there; `inconnu` marks those whose rows say nothing, which cannot be a zero.
    """
    found: dict[tuple[str, ...], tuple[float | None, float | None, float | None, bool]] = {}
    for level in LEVELS[LEVELS.index(indicator.finest) :]:
        for breakdown in ("ensemble", *indicator.breakdowns):
            # A school carries its whole only.
            if level == "etablissement" and breakdown != "ensemble":
                continue
            above = _rolled_up(indicator.numerator, level, breakdown)
            below = None
            if indicator.denominator:
                below = _rolled_up(indicator.denominator, level, breakdown)
            for place in above.keys() | (below or {}).keys():
                top, bottom = above.get(place), 1.0 if below is None else below.get(place)
                value = indicator.times * top / bottom if top is not None and bottom else None
                shown = None if below is None else bottom
                found[place] = (top, shown, value, top is not None and math.isnan(top))
    index = pd.MultiIndex.from_tuples(found, names=KEY)
    return pd.DataFrame(found.values(), index=index, columns=FIGURES).astype(
        dict.fromkeys(FIGURES[:3], float)
    )


def difference(first: Indicator, second: Indicator) -> pd.DataFrame:
    """Return the value of one indicator less that of another, where both have one."""
    values = (figures(first)["valeur"] - figures(second)["valeur"]).dropna()
    found = pd.DataFrame({"numerateur": math.nan, "denominateur": math.nan, "valeur": values})
    return found.assign(inconnu=False)
