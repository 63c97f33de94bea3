"""Seeds that repeat a public rule are compared with a library that keeps it."""

import csv
from datetime import date

import holidays

from orchestration.lib.settings import DBT_PROJECT

SEED = DBT_PROJECT / "seeds" / "nomenclatures" / "jours_feries.csv"


def test_public_holidays_are_those_of_metropolitan_france() -> None:
    with SEED.open(encoding="utf-8", newline="") as stream:
        seeded = {date.fromisoformat(row["jour"]) for row in csv.DictReader(stream)}
    years = sorted({day.year for day in seeded})
    assert years == list(range(2010, 2051))
    assert seeded == set(holidays.France(years=years))
    # Ascension Thursday and 8 May fell on one day in 2008 only, so each year has its eleven days.
    assert all(sum(day.year == year for day in seeded) == 11 for year in years)
