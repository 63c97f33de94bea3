"""The official figures come back, whatever the layer that carried them.

What belongs here: expected values read on official pages or computed by hand, with the
reasoning beside them. What does not: recomputation by program (`test_independent_check`).
"""

import json
from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.conftest import current, psa

# Brevet 2024, hand-added from the 21 lines of session 2024: Allier 2 955 / 3 530, Cantal
# 1 333 / 1 486, Haute-Loire 2 463 / 2 731, Puy-de-Dôme 6 258 / 7 268; in all 13 009 / 15 015.
DNB_2024 = {"003": 83.7, "015": 89.7, "043": 90.2, "063": 86.1, "06": 86.6}
# DEPP, académie de Clermont-Ferrand, sessions 2016 to 2024: admis, présents.
DNB_ACADEMIE = {
    "2015-2016": (13489, 15132),
    "2016-2017": (13655, 15076),
    "2017-2018": (13298, 15026),
    "2018-2019": (13239, 15146),
    "2019-2020": (13821, 15358),
    "2020-2021": (13744, 15492),
    "2021-2022": (13451, 15175),
    "2022-2023": (13636, 15092),
    "2023-2024": (13009, 15015),
}


def values(home: Path, code: str, year: str, *more: str) -> dict[str, float | None]:
    done = psa(home, "show", code, "--school-year", year, "--format", "json", *more)
    assert done.returncode == 0, done.stderr
    return {row["territoire"]: row["valeur"] for row in json.loads(done.stdout)}


def rounded(found: dict[str, float | None]) -> dict[str, float | None]:
    return {k: None if v is None else round(v + 1e-9, 1) for k, v in found.items()}


def test_the_brevet_has_its_official_rates_by_departement(official_home: Path) -> None:
    assert rounded(values(official_home, "1.1.1-o1", "2023-2024")) == DNB_2024


def test_the_brevet_goes_back_nine_school_years(official_home: Path) -> None:
    with duckdb.connect(str(current(official_home) / "interne" / "publication.duckdb")) as db:
        rows = db.execute(
            "select annee_scolaire, numerateur, denominateur from psa.indicateurs "
            "where indicateur = '1.1.1-o1' and territoire = '06' and ventilation = 'ensemble'"
        ).fetchall()
    assert {year: (num, den) for year, num, den in rows} == DNB_ACADEMIE


@pytest.mark.parametrize(
    ("year", "positive", "known"),
    [("2021-2022", 59, 138), ("2022-2023", 77, 143), ("2023-2024", 43, 120)],
)
def test_colleges_with_positive_value_added(
    official_home: Path, year: str, positive: int, known: int
) -> None:
    value = values(official_home, "1.1.1-o2", year, "--territory", "06")["06"]
    assert value == pytest.approx(100 * positive / known)


def test_percentages_without_counts_have_no_value_above_the_departement(
    official_home: Path,
) -> None:
    found = values(official_home, "1.1.3-o1", "2022-2023")
    assert found == {"003": 31, "015": 37, "043": 34, "063": 30, "06": None}
    said = psa(official_home, "show", "1.1.3-o1", "--school-year", "2022-2023").stdout
    assert "pourcentage" in said  # the reason is printed, not only the gap


def test_the_last_measure_of_the_school_year_stands(official_home: Path) -> None:
    found = values(official_home, "1.1.6-o1", "2023-2024")
    # March, April and July 2024 were measured; July stands. The value of June 2023 was the
    # initial one (65.9 in Allier): it is the base of progress, not a measure of 2022-2023.
    assert found == {"003": 99, "015": 100, "043": 99, "063": 97, "06": None}
    assert values(official_home, "1.1.6-o1", "2023-2024", "--territory", "063") == {"063": 97}


def test_other_languages_count_the_misnamed_columns(official_home: Path) -> None:
    value = values(official_home, "1.2.3-o1", "2021-2022", "--territory", "06")["06"]
    assert value == pytest.approx(100 * 6888 / 28036)


@pytest.mark.parametrize(
    ("code", "rate"),
    [
        ("1.3.2-o1", 44.4),
        ("1.3.2-o2", 83.7),
        ("1.3.2-o3", 98.2),
        ("1.3.2-o4", 39.3),
        ("1.3.2-o5", 42.7),
    ],
)
def test_bacheliers_of_2021_who_went_on(official_home: Path, code: str, rate: float) -> None:
    assert rounded(values(official_home, code, "2020-2021"))["06"] == rate


def test_apprentices_have_a_value_per_cfa_and_nothing_above(official_home: Path) -> None:
    found = values(official_home, "1.3.3-o1", "2023-2024", "--territory", "0630003L")
    assert found == {"0630003L": 81}  # line of the genuine file: 'Taux emploi 6 mois' 81.0
    above = values(official_home, "1.3.3-o1", "2023-2024")
    assert above["06"] is None
    assert above["063"] is None


def test_girls_and_boys_leave_out_the_withheld_cells_on_both_sides(official_home: Path) -> None:
    done = psa(
        official_home, "show", "1.1.1-o1", "--by", "sexe", "--territory", "06",
        "--school-year", "2023-2024", "--format", "json",
    )  # fmt: skip
    rows = {r["modalite"]: r for r in json.loads(done.stdout)}
    assert set(rows) == {"F", "M"}
    both = sum(r["denominateur"] for r in rows.values())
    assert both <= 15015
    assert rows["F"]["valeur"] > rows["M"]["valeur"]
