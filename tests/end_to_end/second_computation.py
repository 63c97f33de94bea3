"""What the published tables must share with the second computation of `tests/independent`.

What belongs here: reading both sides of a home and comparing them, cell by cell, and the cases
computed by hand. What does not: which indicators and which cases (a test module per axes), any
import from the product.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from tests.end_to_end.conftest import current
from tests.independent import deposits
from tests.independent.cells import folded
from tests.independent.data import Data
from tests.independent.measures import KEY

TOLERANCE = 1e-9  # counts are whole numbers well below 1e9: within it, they are equal
SHOWN = ["numerateur", "denominateur", "valeur"]
Formulas = Callable[[Data], dict[str, pd.DataFrame]]


class Case(NamedTuple):
    """What a figure must be: None where the reasoning says that there is no value."""

    code: str
    territory: str
    numerator: float | None
    denominator: float | None
    value: float | None


@cache
def published(home: Path) -> pd.DataFrame:
    """Return the published indicators, breakdown values folded."""
    table = pd.read_parquet(current(home) / "interne" / "parquet" / "indicateurs.parquet")
    return table.assign(modalite=table["modalite"].map(folded))


@cache
def _deposited(home: Path, today: str) -> Data:
    return Data(deposits.read_home(home), date.fromisoformat(today))


@cache
def computed_again(
    home: Path, today: str, objectives: tuple[Formulas, ...]
) -> dict[str, pd.DataFrame]:
    """Return indicator -> figures, from the deposits of a home; breakdown values folded."""
    found: dict[str, pd.DataFrame] = {}
    for expected in objectives:
        found |= expected(_deposited(home, today))
    return {
        code: frame.rename(index=folded, level="modalite") if len(frame) else frame
        for code, frame in found.items()
    }


def _equal(found: pd.Series, expected: pd.Series) -> pd.Series:
    return (found - expected).abs() <= TOLERANCE * expected.abs().clip(lower=1)


def _nothing_or_zero(found: pd.Series) -> pd.Series:
    return found.isna() | (found == 0)


def assert_every_figure_is_published(
    tables: pd.DataFrame, code: str, expected: pd.DataFrame, *, value_alone: bool
) -> None:
    """Check that every figure computed again is published, and that a missing value says why."""
    table = tables[tables["indicateur"] == code].set_index(KEY)[[*SHOWN, "motif"]]
    assert len(expected) > 0
    assert list(expected.index.difference(table.index)) == []

    pair = expected.join(table, rsuffix="_publie")
    for name in ["valeur"] if value_alone else SHOWN:
        mine, theirs = pair[name], pair[f"{name}_publie"]
        wrong = pair[~_equal(theirs, mine).where(mine.notna(), _nothing_or_zero(theirs))]
        assert wrong.empty, f"{name}\n{wrong.head(10).to_string()}"

    is_rate = pair["denominateur"].notna().any()
    silent = pair[pair["inconnu"] | (is_rate & ~(pair["denominateur"] > 0))]
    assert silent["valeur_publie"].isna().all(), silent.head(10).to_string()
    assert silent["motif"].fillna("").str.len().gt(0).all(), silent.head(10).to_string()


def assert_nothing_is_published_beyond(
    tables: pd.DataFrame, code: str, expected: pd.DataFrame
) -> None:
    """Check that no value is published, in the same breakdowns, that the deposits do not give."""
    covered = set(expected.index.get_level_values("ventilation"))
    table = tables[(tables["indicateur"] == code) & tables["ventilation"].isin(covered)]
    beyond = table.set_index(KEY).drop(index=expected.index, errors="ignore")
    assert beyond[~_nothing_or_zero(beyond["valeur"])].empty, beyond.head(10).to_string()


def assert_published_as_by_hand(tables: pd.DataFrame, year: str, case: Case) -> None:
    """Check that the one published row of a case shows the figures worked out on paper."""
    found = tables[
        (tables["indicateur"] == case.code) & (tables["annee_scolaire"] == year)
        & (tables["territoire"] == case.territory) & (tables["ventilation"] == "ensemble")
    ]  # fmt: skip
    assert len(found) == 1
    row = found.iloc[0]
    for column, expected in zip(SHOWN, case[2:], strict=True):
        if expected is not None:
            assert row[column] == pytest.approx(expected, abs=TOLERANCE), column
    if case.value is None:
        assert pd.isna(row["valeur"])
        assert row["motif"]


def assert_computed_as_by_hand(again: dict[str, pd.DataFrame], year: str, case: Case) -> None:
    """Check that the second computation finds the value worked out on paper, or none."""
    figures = again[case.code].reset_index()
    found = figures[
        (figures["annee_scolaire"] == year) & (figures["territoire"] == case.territory)
        & (figures["ventilation"] == "ensemble")
    ]  # fmt: skip
    values = found["valeur"].dropna().tolist()
    assert values == pytest.approx([] if case.value is None else [case.value], abs=TOLERANCE)
