"""What dbt rebuilds: all of it, or what depends on what arrived.

What belongs here: the pure decisions. What does not: running dbt (tests/dbt, end to end).
"""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from orchestration.lib import dbt_build
from orchestration.lib.atomic import write_json
from orchestration.lib.lake import write_parquet
from orchestration.lib.reporters import TABLE
from orchestration.lib.run_context import CONTEXT, RunContext, Slice
from orchestration.lib.settings import Settings

DAY = date(2026, 11, 22)
MANIFEST = {
    "child_map": {
        "source.psa.lac.dnb": ["model.psa.stg_dnb"],
        "source.psa.lac.ivac": ["model.psa.stg_ivac"],
        "model.psa.stg_dnb": ["model.psa.fct_dnb", "test.psa.a"],
        "model.psa.stg_ivac": ["model.psa.fct_ivac"],
        "model.psa.fct_dnb": ["model.psa.crit"],
        "model.psa.fct_ivac": ["model.psa.crit"],
        "model.psa.crit": ["model.psa.indicateurs"],
        "source.psa.contexte.en_vigueur": ["model.psa.stg_dnb", "model.psa.stg_ivac"],
        "source.psa.contexte.contexte": [
            "model.psa.indicateurs", "model.psa.depots", "model.psa.dim_territoire",
        ],
        "model.psa.dim_territoire": ["model.psa.brg_territoire"],
        "seed.psa.cat_axes": ["model.psa.catalogue"],
    },
    "nodes": {
        f"{kind}.psa.{name}": {"name": name, "resource_type": kind, "fqn": ["psa", layer, name]}
        for kind, layer, name in (
            ("model", "staging", "stg_dnb"), ("model", "staging", "stg_ivac"),
            ("model", "core", "fct_dnb"), ("model", "core", "fct_ivac"),
            ("model", "criteres", "crit"), ("model", "published", "indicateurs"),
            ("model", "published", "depots"), ("model", "published", "catalogue"),
            ("seed", "catalogue", "cat_axes"),
            ("model", "core", "dim_territoire"), ("model", "core", "brg_territoire"),
            ("test", "staging", "a"),
        )
    },
}  # fmt: skip


def context(**standing: str) -> RunContext:
    slices = {Slice(d, "", "2023-2024", "063"): depot for d, depot in standing.items()}
    return RunContext("p-1", "06", "2026-2027", DAY, False, "code", slices, ())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home")
    settings.warehouse.parent.mkdir(parents=True)
    settings.warehouse.touch()
    return settings


def touched(*changed: str) -> set[str]:
    return {name.split(".")[-1] for name in dbt_build.touched_nodes(MANIFEST, list(changed))}


def test_what_does_not_descend_from_a_changed_source_is_left_alone() -> None:
    assert {"stg_dnb", "fct_dnb", "crit", "indicateurs"} <= touched("dnb")
    assert not {"cat_axes", "fct_ivac", "stg_ivac", "catalogue"} & touched("dnb")


def test_what_tells_of_the_run_is_always_rebuilt() -> None:
    assert touched() == {"indicateurs", "depots"}


def test_a_model_is_named_in_full_or_a_folder_of_seeds_would_follow() -> None:
    assert "psa.published.depots" in dbt_build.touched_nodes(MANIFEST, [])


def test_the_selection_is_the_touched_tables_and_the_context_with_its_tests(
    settings: Settings,
) -> None:
    write_json(dbt_build.manifest_path(settings), MANIFEST)
    arguments = dbt_build.build_arguments(settings, ["dnb"])
    chosen = arguments[arguments.index("--select") + 1 :]
    assert chosen == ["source:contexte", *dbt_build.touched_nodes(MANIFEST, ["dnb"])]
    # A test of a rebuilt table stays, even when it also reads one that is left alone.
    assert "--indirect-selection" not in arguments
    assert "--select" not in dbt_build.build_arguments(settings, None)


def test_after_a_complete_build_only_changed_domains_are_rebuilt(settings: Settings) -> None:
    dbt_build.remember_build(settings, context(dnb="a", ivac="b"))
    assert dbt_build.changed_domains(settings, context(dnb="a", ivac="b")) == []
    assert dbt_build.changed_domains(settings, context(dnb="c", ivac="b")) == ["dnb"]
    assert dbt_build.changed_domains(settings, context(dnb="a")) == ["ivac"]


def test_a_build_that_did_not_finish_asks_for_everything(settings: Settings) -> None:
    dbt_build.remember_build(settings, context(dnb="a"))
    dbt_build.forget_build(settings)
    assert dbt_build.changed_domains(settings, context(dnb="a")) is None


def test_a_full_build_leaves_no_table_of_an_older_project(settings: Settings) -> None:
    log = settings.warehouse.with_name("entrepot.duckdb.wal")
    log.touch()
    dbt_build.start_over(settings)
    assert not settings.warehouse.exists()
    assert not log.exists()
    dbt_build.start_over(settings)


def test_a_missing_warehouse_or_another_code_asks_for_everything(settings: Settings) -> None:
    dbt_build.remember_build(settings, context(dnb="a"))
    other = RunContext("p-1", "06", "2026-2027", DAY, False, "autre", {}, ())
    assert dbt_build.changed_domains(settings, other) is None
    settings.warehouse.unlink()
    assert dbt_build.changed_domains(settings, context(dnb="a")) is None


def test_dimensions_follow_the_years_and_schools_that_deposits_name() -> None:
    assert not {"dim_territoire", "brg_territoire"} & touched("dnb")
    told = touched(dbt_build.YEARS_AND_SCHOOLS)
    assert {"dim_territoire", "brg_territoire", "indicateurs", "catalogue"} <= told
    assert "fct_dnb" not in told


def test_a_school_that_a_deposit_brings_is_noticed(settings: Settings) -> None:
    def told(school: str) -> None:
        rows = {"domaine": "dnb", "mesure": "", "annee_scolaire": "2023-2024",
                "departement": "063", "entite": school}  # fmt: skip
        write_parquet(settings.lake / CONTEXT / TABLE, pa.Table.from_pylist([rows]))

    told("0630001A")
    dbt_build.remember_build(settings, context(dnb="a"))
    assert dbt_build.changed_domains(settings, context(dnb="a")) == []
    told("0630002B")
    assert dbt_build.changed_domains(settings, context(dnb="a")) == [dbt_build.YEARS_AND_SCHOOLS]


def test_a_day_that_figures_depend_on_asks_for_everything(settings: Settings) -> None:
    def seen(day: date, year: str) -> RunContext:
        slices = {Slice("labels", "", year, "063"): "a"}
        return RunContext("p-1", "06", "2026-2027", day, False, "code", slices, ())

    later = date(2026, 11, 23)
    dbt_build.remember_build(settings, seen(DAY, "2025-2026"))
    assert dbt_build.changed_domains(settings, seen(later, "2025-2026")) == []
    dbt_build.remember_build(settings, seen(DAY, "2026-2027"))
    assert dbt_build.changed_domains(settings, seen(later, "2026-2027")) is None


def test_the_criteria_are_those_that_have_a_model_in_the_order_of_the_document() -> None:
    codes = dbt_build.computed_criteria()
    assert codes[:2] == ["1.1.1", "1.1.2"]
    assert codes.index("1.3.9") < codes.index("1.3.10")
