"""Stories of files that are odd beside other files and other years: told, and taken all the same.

What belongs here: a small home, a file that does what people really do, the code and the words of
the remark. What does not: the figures of a rule (`test_rules_of_plausibility`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from orchestration.lib.contracts import contracts
from orchestration.lib.deposits import Receipt
from tests.fabricated import ine, school, table, written
from tests.samples import Platform, uai

LAST, NOW = "2023-2024", "2024-2025"
DAY = {LAST: "2023-10-01", NOW: "2024-10-01"}
SCHOOLS = 24


def pupils(year: str, counts: Iterable[int], level: str = "6EME") -> bytes:
    """Return a count of pupils: one line per school, in the order of their numbers."""
    rows = table("effectifs", SCHOOLS, annee_scolaire=year, niveau=level, sexe="F",
                 regime="externe", date_observation=DAY[year], nb_boursiers="0")  # fmt: skip
    return written(
        "effectifs", [r | {"nb_eleves": str(n)} for r, n in zip(rows, counts, strict=False)]
    )


def ordinary(shift: int = 0) -> list[int]:
    """Return the pupils of schools in a year like any other."""
    return [60 + 7 * (n % 11) + (n * (shift + 3)) % 5 for n in range(SCHOOLS)]


def helped(year: str, counts: dict[int, int], level: str = "6EME") -> bytes:
    """Return pupils of Devoirs faits: so many in the school of each number."""
    rows = []
    for number, count in counts.items():
        own = table("devoirs_faits", count, annee_scolaire=year, uai=school(number), niveau=level,
                    df_statut="inscrit", date_inscription=DAY[year], seances_proposees="20",
                    seances_suivies="18")  # fmt: skip
        rows += [r | {"ine": ine(1000 * number + n)} for n, r in enumerate(own)]
    return written("devoirs_faits", rows)


def codes(receipt: Receipt) -> set[str]:
    return {c["code"] for c in receipt.constats if c["code"].startswith("croisement.")}


def told(receipt: Receipt, words: str) -> str:
    """Return the one remark that holds some words."""
    (found,) = [w for w in receipt.avertissements if words in w]
    return found


def test_more_pupils_helped_than_pupils_names_the_school(platform: Platform) -> None:
    platform.deposit(pupils(NOW, [50] * SCHOOLS))
    receipt = platform.deposit(helped(NOW, {0: 30, 1: 62}))
    assert (receipt.statut, receipt.lignes_retenues) == ("accepte", 92)
    assert codes(receipt) == {"croisement.total"}
    words = told(receipt, "sont plus nombreux que les élèves de l'établissement")
    assert f"{school(1)}, 62 contre 50" in words
    assert school(0) not in words
    assert re.search(r"Vérifiez l'UAI, et que chaque élève n'est compté qu'une fois\.$", words)


def test_a_count_under_five_is_never_told(platform: Platform) -> None:
    platform.deposit(pupils(NOW, [2, *[50] * (SCHOOLS - 1)]))
    words = told(platform.deposit(helped(NOW, {0: 30})), "de l'établissement au constat")
    assert f"{school(0)}, 30 contre moins de 5" in words


def test_a_school_far_from_last_year_is_named_with_both_figures(platform: Platform) -> None:
    platform.deposit(pupils(LAST, ordinary()))
    counts = ordinary(1)
    before, counts[5] = ordinary()[5], 400
    receipt = platform.deposit(pupils(NOW, counts))
    assert receipt.statut == "accepte"
    assert codes(receipt) == {"croisement.evolution_ecole"}
    assert f"{school(5)}, 400 contre {before} en {LAST}" in told(receipt, "celui de l'an dernier")


def test_a_year_like_any_other_says_nothing(platform: Platform) -> None:
    platform.deposit(pupils(LAST, ordinary()))
    assert not codes(platform.deposit(pupils(NOW, ordinary(1))))


def test_a_file_that_doubles_is_kept_for_internal_use(platform: Platform) -> None:
    platform.deposit(pupils(LAST, ordinary()))
    receipt = platform.deposit(pupils(NOW, [2 * n + 9 for n in ordinary(1)]))
    assert receipt.statut == "usage_interne"
    assert receipt.lignes_retenues == SCHOOLS
    assert "croisement.evolution_totale" in codes(receipt)
    (jump,) = (w for w in receipt.avertissements if "dans tout le fichier" in w)
    assert re.search(r"dans tout le fichier, soit 2,\d\d fois autant\. Vérifiez", jump)
    assert NOW in {year for _, year, _ in platform.standing("effectifs")}


def test_a_ratio_never_gives_away_a_count_that_is_not_told(platform: Platform) -> None:
    platform.deposit(pupils(LAST, ordinary()))
    receipt = platform.deposit(pupils(NOW, [3] + [0] * (SCHOOLS - 1)))
    (jump,) = (w for w in receipt.avertissements if "dans tout le fichier" in w)
    assert f": moins de 5 en {NOW} contre" in jump
    assert "dans tout le fichier. Vérifiez" in jump


def test_a_school_that_reported_and_does_not_is_named(platform: Platform) -> None:
    platform.deposit(pupils(LAST, ordinary()))
    receipt = platform.deposit(pupils(NOW, ordinary(1)[:-1]))
    assert codes(receipt) == {"croisement.ecole_absente"}
    assert school(SCHOOLS - 1) in told(receipt, "et plus dans le fichier")


def test_the_file_of_last_year_under_another_year_is_recognised(platform: Platform) -> None:
    platform.deposit(pupils(LAST, ordinary()))
    receipt = platform.deposit(pupils(NOW, ordinary()))
    assert receipt.statut == "usage_interne"
    assert codes(receipt) >= {"croisement.copie_an_dernier", "croisement.valeurs_de_l_an_dernier"}


def test_a_departement_that_vanished_is_told(platform: Platform) -> None:
    allier = [uai(f"003{1000 + n:04d}") for n in range(12)]

    def both(year: str, places: list[str]) -> bytes:
        rows = table("numerique_etablissement", len(places), annee_scolaire=year)
        return written("numerique_etablissement", [
            r | {"uai": p, "nb_terminaux_eleves": str(20 + n + (year == NOW))}
            for n, (r, p) in enumerate(zip(rows, places, strict=True))
        ])  # fmt: skip

    ours = [school(n) for n in range(12)]
    platform.deposit(both(LAST, ours + allier))
    receipt = platform.deposit(both(NOW, ours))
    assert "003" in told(receipt, "Aucune ligne du fichier ne concerne le département")


@pytest.mark.parametrize(
    ("value", "code"), [("", "croisement.colonne_vide"), ("7", "croisement.colonne_constante")]
)
def test_a_column_that_lost_its_values_is_told(platform: Platform, value: str, code: str) -> None:
    def of(year: str, budget: Iterable[str]) -> bytes:
        rows = table("numerique_etablissement", SCHOOLS, annee_scolaire=year)
        return written("numerique_etablissement", [
            r | {"budget_ressources_eur": b, "nb_terminaux_eleves": str(30 + n + len(b))}
            for n, (r, b) in enumerate(zip(rows, budget, strict=True))
        ])  # fmt: skip

    platform.deposit(of(LAST, [str(100 + n) for n in range(SCHOOLS)]))
    receipt = platform.deposit(of(NOW, [value] * SCHOOLS))
    assert code in codes(receipt)
    label = contracts()["numerique_etablissement"].column("budget_ressources_eur").label
    assert [c["colonne"] for c in receipt.constats if c["code"] == code] == [label]


def test_half_the_participants_unknown_among_staff_is_told(platform: Platform) -> None:
    staff = table("personnels", 40, annee_scolaire=NOW)
    platform.deposit(written("personnels", staff))
    known = [r["id_agent"] for r in staff]
    rows = table("volet_culturel", 40, annee_scolaire=NOW)
    mixed = [r | {"id_agent": known[n] if n % 2 else f"{n + 5000:032x}", "uai": staff[n]["uai"]}
             for n, r in enumerate(rows)]  # fmt: skip
    assert "50\u00a0%" in told(
        platform.deposit(written("volet_culturel", mixed)), "ne se retrouvent"
    )
