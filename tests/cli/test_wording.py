"""French numbers, plurals and periods.

What belongs here: the pure functions of `wording`. What does not: sentences of the commands.
"""

import pytest

from orchestration.cli import wording


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (86.64002664002664, 1, "86,6"),
        (86.65, 1, "86,7"),  # half up, whatever the binary neighbour of 86.65
        (0.25, 1, "0,3"),
        (-0.25, 1, "−0,3"),
        (-0.04, 1, "0,0"),
        (1234567.0, 0, "1 234 567"),
        (99.95, 1, "100,0"),
        (None, 1, "n/d"),
    ],
)
def test_numbers_are_french_and_rounded_half_up(
    value: float | None, decimals: int, text: str
) -> None:
    assert wording.number(value, decimals) == text


def test_counts_keep_the_decimals_of_the_source_only() -> None:
    assert wording.count(15015.0) == "15 015"
    assert wording.count(2350.4) == "2 350,4"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (-0.74, "%", "−0,7 point"),
        (1.96, "%", "+2,0 points"),
        (0.0, "%", "0,0 point"),
        (12.0, "élèves", "+12,0 élèves"),
    ],
)
def test_a_change_is_signed_and_percentages_move_by_points(
    value: float, unit: str, text: str
) -> None:
    assert wording.change(value, unit) == text


def test_plural_starts_at_two() -> None:
    assert wording.plural(0, "fichier") == "0 fichier"
    assert wording.plural(1, "fichier") == "1 fichier"
    assert wording.plural(1200, "ligne lue", "lignes lues") == "1 200 lignes lues"


def test_consecutive_years_are_joined() -> None:
    labels = ["2015-2016", "2019-2020", "2016-2017", "2017-2018", "2020-2021"]
    assert wording.years(labels) == "2015-2016 à 2017-2018, 2019-2020, 2020-2021"
    assert wording.years([]) == ""


def test_sizes_are_in_readable_units() -> None:
    assert wording.size(0) == "0 octets"
    assert wording.size(1_500_000) == "1,5 Mo"


def test_the_formula_of_each_aggregation_is_in_words() -> None:
    assert wording.formula("ratio_de_sommes", "100").startswith("100 × numérateur / dénominateur")
    assert wording.formula("pourcentage_publie", 100) == (
        "pourcentage publié par la source, repris tel quel"
    )
    assert wording.formula("somme", None) == "numérateur (effectif ou somme)"
