"""French numbers, plurals and periods.

What belongs here: the pure functions of `wording`. What does not: sentences of the commands.
"""

import pytest

from orchestration.cli import wording
from orchestration.lib.published import seeded_catalogue


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
        (12.0, "élèves", "+12 élèves"),
        (-0.25, "points", "−0,3 points"),
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
    assert wording.formula("somme", None) == "somme des effectifs du territoire"
    assert wording.formula("inconnue", None) == "numérateur (effectif ou somme)"


def test_every_aggregation_of_the_catalogue_has_words() -> None:
    used = {r["agregation"] for r in seeded_catalogue() if r["indicateur"]}
    assert used <= set(wording.AGGREGATIONS)


@pytest.mark.parametrize(
    ("text", "counted", "over", "remark"),
    [
        ("Séances suivies, rapporté à : séances proposées, en %.",
         "séances suivies", "séances proposées", None),
        ("Candidats admis, rapportés aux candidats présents, en %. Toutes séries.",
         "candidats admis", "candidats présents", "Toutes séries."),
        ("Élèves en LV2, rapportés à l'ensemble des élèves de ces lycées, en %.",
         "élèves en LV2", "l'ensemble des élèves de ces lycées", None),
        ("Conseils de discipline × 1 000, rapporté à : effectif total.",
         "conseils de discipline", "effectif total", None),
        ("Visites, rapporté à : effectif × nombre de mois ouverts (× 0.1).",
         "visites", "effectif × nombre de mois ouverts", None),
        ("UAI distinctes titulaires d'un label.", "UAI distinctes titulaires d'un label",
         None, None),
    ],
)  # fmt: skip
def test_a_definition_says_what_is_counted_over_what(
    text: str, counted: str, over: str | None, remark: str | None
) -> None:
    assert wording.definition(text) == wording.Definition(counted, over, remark)


def test_every_share_of_the_catalogue_has_both_sides() -> None:
    for row in seeded_catalogue():
        if row["indicateur"] and str(row["agregation"]).startswith("ratio"):
            assert wording.definition(row["definition"]).over, row["indicateur"]


def test_a_label_is_shown_where_it_says_more_than_its_code() -> None:
    assert wording.code_label("BG", "général") == "général (BG)"
    assert wording.code_label("lire_ecrire", "lire ecrire") == "lire ecrire"
    assert wording.code_label("CP", "CP") == "CP"
    assert wording.code_label("2019-09", None) == "2019-09"


def test_reporters_are_read_in_a_reason() -> None:
    told = "Couverture partielle : 137 établissements sur 156."
    assert wording.reporters(f"Rupture. {told}") == (
        wording.Reporters(137, 156, "établissements"), "Rupture.",
    )  # fmt: skip
    assert wording.reporters(None) == (None, "")


def test_a_paragraph_hangs_and_keeps_french_spaces() -> None:
    text = "mot " * 13 + "ou « guillemets » : 12 345 élèves"
    lines = wording.hanging(text, 61, 2).splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[1].startswith("    ")
    assert any("« guillemets » :" in line for line in lines)
    assert wording.hanging("texte", 100, 0, "Valeur   ") == "Valeur   texte"
