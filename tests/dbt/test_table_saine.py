"""The generic test `table_saine`: every kind of rule refuses what it must, and nothing else.

What belongs here: the test itself, run by dbt on a project of two small tables. What does not:
the rules of our own tables (beside each model).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.lib.dbt_build import dbt_executable
from orchestration.lib.settings import DBT_PROJECT

PROJECT: dict[str, Any] = {
    "name": "essai", "version": "1.0.0", "profile": "essai", "model-paths": ["models"],
    "test-paths": ["tests"], "data_tests": {"essai": {"+store_failures": True}},
}  # fmt: skip
TABLE = """
select * from (values
    (1, 'a', 'F', 'x', true, 10),
    (1, 'a', 'M', 'x', true, 10),
    (2, null, 'F', 'inconnu', false, null),
    (2, null, null, null, true, 30),
    (3, 'b', 'Z', 'inconnu', true, -1)
) as v (id, nom, sexe, code, vu, nb)
"""
CODES = "select unnest(['x', 'l''autre']) as code"

# Name → the arguments of the test, and the rows that it must find.
CASES: dict[str, tuple[dict[str, Any], list[tuple[str, int]]]] = {
    "cle_seule": ({"cle": ["id"]}, [("clé répétée : id", 2)]),
    "cle_saine": ({"cle": ["id", "sexe"]}, []),
    "vide_compte_dans_la_cle": ({"cle": ["id", "nom"]}, [("clé répétée : id, nom", 2)]),
    "uniques": ({"uniques": ["sexe", "nb"]}, [
        ("valeur répétée : sexe", 1), ("valeur répétée : nb", 1),
    ]),
    "renseignees": ({"renseignees": ["id", "nom", "nb"]}, [
        ("colonne vide : nom", 2), ("colonne vide : nb", 1),
    ]),
    "renseignees_saines": ({"renseignees": ["id", "vu"]}, []),
    "valeurs": (
        {"valeurs": {"sexe": ["F", "M"], "id": [1, 2], "nom": ["l'autre", "a", "b"]}},
        [("valeur inconnue : sexe", 1), ("valeur inconnue : id", 1)],
    ),
    "references": (
        {"references": {"code": {"to": "ref('codes')", "champ": "code"}}},
        [("référence inconnue : code", 2)],
    ),
    "references_saines": ({"references": {"id": {"to": "ref('donnees')", "champ": "id"}}}, []),
    "conditions": (
        {"conditions": {"l'effectif est positif": "nb > 0", "tout est vu": "vu or nb is null"}},
        [("l'effectif est positif", 2)],
    ),
    "tout_ensemble": (
        {
            "cle": ["id"], "uniques": ["nb"], "renseignees": ["nom"],
            "valeurs": {"sexe": ["F", "M"]},
            "references": {"code": {"to": "ref('codes')", "champ": "code"}},
            "conditions": {"positif": "nb > 0"},
        },
        [
            ("clé répétée : id", 2), ("valeur répétée : nb", 1), ("référence inconnue : code", 2),
            ("colonne vide : nom", 2), ("valeur inconnue : sexe", 1), ("positif", 2),
        ],
    ),
    "tout_sain": (
        {
            "cle": ["id", "sexe"], "renseignees": ["id"], "valeurs": {"vu": ["true", "false"]},
            "references": {"id": {"to": "ref('donnees')", "champ": "id"}},
            "conditions": {"connu": "id between 1 and 3"},
        },
        [],
    ),
}  # fmt: skip


def write_project(folder: Path, tests: list[dict[str, Any]]) -> None:
    """Write a project of two models, `donnees` with `tests`, and our generic test."""
    (folder / "models").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(PROJECT))
    output = {"type": "duckdb", "path": "essai.duckdb", "schema": "main"}
    (folder / "profiles.yml").write_text(
        yaml.safe_dump({"essai": {"target": "x", "outputs": {"x": output}}})
    )
    (folder / "models" / "donnees.sql").write_text(TABLE)
    (folder / "models" / "codes.sql").write_text(CODES)
    models = [{"name": "donnees", "data_tests": tests}]
    (folder / "models" / "donnees.yml").write_text(
        yaml.safe_dump({"models": models}, allow_unicode=True)
    )
    shutil.copytree(DBT_PROJECT / "tests" / "generic", folder / "tests" / "generic")


def dbt(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_PROFILES_DIR": str(folder),
    }  # fmt: skip
    return subprocess.run(
        [str(dbt_executable()), "--no-use-colors", command, "--log-path", "logs"],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, int]]]:
    """Build the project once; return the failures of each case."""
    folder = tmp_path_factory.mktemp("table_saine") / "projet"
    tests = [{"table_saine": {"name": n, "arguments": a}} for n, (a, _) in CASES.items()]
    write_project(folder, tests)
    done = dbt(folder, "build")
    results = json.loads((folder / "target" / "run_results.json").read_text())["results"]
    statuses = {r["unique_id"].split(".")[2]: r["status"] for r in results}
    assert set(statuses) == {"donnees", "codes", *CASES}, done.stdout[-3000:]
    with duckdb.connect(str(folder / "essai.duckdb"), read_only=True) as db:
        rows = {n: db.sql(f"from main_dbt_test__audit.{n}").fetchall() for n in CASES}
    assert {n: "fail" if r else "pass" for n, r in rows.items()} == {
        n: statuses[n] for n in CASES
    }, done.stdout[-3000:]
    return rows


@pytest.mark.parametrize("case", CASES)
def test_a_failure_is_a_row_that_names_the_rule(
    found: dict[str, list[tuple[str, int]]], case: str
) -> None:
    assert sorted(found[case]) == sorted(CASES[case][1])


def test_a_table_without_any_rule_is_a_mistake(tmp_path: Path) -> None:
    write_project(tmp_path / "projet", [{"table_saine": {"name": "sans_regle"}}])
    done = dbt(tmp_path / "projet", "parse")
    assert done.returncode != 0
    assert "table_saine : aucune règle" in done.stdout
