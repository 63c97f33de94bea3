"""The dbt project: each layer reads the one below, each model is described beside itself.

What belongs here: what the files of the dbt project say of themselves and of the contracts, read
without dbt. What does not: what dbt makes of them (`tests/dbt`).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment

from orchestration.lib.contracts import contracts

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
MODELS = PROJECT / "models"
LAYERS = ("staging", "core", "criteres", "published")
_COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*|/\*.*?\*/", re.DOTALL)
_REF = re.compile(r"""ref\(\s*['"]([a-z0-9_]+)['"]\s*\)""")
_SOURCE = re.compile(r"source\(\s*'([a-z0-9_]+)'\s*,\s*'?([a-z0-9_]+)'?\s*\)")
_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\(.*?%\}(.*?)\{%-?\s*endmacro", re.DOTALL)

SQL_FILES = sorted(MODELS.rglob("*.sql"))
MODEL_FILES = sorted([*SQL_FILES, *MODELS.rglob("*.py")])


def layer(path: Path) -> str:
    return path.relative_to(MODELS).parts[0]


@cache
def layer_of_name() -> dict[str, str]:
    """Return the layer of each model and seed by name; seeds by their folder."""
    names = {p.stem: layer(p) for p in MODEL_FILES}
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
    # Which criteria have a maturity grid is said once, in the catalogue.
    "criteres": ("core:", "criteres:", "staging:", "seeds/catalogue:cat_criteres"),
    # What units wrote is read as it is: no criterion makes figures of a narrative.
    "published": (
        "criteres:", "published:", "core:dim_", "core:brg_", "core:fct_remontees", "seeds/",
        "source:contexte",
    ),
}  # fmt: skip


@pytest.mark.parametrize("path", MODEL_FILES, ids=lambda p: p.stem)
def test_a_model_reads_the_layer_below_and_nothing_else(path: Path) -> None:
    assert layer(path) in LAYERS
    assert [r for r in sorted(reads(path)) if not r.startswith(ALLOWED[layer(path)])] == []


# A row of these facts is not a row of what they read (a partnership and one of its schools, a
# delay as many times as pupils waited it): they do not stand for it.
OTHER_GRAIN = {"fct_delais_accompagnement", "fct_partenariats_unites"}


def test_a_criterion_uses_the_fact_where_there_is_one() -> None:
    core = [p for p in SQL_FILES if layer(p) == "core" and p.stem not in OTHER_GRAIN]
    refined = {r for p in core for r in reads(p)}
    for path in SQL_FILES:
        if layer(path) == "criteres":
            raw = {r for r in reads(path) if r.startswith("staging:")}
            assert raw & refined == set(), path.stem


def test_the_reader_of_models_sees_what_they_read() -> None:
    assert reads(MODELS / "staging" / "stg_ivac.sql") == {"source:lac", "source:contexte"}
    assert "core:brg_territoire" in reads(next(MODELS.rglob("crit_1_1_1.sql")))
    assert "published:indicateurs" in reads(MODELS / "published" / "objectifs.sql")
    assert reads(next(MODELS.rglob("prep_intervalles.py"))) == {"published:indicateurs"}
    every = set().union(*(reads(p) for p in SQL_FILES))
    assert len(every) > 40


@pytest.mark.parametrize("path", MODEL_FILES, ids=lambda p: p.stem)
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


def test_the_environment_says_which_criteria_there_are_and_nothing_else() -> None:
    # Comments are out of `macros()`; what calls no macro has none to hide behind.
    models = "".join(_COMMENT.sub("", p.read_text(encoding="utf-8")) for p in SQL_FILES)
    assert "env_var" not in models
    assert [name for name, body in macros().items() if "env_var" in body] == ["criteres_calcules"]


TECHNICAL = {
    "_annee_scolaire": "annee_scolaire",
    "_departement": "departement",
    "_depot": "depot",
    "_ligne": "ligne",
}
# Names that a column may take besides its own.
RENAMED = {
    "uai": "entite", "uai_college": "entite", "uai_origine": "entite", "uai_pilote": "entite",
    "uai_support": "entite", "code_territoire": "entite", "ine": "eleve",
    "id_agent": "agent",
}  # fmt: skip
# A territory without a code of its own is the one that the lake gives to the row.
PLACED = ("departement", "academie", "type")
# Official datasets: the names that their facts were first written with.
OFFICIAL = {
    "annuaire_geolocalisation": {"patronyme_uai": "patronyme"},
    "barometre_2024": {"enforce_zone_id": "code_zone"},
    "calendrier_scolaire": {"debut": "debut_utc", "fin": "fin_utc"},
    "dnb_departement": {"annee": "session"},
    "effectifs_lycee_gt": {"nombre_d_eleves": "nb_eleves"},
    "etablissements_ep": {"nombre_d_eleves": "nb_eleves"},
    "inserjeunes_cfa": {"annee": "cumul", "libelle": "nom_etablissement"},
    "poursuite_superieur_academie": {"code_academie": "academie"},
}
_LINE = re.compile(r"^ {4}(?P<expression>.+) as (?P<name>\w+),?$", re.MULTILINE)


def staging_columns(domain: str) -> list[tuple[str, str]]:
    """Return (column of the lake, column of the staging model) in the order of the model."""
    text = (MODELS / "staging" / f"stg_{domain}.sql").read_text(encoding="utf-8")
    stubs = {"lac": lambda name: f"from {name}", "oui_non": lambda column: f"case {column} end"}
    sql = Environment(autoescape=True).from_string(_COMMENT.sub("", text)).render(stubs)
    columns = []
    for line in _LINE.finditer(sql.split("\nselect\n")[1]):
        known = {*TECHNICAL, "_mesure", *(c.name for c in contracts()[domain].loaded)}
        # A type may have the name of a column: the column is said before its type.
        words = [w for w in re.findall(r"\w+", line["expression"]) if w in known]
        columns.append((words[0] if words else line["expression"], line["name"]))
    return columns


@pytest.mark.parametrize("domain", contracts())
def test_a_staging_model_is_its_contract(domain: str) -> None:
    contract, columns = contracts()[domain], staging_columns(domain)
    # The school year and the measure of a row are what the lake says they are.
    said = {"annee_scolaire", contract.measure_column}
    expected = {c.name for c in contract.loaded if c.name not in said} | TECHNICAL.keys()
    expected |= {"_mesure"} if contract.measure_column else set()
    assert {source for source, _ in columns} == expected
    renamed = {"_mesure": "mesure"} | OFFICIAL.get(domain, {})
    pseudonyms = {c.name for c in contract.pseudonymised}
    for source, name in columns:
        allowed = {source} - {*TECHNICAL, *OFFICIAL.get(domain, {})}
        allowed |= {names[source] for names in (TECHNICAL, renamed) if source in names}
        if source == contract.territory_column or source in pseudonyms:
            allowed.add(RENAMED.get(source, source))
        if source == "_departement" and contract.territory_kind in PLACED:
            allowed.add("entite")
        assert name in allowed, f"{source} devient {name}"
    described = yaml.safe_load((MODELS / "staging" / f"stg_{domain}.yml").read_text("utf-8"))
    assert [c["name"] for c in described["models"][0]["columns"]] == [name for _, name in columns]


def test_there_is_one_staging_model_per_contract_and_it_reads_its_own_files() -> None:
    staging = {p.stem.removeprefix("stg_"): p for p in MODELS.glob("staging/*.sql")}
    assert set(staging) == set(contracts())
    for domain, path in staging.items():
        text = _COMMENT.sub("", path.read_text(encoding="utf-8"))
        assert re.findall(r"\blac\(\s*'(\w+)'\s*\)", text) == [domain]
        described = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))
        (source,) = described["sources"]
        assert source["name"] == "lac"
        assert [table["name"] for table in source["tables"]] == [domain]


