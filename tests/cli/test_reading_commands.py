"""`psa show`, `explain`, `catalogue`, `publications` on a hand-made publication.

What belongs here: what a reader sees for known values. What does not: how values are computed.
"""

import csv
import io
import json
import re
import shutil

import pytest
import yaml

from orchestration.lib.exporting import SIGNED
from orchestration.lib.settings import DBT_PROJECT, Settings
from tests.cli.conftest import BREAK, DDL, DEPOSIT, NO_AVERAGE, PUBLICATION, Psa


def cells(line: str) -> list[str]:
    return [c.strip() for c in line.split("  ") if c.strip()]


@pytest.mark.parametrize("table", sorted(DDL))
def test_the_hand_made_tables_have_the_published_columns(table: str) -> None:
    path = DBT_PROJECT / "models" / "published" / f"{table}.yml"
    model = yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0]
    mine = [" ".join(c.split()).split(" ") for c in DDL[table].split(",")]
    signature = [["publication", "varchar"]] if table in SIGNED else []
    assert mine == [[c["name"], c["data_type"]] for c in model["columns"]] + signature


def test_show_prints_nine_years_of_the_academie_and_its_departements(
    psa: Psa, published: Settings
) -> None:
    done = psa("show", "1.1.1-o1")
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert max(map(len, lines[:20])) <= 100
    last = next(line for line in lines if line.strip().startswith("2023-2024"))
    assert cells(last) == [
        "2023-2024", "86,6 % (13 009 / 15 015) B", "83,7 % B", "89,7 % B", "90,2 % B", "86,1 % B",
    ]  # fmt: skip
    table = "\n".join(lines).split("Légende")[0]
    assert len(re.findall(r"^ +20\d\d-20\d\d ", table, re.MULTILINE)) == 9


def test_show_says_why_a_value_is_missing_and_what_symbols_mean(
    psa: Psa, published: Settings
) -> None:
    said = psa("show", "1.1.1-o1").stdout
    gap = next(line for line in said.splitlines() if line.strip().startswith("2016-2017"))
    assert cells(gap)[3] == "n/d"
    assert "B : rupture de série" in said
    assert "2016-2017, Cantal (015) : Aucun dépôt pour 2016-2017." in said
    assert f"Rupture 2023-2024 : {BREAK}" in said
    assert said.count(BREAK) == 1  # every value of the year bears it: it is told once
    assert "Rupture 2025-2026 : Nouvelle pondération." in said


def test_show_prints_the_evolution_of_the_last_known_year(psa: Psa, published: Settings) -> None:
    said = " ".join(psa("show", "1.1.1-o1").stdout.split())
    assert "86,6 % en 2023-2024 ; −0,7 point depuis 2022-2023" in said
    assert "base 84,0 % (2015-2016) ; cible 90,0 % (2026-2027). À surveiller :" in said
    assert "pour un attendu de 88,4 % entre 84,0 % (2015-2016)" in said


def test_percentages_without_counts_show_no_counts_and_a_reason(
    psa: Psa, published: Settings
) -> None:
    said = psa("show", "1.1.3-o1", "--school-year", "2022-2023").stdout
    line = next(x for x in said.splitlines() if x.strip().startswith("2022-2023"))
    assert cells(line) == ["2022-2023", "n/d", "31,0 %", "37,0 %", "34,0 %", "30,0 %"]
    assert NO_AVERAGE in " ".join(said.split())


def test_show_by_breakdown_has_a_column_per_value(psa: Psa, published: Settings) -> None:
    said = psa("show", "1.1.1-o1", "--by", "sexe", "--territory", "cantal").stdout
    line = next(x for x in said.splitlines() if x.strip().startswith("2023-2024"))
    assert cells(line) == ["2023-2024", "89,7 % (1 333 / 1 486) B", "50,0 %", "40,0 %"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("063", "063"),
        ("63", "063"),
        ("06", "06"),
        ("académie", "06"),
        ("Cantal", "015"),
        ("haute loire", "043"),
        ("0630003l", "0630003L"),
        ("CFA de Clermont", "0630003L"),
    ],
)
def test_a_territory_is_found_by_code_or_name(
    psa: Psa, published: Settings, given: str, code: str
) -> None:
    done = psa("show", "1.3.3-o1", "--territory", given, "--format", "json")
    assert done.exit_code == 0, done.stderr
    found = {r["territoire"] for r in json.loads(done.stdout)}
    assert found <= {code}
    assert psa("show", "1.3.3-o1", "--territory", given).exit_code == 0


