"""`psa explain` for indicators of the académie: breakdowns, checks, mergers, gaps.

What belongs here: what surrounds a value of a known publication. What does not: the road from an
official figure to its deposit (`test_reading_commands`).
"""

from dataclasses import asdict

import pytest

from orchestration.lib.atomic import write_json
from orchestration.lib.settings import Settings
from tests.cli.conftest import COMPULSORY, Psa, receipt

ASKED = ("--school-year", "2023-2024", "--territory")


def said(psa: Psa, *arguments: str) -> str:
    done = psa("explain", *arguments)
    assert done.exit_code == 0, done.stderr
    return " ".join(done.stdout.split())


def test_a_value_says_who_reported_and_what_to_beware(psa: Psa, published: Settings) -> None:
    text = said(psa, "1.1.3-b", *ASKED, "06")
    for expected in (
        "Numérateur 19 678 : élèves distincts inscrits ou assidus",
        "Dénominateur 60 338 : collégiens au constat de rentrée",
        "137 établissements sur 156 attendus",
        f"Rupture 2023-2024 : {COMPULSORY}",
        "Mise en garde Rupture en 2023-2024",
        "Non remis devoirs_faits : département 015",
    ):
        assert expected in text, expected
    assert text.count(COMPULSORY) == 1
    assert "Précaution" not in text


def test_the_official_figure_stands_beside_ours(psa: Psa, published: Settings) -> None:
    text = said(psa, "1.1.3-b", *ASKED, "06")
    assert (
        "1.1.3-b 32,6 % ; statistique officielle 1.1.3-o1 40,0 % ; écart −7,4 points, 5 admis : "
        "ÉCART AU-DELÀ DE LA TOLÉRANCE. Le baromètre compte à une date."
    ) in text
    assert "Vérification" not in said(psa, "1.1.3-b", *ASKED, "003")


def test_deposits_are_grouped_by_source_with_their_service(psa: Psa, published: Settings) -> None:
    deposit = receipt(
        depot="d0d0d0d0d0d0", domaine="devoirs_faits", version_du_contrat="2.0.0", ordre=2
    )
    write_json(published.deposits / "d0d0d0d0d0d0" / "receipt.json", asdict(deposit))
    text = said(psa, "1.1.3-b", *ASKED, "06")
    assert "(devoirs_faits 2.1.0) — service : DSDEN et chefs d'établissement" in text
    assert (
        "df.csv, département 003, reçu le 19/11/2026 à 11:00, 100 lignes retenues, 5 rejetées, "
        "jugé par le contrat 2.0.0, sha256 d0d0d0d0d0d0…, dépôt d0d0d0d0d0d0"
    ) in text
    assert "aucun dépôt ne couvre cette année et ce territoire" in text  # effectifs


@pytest.mark.parametrize("value", ["BP", "bp", "professionnel", "Professionnel"])
def test_a_breakdown_is_explained_by_code_or_label(
    psa: Psa, published: Settings, value: str
) -> None:
    text = said(psa, "1.3.2-a", *ASKED, "06", "--by", "type_bac", "--value", value)
    assert "type_bac : Professionnel (BP)" in text
    assert "Valeur 47,0 %" in text


@pytest.mark.parametrize(
    ("extra", "hint"),
    [
        (("--by", "type_bac"), "BG, BP, BT"),
        (("--by", "type_bac", "--value", "CAP"), "BG, BP, BT"),
        (("--by", "couleur", "--value", "bleu"), "type_bac"),
        (("--value", "BG"), "--by"),
    ],
)
def test_a_wrong_breakdown_says_which_ones_exist(
    psa: Psa, published: Settings, extra: tuple[str, ...], hint: str
) -> None:
    done = psa("explain", "1.3.2-a", *ASKED, "06", *extra)
    assert done.exit_code == 2
    assert hint in done.stderr


def test_a_merged_school_has_its_series_at_the_present_perimeter(
    psa: Psa, published: Settings
) -> None:
    text = said(psa, "1.1.3-b", *ASKED, "0630007G")
    assert "Valeur 20,0 %" in text
    assert "Collège des Volcans (0630007G) réuni avec 0630008H" in text
    assert "2023-2024 30,0 % (150 / 500) ← l'année demandée" in text
    assert "l'établissement a déclaré" in text


def test_a_count_says_what_it_counts(psa: Psa, published: Settings) -> None:
    text = said(psa, "1.1.3-a", *ASKED, "06")
    assert "Valeur 19 678 élèves" in text
    assert "compte d'éléments distincts" in text
    assert "Ce qui est compté élèves distincts inscrits ou assidus dans l'année" in text
    assert "Dénominateur" not in text