@pytest.mark.parametrize("path", sorted(MODELS.rglob("crit_*.sql")), ids=lambda p: p.stem)
def test_a_criterion_is_in_the_folder_of_its_code_with_its_page_of_rules(path: Path) -> None:
    axe, objectif, _ = path.stem.removeprefix("crit_").split("_")
    assert path.parent == MODELS / "criteres" / f"axe_{axe}" / f"objectif_{axe}_{objectif}"
    (model,) = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))["models"]
    code = path.stem.removeprefix("crit_").replace("_", ".")
    assert model["description"].startswith(f"# {code} — ")
    for heading in ("Ce qui est compté", "Formule", "Précautions"):
        assert f"## {heading}" in model["description"], heading


def described_tables() -> list[tuple[str, str, list[dict[str, Any]], list[str]]]:
    """Return (kind, name, data tests of the table, columns with tests) of all that is described."""
    found = []
    for path in sorted([*MODELS.rglob("*.yml"), *(PROJECT / "seeds").rglob("*.yml")]):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        tables = [("source", t) for s in document.get("sources", []) for t in s["tables"]]
        tables += [("seed", t) for t in document.get("seeds", [])]
        tables += [(layer(path), t) for t in document.get("models", [])]
        for kind, table in tables:
            tested = [c["name"] for c in table.get("columns", []) if "data_tests" in c]
            found.append((kind, table["name"], table.get("data_tests", []), tested))
    return found


def test_the_rules_of_a_table_are_one_test() -> None:
    # dbt takes as long for a test as for a table: rules are the arguments of one.
    for kind, name, tests, tested_columns in described_tables():
        assert tested_columns == [], name
        assert [next(iter(test)) for test in tests] in ([], ["table_saine"]), name
        if tests:
            severity = tests[0]["table_saine"].get("config", {}).get("severity", "error")
            assert severity == ("warn" if kind in ("staging", "source") else "error"), name


def test_what_is_read_is_also_written() -> None:
    for path in SQL_FILES:
        for ref in _REF.findall(code(path)):
            assert ref in layer_of_name(), f"{path.stem} lit {ref}"


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda p: p.stem)
def test_no_staging_or_core_model_is_read_by_nobody(path: Path) -> None:
    # Facts that no criterion uses yet are built ahead of their criteria: only staging is strict.
    if layer(path) == "staging":
        assert any(f"staging:{path.stem}" in reads(other) for other in SQL_FILES)
