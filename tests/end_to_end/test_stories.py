"""Five stories that a small académie lives through, told by the published tables.

What belongs here: a merged school, a pupil who changed collège, a pupil in two départements, a
corrected deposit, a département that handed nothing in. What does not: every formula (the
independent check).

The académie: collèges A and B in the Allier (003), C in the Puy-de-Dôme (063), D in the Cantal
(015); B merges into A in September 2024. Expected figures are counted by hand in each test.
"""

from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.conftest import current, psa

A, B, C, D = "0030001K", "0030002L", "0630001J", "0150001V"
P1, P2, P3, P4, P5 = (f"{n:010d}{'ABCDEFGHJKLMNPRSTUVWXYZ'[n % 23]}" for n in range(101, 106))
REF = (
    "annee_scolaire;uai;nom_etablissement;type_etablissement;code_nature;degre;secteur;"
    "education_prioritaire;code_commune;nom_commune;code_departement;code_academie;"
    "code_bassin_formation;etat;attendu_remontee;date_fermeture"
)
OPEN = {
    "2023-2024": ((A, "003"), (B, "003"), (C, "063"), (D, "015")),
    "2024-2025": ((A, "003"), (C, "063"), (D, "015")),
}


def referentiel(year: str) -> str:
    lines = [
        f"{year};{uai};Collège {uai};Collège;340;2D;public;HORS_EP;{dep[1:]}001;Ici;{dep};06;"
        f"06{dep};OUVERT;O;"
        for uai, dep in OPEN[year]
    ]
    return "\n".join([REF, *lines]) + "\n"


def effectifs(year: str) -> str:
    lines = [f"{year};{year[:4]}-10-01;{uai};6EME;F;externe;10;2;1" for uai, _ in OPEN[year]]
    header = (
        "annee_scolaire;date_observation;uai;niveau;sexe;regime;nb_eleves;nb_boursiers;nb_divisions"
    )
    return "\n".join([header, *lines]) + "\n"


def devoirs_faits(year: str, *rows: tuple[str, str, str]) -> str:
    header = "annee_scolaire;ine;uai;niveau;df_statut;seances_proposees;seances_suivies"
    return "\n".join([header, *(f"{year};{i};{u};6EME;{s};10;5" for i, u, s in rows)]) + "\n"


def eac(year: str, *rows: tuple[str, int]) -> str:
    header = "annee_scolaire;uai;niveau;nb_eleves;nb_eleves_touches;nb_eleves_3_piliers"
    return "\n".join([header, *(f"{year};{u};6EME;10;{n};0" for u, n in rows)]) + "\n"


def deposit(home: Path, domain: str, year: str, text: str, scope: str = "academie") -> None:
    path = home.parent / f"{domain}__{year}__{scope}.csv"
    path.write_text(text, encoding="utf-8")
    done = psa(home, "deposit", path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("recits") / "home"
    for year in OPEN:
        deposit(home, "ref_etablissements", year, referentiel(year))
        deposit(home, "effectifs", year, effectifs(year))
    deposit(
        home, "fusions_etablissements", "2024-2025",
        f"uai;uai_successeur;date_effet\n{B};{A};2024-09-01\n",
    )  # fmt: skip
    # P1 moves from A to B within the Allier; P2 from A to C, in another département.
    rows = [(P1, A, "inscrit"), (P1, B, "assidu"), (P2, A, "inscrit"), (P2, C, "inscrit")]
    deposit(
        home, "devoirs_faits", "2023-2024", devoirs_faits("2023-2024", *rows, (P3, B, "assidu"))
    )
    # The first file of 2024-2025 forgot P4 and P5; the second one replaces it whole.
    deposit(home, "devoirs_faits", "2024-2025", devoirs_faits("2024-2025", (P1, A, "inscrit")))
    corrected = [(P1, A, "inscrit"), (P4, C, "assidu"), (P5, C, "abandon")]
    deposit(home, "devoirs_faits", "2024-2025", devoirs_faits("2024-2025", *corrected))
    # EAC comes by département: the Cantal never handed in; the Puy-de-Dôme corrects its own.
    deposit(home, "eac_couverture", "2024-2025", eac("2024-2025", (A, 5)), "003")
    deposit(home, "eac_couverture", "2024-2025", eac("2024-2025", (C, 2)), "063")
    deposit(home, "eac_couverture", "2024-2025", eac("2024-2025", (C, 8)), "063")
    done = psa(home, "run")
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def figure(home: Path, table: str, **keys: str) -> dict[str, object]:
    """Return the one row of a published table that has these keys."""
    where = " and ".join(f"{key} = '{value}'" for key, value in keys.items())
    if table == "indicateurs":
        where += " and ventilation = 'ensemble'"
    path = current(home) / "interne" / "publication.duckdb"
    with duckdb.connect(str(path), read_only=True) as db:
        cursor = db.execute(f"select * from psa.{table} where {where}")
        (row,) = cursor.fetchall()
        return dict(zip((c[0] for c in cursor.description or []), row, strict=True))


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
