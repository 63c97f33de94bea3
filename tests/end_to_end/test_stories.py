"""Seven stories that a small académie lives through, told by the published tables.

What belongs here: a merged school, a pupil who changed collège, a pupil in two départements, a
corrected deposit, a département that handed nothing in, the same in every table, a target revised.
What does not: every formula (the independent check), the files (`story_deposits`). Expected
figures are counted by hand in each test.
"""

from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.conftest import current
from tests.end_to_end.story_deposits import A, B


@pytest.fixture
def home(stories: Path) -> Path:
    """Return the home where the deposits of the stories are published."""
    return stories


def lines(home: Path, table: str, **keys: str) -> list[dict[str, object]]:
    """Return the rows of a published table that have these keys."""
    where = " and ".join(f"{key} = '{value}'" for key, value in keys.items())
    if table == "indicateurs":
        where += " and ventilation = 'ensemble'"
    path = current(home) / "interne" / "publication.duckdb"
    with duckdb.connect(str(path), read_only=True) as db:
        cursor = db.execute(f"select * from psa.{table} where {where}")
        names = [c[0] for c in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def figure(home: Path, table: str, **keys: str) -> dict[str, object]:
    """Return the one row of a published table that has these keys."""
    (row,) = lines(home, table, **keys)
    return row


def beneficiaries(home: Path, year: str, territory: str) -> object:
    row = figure(
        home, "indicateurs", indicateur="1.1.3-a", annee_scolaire=year, territoire=territory
    )
    return row["valeur"]


def test_a_pupil_who_changed_college_counts_once_in_the_departement(home: Path) -> None:
    # A: P1, P2. B: P1, P3. Allier: P1, P2, P3, and not four.
    assert beneficiaries(home, "2023-2024", A) == 2
    assert beneficiaries(home, "2023-2024", B) == 2
    assert beneficiaries(home, "2023-2024", "003") == 3


def test_a_pupil_in_two_departements_counts_in_each_and_once_in_the_academie(home: Path) -> None:
    # Allier: P1, P2, P3. Puy-de-Dôme: P2. Académie: P1, P2, P3, and not four.
    assert beneficiaries(home, "2023-2024", "063") == 1
    assert beneficiaries(home, "2023-2024", "06") == 3


def test_a_merged_school_is_read_as_it_was_and_as_it_is(home: Path) -> None:
    # As it was: A had P1 and P2, 2 of its 10 pupils. As it is, A and B together: P1, P2, P3,
    # P1 once, of 20 pupils.
    as_it_was = figure(
        home, "indicateurs", indicateur="1.1.3-b", annee_scolaire="2023-2024", territoire=A
    )
    as_it_is = figure(
        home, "perimetre_courant", indicateur="1.1.3-b", annee_scolaire="2023-2024", territoire=A
    )
    assert (as_it_was["numerateur"], as_it_was["denominateur"]) == (2, 10)
    assert (as_it_is["numerateur"], as_it_is["denominateur"]) == (3, 20)
    assert as_it_is["valeur"] == pytest.approx(15.0)
    assert as_it_is["etablissements_reunis"] == B


def test_a_corrected_deposit_replaces_the_first_whole(home: Path) -> None:
    # P1 in A and P4 in C; P5 gave up and does not count.
    assert beneficiaries(home, "2024-2025", "063") == 1
    assert beneficiaries(home, "2024-2025", "06") == 2


def test_a_departement_corrects_its_own_rows_and_leaves_the_others(home: Path) -> None:
    # Allier 5 of 10 stays, Puy-de-Dôme 8 of 10 replaces 2 of 10.
    found = {
        place: figure(
            home, "indicateurs", indicateur="1.2.8-b", annee_scolaire="2024-2025",
            territoire=place,
        )["valeur"]
        for place in ("003", "063")
    }  # fmt: skip
    assert found == {"003": pytest.approx(50.0), "063": pytest.approx(80.0)}


def test_a_departement_that_handed_nothing_in_is_a_gap_and_not_a_zero(home: Path) -> None:
    missing = figure(
        home, "indicateurs", indicateur="1.2.8-b", annee_scolaire="2024-2025", territoire="015"
    )
    assert missing["valeur"] is None
    assert missing["statut_observation"] == "O"
    assert "Aucun dépôt" in str(missing["motif"])
    # The académie: (5 + 8) of (10 + 10) pupils, and it says that a département of four is out.
    whole = figure(
        home, "indicateurs", indicateur="1.2.8-b", annee_scolaire="2024-2025", territoire="06"
    )
    assert whole["valeur"] == pytest.approx(65.0)
    assert whole["statut_observation"] == "D"
    assert "Couverture partielle" in str(whole["motif"])


GAP = {"indicateur": "3.2.1-b", "annee_scolaire": "2024-2025"}
ROW_OF_GAP = {"indicateur": "3.2.1-b", "annee_n": "2024-2025"}


def test_a_gap_is_a_gap_in_every_table_and_last_year_is_not_carried_forward(home: Path) -> None:
    # The Cantal had 3 actions of its CLEE in 2023-2024 and has said nothing of 2024-2025.
    assert figure(home, "couverture", domaine="clee_actions", annee_scolaire="2024-2025",
                  departement="015")["statut"] == "manquant"  # fmt: skip

    shown = figure(home, "indicateurs", **GAP, territoire="015")
    assert (shown["valeur"], shown["numerateur"], shown["couverture"]) == (None, None, 0)
    assert shown["statut_observation"] == "O"
    assert "Aucun dépôt" in str(shown["motif"])

    judged = figure(home, "evolutions", **GAP, territoire="015")
    assert (judged["valeur"], judged["evolution_absolue"]) == (None, None)
    assert (judged["tendance"], judged["statut_progres"]) == ("non calculable", "non calculable")
    assert "Aucun dépôt" in str(judged["motif_non_calculable"])

    read = figure(home, "objectif_3_2", **ROW_OF_GAP, territoire="015")
    assert (read["valeur_n"], read["valeur_n_1"], read["evolution"]) == (None, 3, None)
    assert (read["taux_couverture"], read["statut_progres"]) == (0, "non calculable")
    assert "Aucun dépôt" in str(read["commentaire"])


def test_the_academie_does_not_pretend_to_include_a_departement_that_is_missing(
    home: Path,
) -> None:
    # 4 in the Allier and 1 in the Puy-de-Dôme, of the four départements of the académie; the 6 of
    # the year before had the Cantal's 3: the two years are not compared.
    shown = figure(home, "indicateurs", **GAP, territoire="06")
    assert (shown["valeur"], shown["statut_observation"], shown["couverture"]) == (5, "D", 0.5)
    assert "2 départements sur 4" in str(shown["motif"])

    judged = figure(home, "evolutions", **GAP, territoire="06")
    assert (judged["evolution_absolue"], judged["tendance"]) == (None, "non calculable")
    assert "couverture partielle" in str(judged["motif_non_calculable"])

    read = figure(home, "objectif_3_2", **ROW_OF_GAP, territoire="06")
    assert (read["valeur_n"], read["evolution"], read["taux_couverture"]) == (5, None, 50)
    assert read["observation"] == "couverture partielle"
    assert "2 départements sur 4" in str(read["commentaire"])


def test_no_objective_table_fills_the_gap_of_a_departement(home: Path) -> None:
    # Whatever comes from the CLEE alone has no figure for the Cantal in 2024-2025, in any table.
    for code in ("3.2.1-a", "3.2.1-b", "3.2.1-c", "3.2.1-d"):
        for table, year, value in (
            ("indicateurs", "annee_scolaire", "valeur"),
            ("evolutions", "annee_scolaire", "valeur"),
            ("objectif_3_2", "annee_n", "valeur_n"),
        ):
            keys = {"indicateur": code, year: "2024-2025", "territoire": "015"}
            assert [row[value] for row in lines(home, table, **keys)] == [None], (code, table)


def test_a_revised_target_is_kept_beside_the_one_it_replaces(home: Path) -> None:
    decisions = lines(home, "cibles", indicateur="3.2.1-b", territoire="003")
    kept = {(str(d["date_decision"]), d["valeur_cible"], d["valeur_remplacee"]) for d in decisions}
    assert kept == {("2024-10-01", 6, None), ("2025-06-01", 8, 6)}

    # 4 actions, where 6 then 8 were aimed at, from 2: neither is reached.
    judged = figure(home, "evolutions", **GAP, territoire="003")
    assert (judged["valeur_cible"], judged["valeur_cible_initiale"]) == (8, 6)
    assert (judged["valeur"], judged["ecart_cible"]) == (4, -4)
    assert judged["taux_avancement"] == pytest.approx(100 * (4 - 2) / (8 - 2))
    assert judged["statut_progres"] == judged["statut_progres_initial"] == "à surveiller"
    assert figure(home, "objectif_3_2", **ROW_OF_GAP, territoire="003")["valeur_cible"] == 8
