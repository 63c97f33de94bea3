"""Seeds agree with each other, and with the library that keeps the public rule they repeat."""

import csv
from datetime import date

import holidays

from orchestration.lib.settings import DBT_PROJECT

SEEDS = DBT_PROJECT / "seeds"


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_public_holidays_are_those_of_metropolitan_france() -> None:
    seeded = {date.fromisoformat(row["jour"]) for row in rows("nomenclatures/jours_feries.csv")}
    years = sorted({day.year for day in seeded})
    assert years == list(range(2010, 2051))
    assert seeded == set(holidays.France(years=years))
    # Ascension Thursday and 8 May fell on one day in 2008 only, so each year has its eleven days.
    assert all(sum(day.year == year for day in seeded) == 11 for year in years)


def test_a_criterion_that_is_not_all_figures_has_a_grid_and_its_survey_indicators() -> None:
    asked = {"mixte": ["q1", "q2"], "qualitatif": ["q1", "q2", "q3", "q4"], "quantitatif": []}
    grids = rows("catalogue/cat_grilles_maturite.csv")
    indicators = rows("catalogue/cat_indicateurs.csv")
    for criterion in rows("catalogue/cat_criteres.csv"):
        code, suffixes = criterion["critere"], asked[criterion["nature"]]
        found = [row["indicateur"] for row in indicators if row["critere"] == code]
        assert [i for i in found if "-q" in i] == [f"{code}-{suffix}" for suffix in suffixes]
        levels = [row["niveau"] for row in grids if row["critere"] == code]
        assert levels == (["0", "1", "2", "3", "4"] if suffixes else []), code
