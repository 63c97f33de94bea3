"""`psa show` by breakdown, by level and at the present perimeter, with its cautions.

What belongs here: which lines and columns a reader gets for a known publication. What does not:
totals by territory and the catalogue (`test_reading_commands`).
"""

import csv
import io
import json

import duckdb
import pytest

from orchestration.lib.settings import Settings
from tests.cli.conftest import COMPULSORY, PUBLICATION, Psa
from tests.cli.test_reading_commands import cells


def line_of(said: str, start: str) -> list[str]:
    return cells(next(line for line in said.splitlines() if line.strip().startswith(start)))


def test_labels_of_codes_are_shown_in_the_order_of_their_list(
    psa: Psa, published: Settings
) -> None:
    said = psa("show", "1.3.2-a", "--by", "type_bac", "--territory", "06").stdout
    assert line_of(said, "Année") == [
        "Année", "ensemble", "Général (BG)", "Technologique (BT)", "Professionnel (BP)",
    ]  # fmt: skip
    assert line_of(said, "2023-2024")[2:] == ["95,0 %", "83,0 %", "47,0 %"]
    rows = json.loads(psa("show", "1.3.2-a", "--by", "type_bac", "--format", "json").stdout)
    assert {r["modalite"] for r in rows} == {"BG", "BT", "BP"}


def test_many_values_are_lines_and_only_the_academie_by_default(
    psa: Psa, published: Settings
) -> None:
    said = psa("show", "1.1.3-b", "--by", "niveau").stdout
    levels = ("6e (6EME)", "5e (5EME)", "4e (4EME)", "3e (3EME)", "ULIS du second degré (ULIS_2D)")
    order = [said.index(f"  {level} ") for level in levels]
    assert order == sorted(order)
    assert line_of(said, "6e") == ["6e (6EME)", "10,0"]
    assert "académie Clermont-Ferrand (06) (en %)" in said
    assert "Allier (003) (en %)" not in said
    alone = psa("show", "1.1.3-b", "--by", "niveau", "--territory", "003").stdout
    assert "département Allier (003) (en %)" in alone


def test_a_level_has_a_line_per_territory_with_a_value(psa: Psa, published: Settings) -> None:
    said = psa("show", "1.1.3-b", "--by", "circonscription").stdout
    assert line_of(said, "Moulins") == ["Moulins (0030900B)", "37,5"]
    assert line_of(said, "Riom") == ["Riom (0630900A)", "12,5"]
    inside = psa("show", "1.1.3-b", "--by", "circonscription", "--territory", "063").stdout
    assert "Moulins" not in inside
    asked = ("show", "1.1.3-b", "--by", "circonscription", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(psa(*asked).stdout)))
    assert [r["territoire"] for r in rows] == ["0030900B", "0630900A"]
    done = psa("show", "1.1.1-o1", "--by", "circonscription")
    assert done.exit_code == 2
    assert "pas de niveau « circonscription »" in done.stderr


def test_values_of_one_year_each_are_shown_for_the_last_year(psa: Psa, published: Settings) -> None:
    path = published.publications / PUBLICATION / "interne" / "publication.duckdb"
    with duckdb.connect(str(path)) as db:
        db.execute(
            "insert into psa.indicateurs "
            "select '1.1.9-b', y || '-' || y + 1, 'academie', '06', 'mois', y || '-' || m, 1, 2, "
            "50, '%', 1, 'A', 'F', null, 'p' from range(2022, 2024) a(y), range(10, 13) b(m) "
            "union all select '1.1.9-b', '2023-2024', 'academie', '06', 'ensemble', 'ensemble', "
            "1, 2, 50, '%', 1, 'A', 'F', null, 'p'"
        )
        db.execute("update psa.catalogue set ventilations = 'mois' where indicateur = '1.1.9-b'")
    said = psa("show", "1.1.9-b", "--by", "mois").stdout
    assert "2023-11" in said
    assert "2022-11" not in said
    assert "--school-year" in said


def test_breaks_and_caveats_are_printed_under_the_figures(psa: Psa, published: Settings) -> None:
    said = psa("show", "1.1.3-b").stdout
    assert said.count(COMPULSORY) == 1
    assert "Mise en garde : Rupture en 2023-2024" in said
    flat = " ".join(said.split())
    assert "Couverture partielle, Clermont-Ferrand (06), 2023-2024 : 137 établissements" in flat


def test_counts_bear_their_unit_once(psa: Psa, published: Settings) -> None:
    said = psa("show", "1.1.3-a", "--territory", "06").stdout
    assert "Nombre d'élèves bénéficiaires de Devoirs faits (en élèves)" in said
    assert line_of(said, "2023-2024") == ["2023-2024", "19 678"]


@pytest.mark.parametrize("school", ["0630007G", "0630008H"])
def test_the_present_perimeter_reunites_merged_schools(
    psa: Psa, published: Settings, school: str
) -> None:
    asked = ("show", "1.1.3-b", "--territory", school, "--perimeter", "courant")
    said = psa(*asked).stdout
    assert "Collège des Volcans (0630007G), réuni avec 0630008H" in said
    assert line_of(said, "2023-2024") == ["2023-2024", "30,0 % (150 / 500)"]
    assert COMPULSORY in said
    rows = list(csv.DictReader(io.StringIO(psa(*asked, "--format", "csv").stdout)))
    assert [(r["annee_scolaire"], r["valeur"]) for r in rows] == [
        ("2022-2023", "20.0"), ("2023-2024", "30.0"),
    ]  # fmt: skip


def test_a_school_that_never_merged_says_so(psa: Psa, published: Settings) -> None:
    asked = ("show", "1.1.3-b", "--territory", "0030004M", "--perimeter", "courant")
    done = psa(*asked)
    assert done.exit_code == 0
    assert "Collège Jules Ferry (0030004M) n'a jamais fusionné" in " ".join(done.stdout.split())
    other = psa("show", "1.3.2-a", "--territory", "0630007G", "--perimeter", "courant").stdout
    assert "cet indicateur n'a pas de série à périmètre courant" in " ".join(other.split())


def test_an_absorbed_school_points_to_its_successor(psa: Psa, published: Settings) -> None:
    said = psa("show", "1.1.3-b", "--territory", "0630008H").stdout
    assert "réuni à 0630007G : --perimeter courant" in said


def test_the_present_perimeter_is_that_of_a_school(psa: Psa, published: Settings) -> None:
    done = psa("show", "1.1.3-b", "--territory", "063", "--perimeter", "courant")
    assert done.exit_code == 2
    assert "donnez son UAI" in done.stderr


def test_a_publication_of_another_version_asks_for_a_run(psa: Psa, published: Settings) -> None:
    path = published.publications / PUBLICATION / "interne" / "publication.duckdb"
    with duckdb.connect(str(path)) as db:
        db.execute("drop table psa.ruptures")
    done = psa("show", "1.1.3-b")
    assert done.exit_code == 1
    assert "autre version du logiciel" in done.stderr
    assert "psa run" in done.stderr
