"""The dbt project as a whole: unit tests of every formula, and an empty lake.

What belongs here: running dbt for real, and drift between contracts and the dbt project. What
does not: official figures (end to end).
"""

import csv
import json
import os
import re
import subprocess

import duckdb
import pytest
import yaml

from orchestration.lib import dbt_build
from orchestration.lib.contracts import contracts
from orchestration.lib.home import open_home
from orchestration.lib.run_context import current_context, write_context
from orchestration.lib.settings import DBT_PROJECT, Settings

PUBLISHED = {"indicateurs", "evolutions", "cibles", "catalogue", "territoires", "couverture",
             "depots", "publications"}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Build everything, unit tests included, on a lake where nothing was ever deposited."""
    settings = Settings(home=tmp_path_factory.mktemp("dbt") / "home", today="2026-11-22")
    context = current_context(settings, open_home(settings).fictional)
    write_context(settings, context, contracts())
    settings.warehouse.parent.mkdir(parents=True)
    done = subprocess.run(
        [
            str(dbt_build.dbt_executable()), "build",
            "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
            "--target-path", str(dbt_build.target_path(settings)),
            "--log-path", str(dbt_build.log_path(settings)),
        ],
        env={**os.environ, **dbt_build.environment(settings)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    return settings


def results(settings: Settings) -> dict[str, str]:
    path = dbt_build.target_path(settings) / "run_results.json"
    return {r["unique_id"]: r["status"] for r in json.loads(path.read_text())["results"]}


def manifest(settings: Settings) -> dict[str, dict[str, object]]:
    loaded: dict[str, dict[str, object]] = json.loads(dbt_build.manifest_path(settings).read_text())
    return loaded


def test_every_computed_criterion_has_unit_tests_that_pass(built: Settings) -> None:
    statuses = results(built)
    criteria = {p.stem for p in (DBT_PROJECT / "models" / "criteres").rglob("crit_*.sql")}
    assert criteria
    for criterion in criteria:
        mine = [s for key, s in statuses.items() if key.startswith(f"unit_test.psa.{criterion}.")]
        assert mine, criterion
        assert set(mine) == {"pass"}, criterion


def test_nothing_deposited_is_a_gap_that_says_so_and_never_a_zero(built: Settings) -> None:
    with duckdb.connect(str(built.warehouse), read_only=True) as db:
        tables = {
            r[0]
            for r in db.execute(
                "select table_name from duckdb_tables() where schema_name = 'psa'"
            ).fetchall()
        }
        boards = {t for (t,) in db.execute("select distinct tableau from psa.objectifs").fetchall()}
        statuses = db.execute(
            "select distinct statut_observation, valeur, motif is null from psa.indicateurs"
        ).fetchall()
        codes = db.execute("select count(distinct indicateur) from psa.indicateurs").fetchone()
    assert tables >= PUBLISHED
    assert boards == {
        f"objectif_{o}"
        for o in ("1_1", "1_2", "1_3", "2_1", "2_2", "2_3", "3_1", "3_2", "4_1", "4_2", "4_3")
    }
    assert statuses == [("O", None, False)]
    with (DBT_PROJECT / "seeds/catalogue/cat_indicateurs.csv").open(encoding="utf-8") as seed:
        assert codes == (len(list(csv.DictReader(seed))),)


def test_the_catalogue_has_the_whole_strategic_project(built: Settings) -> None:
    with duckdb.connect(str(built.warehouse), read_only=True) as db:
        counts = db.execute(
            "select count(distinct axe), count(distinct objectif), count(distinct critere) "
            "from psa.catalogue where referentiel = 'psa-clermont'"
        ).fetchone()
    assert counts == (4, 11, 62)


def test_each_contract_has_its_source_and_its_staging_model(built: Settings) -> None:
    loaded = manifest(built)
    sources = {s["name"] for s in loaded["sources"].values() if s["source_name"] == "lac"}
    staging = {
        n["name"].removeprefix("stg_")
        for n in loaded["nodes"].values()
        if n["resource_type"] == "model" and n["fqn"][1] == "staging"
    }
    assert sources == set(contracts())
    assert staging == set(contracts())


def test_every_model_and_every_column_says_what_it_is(built: Settings) -> None:
    with duckdb.connect(str(built.warehouse), read_only=True) as db:
        found = db.execute("select schema_name, table_name, column_name from duckdb_columns()")
        actual: dict[tuple[str, str], set[str]] = {}
        for schema, table, column in found.fetchall():
            actual.setdefault((schema, table), set()).add(column)
    silent = []
    for node in manifest(built)["nodes"].values():
        if node["resource_type"] not in ("model", "seed"):
            continue
        described = {n for n, c in node["columns"].items() if c["description"]}
        missing = actual.get((node["schema"], node["name"]), set()) - described
        silent += [f"{node['name']}.{c}" for c in sorted(missing)]
        silent += [] if node["description"] else [node["name"]]
    assert silent == []


def test_a_rules_page_tells_of_each_indicator_of_its_criterion() -> None:
    for model in (DBT_PROJECT / "models" / "criteres").rglob("crit_*.sql"):
        described = yaml.safe_load(model.with_suffix(".yml").read_text(encoding="utf-8"))
        page = described["models"][0]["description"]
        codes = set(re.findall(r"'(\d\.\d\.\d+-[a-z]\d*)'", model.read_text(encoding="utf-8")))
        assert codes
        assert codes <= set(re.findall(r"\d\.\d\.\d+-[a-z]\d*", page)), model.stem


def test_published_models_enforce_their_contract() -> None:
    project = yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    assert project["models"]["psa"]["published"]["+contract"]["enforced"] is True