def test_a_name_borne_twice_asks_for_the_code(psa: Psa, published: Settings) -> None:
    done = psa("show", "1.1.1-o1", "--territory", "collège jules ferry")
    assert done.exit_code == 2
    assert "0030004M" in done.stderr
    assert "0150005N" in done.stderr


def test_an_unknown_territory_is_a_usage_error_with_the_nearest(
    psa: Psa, published: Settings
) -> None:
    done = psa("show", "1.1.1-o1", "--territory", "Cantale")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "Cantal" in done.stderr


def test_an_unknown_code_is_a_usage_error_with_the_nearest(psa: Psa, published: Settings) -> None:
    done = psa("show", "1.1.1-o9")
    assert done.exit_code == 2
    assert "1.1.1-o1" in done.stderr


def test_an_unknown_breakdown_says_which_ones_exist(psa: Psa, published: Settings) -> None:
    done = psa("show", "1.1.1-o1", "--by", "sex")
    assert done.exit_code == 2
    assert "age, serie, sexe" in done.stderr


def test_a_criterion_shows_all_its_indicators(psa: Psa, published: Settings) -> None:
    said = psa("show", "1.1.1").stdout
    assert all(code in said for code in ("1.1.1-o1", "1.1.1-o2", "1.1.1-o3"))


def test_a_criterion_without_indicator_says_so(psa: Psa, published: Settings) -> None:
    done = psa("show", "4.3.3")
    assert done.exit_code == 0
    assert "non encore calculé" in done.stdout


def test_an_objective_is_not_an_indicator(psa: Psa, published: Settings) -> None:
    done = psa("show", "1.1")
    assert done.exit_code == 2
    assert "psa catalogue 1.1" in done.stderr


def test_json_is_unrounded_with_null_for_missing(psa: Psa, published: Settings) -> None:
    done = psa("show", "1.1.1-o1", "--school-year", "2016-2017", "--format", "json")
    rows = {r["territoire"]: r for r in json.loads(done.stdout)}
    assert rows["015"]["valeur"] is None
    assert rows["06"]["valeur"] == 100 * (13009 - 7) / 15015
    assert rows["06"]["ventilation"] == "ensemble"
    assert len(rows) == 5


