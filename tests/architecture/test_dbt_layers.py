"""The dbt project: each layer reads the one below, each model is described beside itself."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from orchestration.lib.contracts import contracts

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
MODELS = PROJECT / "models"
LAYERS = ("staging", "core", "criteres", "published")
_COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*|/\*.*?\*/", re.DOTALL)
_REF = re.compile(r"ref\(\s*'([a-z0-9_]+)'\s*\)")
_SOURCE = re.compile(r"source\(\s*'([a-z0-9_]+)'\s*,\s*'?([a-z0-9_]+)'?\s*\)")
_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\(.*?%\}(.*?)\{%-?\s*endmacro", re.DOTALL)

SQL_FILES = sorted(MODELS.rglob("*.sql"))


def layer(path: Path) -> str:
    return path.relative_to(MODELS).parts[0]


@cache
def layer_of_name() -> dict[str, str]:
    """Return the layer of each model and seed by name; seeds by their folder."""
    names = {p.stem: layer(p) for p in SQL_FILES}
    seeds = (PROJECT / "seeds").rglob("*.csv")
    return names | {p.stem: f"seeds/{p.parent.name}" for p in seeds}


@cache
def macros() -> dict[str, str]:
    text = "\n".join(p.read_text(encoding="utf-8") for p in (PROJECT / "macros").glob("*.sql"))
    return dict(_MACRO.findall(_COMMENT.sub("", text)))


def code(path: Path) -> str:
    """Return the SQL of a model with the macros that it calls, comments out."""
    text, called = _COMMENT.sub("", path.read_text(encoding="utf-8")), set[str]()
    while new := {m for m in macros() if re.search(rf"\b{m}\(", text)} - called:
        called |= new
        text += "\n".join(macros()[m] for m in new)
    return text


def reads(path: Path) -> set[str]:
    """Return what a model reads: layer:name, seeds/folder:name or source:schema."""
    text = code(path)
    found = {f"{layer_of_name()[ref]}:{ref}" for ref in _REF.findall(text)}
    return found | {f"source:{schema}" for schema, _ in _SOURCE.findall(text)}


ALLOWED = {
    "staging": ("source:lac", "source:contexte"),
    "core": ("staging:", "core:", "seeds/nomenclatures:", "source:contexte"),
    "criteres": ("core:", "criteres:"),
    "published": ("criteres:", "published:", "core:dim_", "seeds/", "source:contexte"),
}


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda p: p.stem)
def test_a_model_reads_the_layer_below_and_nothing_else(path: Path) -> None:
    assert layer(path) in LAYERS
    assert [r for r in sorted(reads(path)) if not r.startswith(ALLOWED[layer(path)])] == []


def test_the_reader_of_models_sees_what_they_read() -> None:
    assert reads(MODELS / "staging" / "stg_ivac.sql") == {"source:lac", "source:contexte"}
    assert "core:brg_territoire" in reads(next(MODELS.rglob("crit_1_1_1.sql")))
    assert "published:indicateurs" in reads(MODELS / "published" / "objectif_1_1.sql")
    every = set().union(*(reads(p) for p in SQL_FILES))
    assert len(every) > 40


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda p: p.stem)
def test_a_model_is_described_in_a_yaml_beside_it(path: Path) -> None:
    beside = path.with_suffix(".yml")
    assert beside.exists()
    (model,) = yaml.safe_load(beside.read_text(encoding="utf-8"))["models"]
    assert model["name"] == path.stem
    assert len(model["description"]) >= 10


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda p: p.stem)
def test_sql_reads_neither_the_clock_nor_chance_nor_a_path(path: Path) -> None:
    text = code(path).lower()
    assert not re.search(
        r"\b(?:current_date|current_timestamp|now|today|random|get_current_time)\b\s*\(?\)?", text
    )
    assert "read_parquet" not in text
    assert "env_var" not in text


def test_there_is_one_staging_model_per_contract_and_it_reads_its_own_files() -> None:
    staging = {p.stem.removeprefix("stg_"): p for p in MODELS.glob("staging/*.sql")}
    assert set(staging) == set(contracts())
    for domain, path in staging.items():
        text = _COMMENT.sub("", path.read_text(encoding="utf-8"))
        assert re.findall(r"\blac\(\s*'(\w+)'\s*\)", text) == [domain]
    lake = yaml.safe_load((MODELS / "sources" / "lac.yml").read_text(encoding="utf-8"))
    (source,) = lake["sources"]
    assert {t["name"] for t in source["tables"]} == set(contracts())


def test_the_computed_criteria_are_the_models_of_criteria() -> None:
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    listed = project["vars"]["criteres_calcules"]
    found = {p.stem: p for p in MODELS.rglob("crit_*.sql")}
    assert sorted(found) == sorted(f"crit_{code.replace('.', '_')}" for code in listed)
    assert listed == sorted(listed)
    for criterion in listed:
        axe, objectif, _ = criterion.split(".")
        path = found[f"crit_{criterion.replace('.', '_')}"]
        assert path.parent == MODELS / "criteres" / f"axe_{axe}" / f"objectif_{axe}_{objectif}"
        assert path.with_suffix(".md").exists()


def test_what_is_read_is_also_written() -> None:
    for path in SQL_FILES:
        for ref in _REF.findall(code(path)):
            assert ref in layer_of_name(), f"{path.stem} lit {ref}"


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda p: p.stem)
def test_no_staging_or_core_model_is_read_by_nobody(path: Path) -> None:
    # Facts that no criterion uses yet are built ahead of their criteria: only staging is strict.
    if layer(path) == "staging":
        assert any(f"staging:{path.stem}" in reads(other) for other in SQL_FILES)