def test_csv_has_all_columns_commas_and_dots(psa: Psa, published: Settings) -> None:
    done = psa("show", "1.1.3-o1", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == [c.split()[0] for c in DDL["indicateurs"].split(",")]
    found = {r["territoire"]: r["valeur"] for r in rows}
    assert found == {"003": "31.0", "015": "37.0", "043": "34.0", "063": "30.0", "06": ""}


def test_a_level_without_rows_says_which_levels_exist(psa: Psa, published: Settings) -> None:
    done = psa("show", "1.1.1-o1", "--territory", "0630003L")
    assert done.exit_code == 0
    assert "niveaux de cet indicateur : département, académie" in done.stdout


def test_csv_without_row_still_has_its_header(psa: Psa, published: Settings) -> None:
    done = psa("show", "1.1.3-o1", "--school-year", "2050-2051", "--format", "csv")
    assert done.stdout.startswith("indicateur,annee_scolaire,")
    assert len(done.stdout.splitlines()) == 1


def test_data_by_breakdown_leaves_the_total_out(psa: Psa, published: Settings) -> None:
    done = psa("show", "1.1.1-o1", "--by", "sexe", "--territory", "06", "--format", "json")
    assert {r["modalite"] for r in json.loads(done.stdout)} == {"F", "M"}


def test_before_any_publication_the_readers_are_told_to_run(psa: Psa, settings: Settings) -> None:
    done = psa("show", "1.1.1-o1")
    assert done.exit_code == 1
    assert "psa run" in done.stderr
    assert not settings.home.exists()


def test_a_damaged_snapshot_is_two_plain_lines(psa: Psa, published: Settings) -> None:
    snapshot = published.publications / PUBLICATION / "interne" / "publication.duckdb"
    snapshot.write_bytes(b"pas une base")
    done = psa("show", "1.1.1-o1")
    assert done.exit_code == 1
    assert "abîmée" in done.stderr
    snapshot.unlink()
    assert psa("show", "1.1.1-o1").exit_code == 1


def test_explain_goes_from_the_value_to_its_deposit_run_and_versions(
    psa: Psa, published: Settings
) -> None:
    done = psa("explain", "1.1.1-o1", "--school-year", "2023-2024", "--territory", "06")
    assert done.exit_code == 0, done.stderr
    said = " ".join(done.stdout.split())
    for expected in (
        "Numérateur 13 009 : candidats admis au DNB", "Dénominateur 15 015 : candidats présents",
        "Calcul 100 × 13 009 / 15 015 = 86,6 %",
        "Remarque Résultats détaillés de la DEPP, toutes séries.",
        "Rupture 2025-2026 : Nouvelle pondération.", "100 % : 4 départements sur 4",
        "service : Direction de l'évaluation", "version du catalogue ca7a10ca7a10",
        "(dnb_departement 1.0.0)", "86,6 %", "86,64",
        "13 009", "15 015", "100 × numérateur / dénominateur", "crit_1_1_1",
        "B : rupture de série", BREAK, "dnb.csv", f"sha256 {DEPOSIT}…", f"dépôt {DEPOSIT}",
        "19/11/2026", PUBLICATION, "20/11/2026", "11111111-2222", "c0dec0dec0de",
    ):  # fmt: skip
        assert expected in said, expected


def test_explain_a_missing_value_gives_its_reason(psa: Psa, published: Settings) -> None:
    done = psa("explain", "1.1.1-o1", "--school-year", "2016-2017", "--territory", "015")
    assert "n/d : Aucun dépôt pour 2016-2017." in done.stdout
    assert "O : source non encore déposée" in done.stdout


def test_explain_a_year_without_row_says_which_years_exist(psa: Psa, published: Settings) -> None:
    done = psa("explain", "1.1.1-o1", "--school-year", "2024-2025", "--territory", "06")
    assert done.exit_code == 2
    assert "2015-2016 à 2023-2024" in done.stderr


def test_explain_needs_one_indicator(psa: Psa, published: Settings) -> None:
    done = psa("explain", "1.1.1", "--school-year", "2023-2024", "--territory", "06")
    assert done.exit_code == 2
    assert "1.1.1-o1, 1.1.1-o2, 1.1.1-o3" in done.stderr


def test_the_catalogue_reads_the_publication_with_the_years_known(
    psa: Psa, published: Settings
) -> None:
    said = " ".join(psa("catalogue").stdout.split())
    assert said.count("Critère ") == 62
    assert re.search(
        r"Le suivi des évaluations à tous les niveaux — \d+ indicateurs, 2015-2016 à", said
    )
    assert "aucune valeur à ce jour" in said
    assert "1.1.1-o1" not in said
    last = said[said.index("Critère 4.3.3") :]
    assert "indicateur non encore calculé" in last
    assert "62 critères, dont 61 calculés par 309 indicateurs." in last
    part = " ".join(psa("catalogue", "1.1").stdout.split())
    assert "1.1.1-o1 Taux de réussite au diplôme national du brevet (DNB) — 2015-2016 à" in part
    assert "1.2.1" not in part


def test_the_catalogue_needs_no_publication(psa: Psa, settings: Settings) -> None:
    done = psa("catalogue", "1.1.1-o1")
    assert done.exit_code == 0
    assert "Sources : dnb_departement" in done.stdout
    assert "rien n'est encore publié" in done.stdout
    assert not settings.home.exists()


def test_publications_mark_the_current_and_the_fictional(psa: Psa, published: Settings) -> None:
    journal = published.publications / "journal.jsonl"
    entry = json.loads(journal.read_text())
    older = {**entry, "publication": "FICTIF-p-0", "publie_le": "2026-11-18T08:00:00+00:00"}
    journal.write_text(json.dumps(older) + "\n" + json.dumps(entry) + "\n")
    lines = psa("publications").stdout.splitlines()
    assert PUBLICATION in lines[0]
    assert "[courante]" in lines[0]
    assert "FICTIF, dossier absent" in lines[1]
    shutil.rmtree(published.publications)
    assert "Aucune publication" in psa("publications").stdout
