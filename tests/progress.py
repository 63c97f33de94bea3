"""The models of progress, run without dbt: their own SQL and Python, on tables made in memory.

What belongs here: rendering models and macros with the variables of the project, and the chain
from values and decisions to `evolutions`. What does not: assertions, and any formula.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import yaml
from jinja2 import Environment

from orchestration.lib.settings import DBT_PROJECT

Row = dict[str, Any]
PUBLISHED = DBT_PROJECT / "models" / "published"
YEARS = [f"{y}-{y + 1}" for y in range(2017, 2027)]
ACADEMIE = "06"

_TEXT, _NUMBER, _FLAG, _DAY = pa.string(), pa.float64(), pa.bool_(), pa.date32()
_INPUTS = {
    "indicateurs": {
        "indicateur": _TEXT, "annee_scolaire": _TEXT, "niveau_territoire": _TEXT,
        "territoire": _TEXT, "ventilation": _TEXT, "numerateur": _NUMBER, "denominateur": _NUMBER,
        "valeur": _NUMBER, "unite": _TEXT, "couverture": _NUMBER, "statut_observation": _TEXT,
        "motif": _TEXT,
    },
    "cat_indicateurs": {
        "indicateur": _TEXT, "definition": _TEXT, "unite": _TEXT, "multiplicateur": _NUMBER,
        "direction": _TEXT, "agregation": _TEXT, "borne_max": _NUMBER, "seuil_couverture": _NUMBER,
        "mesure_source": _TEXT,
    },
    "cat_ruptures": {"indicateur": _TEXT, "annee_scolaire": _TEXT, "motif": _TEXT},
    "dim_annee_scolaire": {"annee_scolaire": _TEXT, "rentree": pa.int32()},
    "dim_cible": {
        "indicateur": _TEXT, "niveau_territoire": _TEXT, "territoire": _TEXT, "annee_cible": _TEXT,
        "valeur_cible": _NUMBER, "annee_base": _TEXT, "valeur_base": _NUMBER,
        "date_decision": _DAY, "annee_decision": _TEXT, "auteur": _TEXT, "motif": _TEXT,
        "depot": _TEXT,
    },
    "dim_barometre_reference": {
        "mesure": _TEXT, "entite": _TEXT, "annee_initiale": _TEXT, "valeur_initiale": _NUMBER,
        "annee_cible": _TEXT, "valeur_cible": _NUMBER,
    },
    "contexte": {"publication": _TEXT, "academie": _TEXT},
}  # fmt: skip
_ALWAYS = {
    "dim_annee_scolaire": [{"annee_scolaire": y, "rentree": int(y[:4])} for y in YEARS],
    "contexte": [{"publication": "p", "academie": ACADEMIE}],
}


@cache
def variables() -> dict[str, Any]:
    """Return the variables of the dbt project: the named thresholds among them."""
    project = yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    found: dict[str, Any] = project["vars"]
    return found


def render(text: str) -> str:
    """Return the SQL of a template that uses the macros of progress; a relation is its name."""
    macros = [
        (DBT_PROJECT / "macros" / f"{name}.sql").read_text(encoding="utf-8")
        for name in ("affichee", "a_recalculer", "progres", "pourquoi")
    ]
    environment = Environment(autoescape=False, extensions=["jinja2.ext.do"])  # noqa: S701
    template = environment.from_string("\n".join([*macros, text]))
    return template.render(
        var=variables().__getitem__, ref=lambda name: name, source=lambda _, name: name,
        config=lambda **_: "", is_incremental=lambda: False,
    )  # fmt: skip


@cache
def _model(name: str) -> str:
    (path,) = PUBLISHED.rglob(f"{name}.sql")
    return render(path.read_text(encoding="utf-8"))


@cache
def intervals() -> ModuleType:
    """Return the Python model of the uncertainty intervals, as a module."""
    path = PUBLISHED / "preparation" / "prep_intervalles.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def macro(call: str, **columns: Sequence[Any]) -> list[Any]:
    """Return what a call of a macro gives for each row of `columns`."""
    with duckdb.connect() as db:
        db.register("donnees", pa.table({name: list(column) for name, column in columns.items()}))
        return [r[0] for r in db.execute(f"select {render(call)} from donnees").fetchall()]


def _with_intervals(db: duckdb.DuckDBPyConnection) -> None:
    pairs = db.execute(
        "select distinct numerateur, coalesce(denominateur, 'nan') as denominateur "
        "from indicateurs where valeur is not null and numerateur is not null"
    ).fetchnumpy()
    pairs = {name: np.asarray(column, dtype=float) for name, column in pairs.items()}
    lower, upper = intervals().bounds(**pairs, level=variables()["niveau_confiance"] / 100)
    pairs |= {"borne_inferieure": lower, "borne_superieure": upper}
    db.register("prep_intervalles", pairs)


def evolutions(tables: Mapping[str, Iterable[Row]]) -> list[Row]:
    """Return `evolutions` for the rows of its inputs; a table or a column left out is empty."""
    given = {name: list(rows) for name, rows in {**_ALWAYS, **tables}.items()}
    with duckdb.connect() as db:
        for name, columns in _INPUTS.items():
            schema = pa.schema(list(columns.items()))
            db.register(name, pa.Table.from_pylist(given.get(name, []), schema=schema))
        _with_intervals(db)
        for name in ("cibles", "prep_echeances", "evolutions"):
            db.execute(f"create temp table {name} as {_model(name)}")
        found = db.execute("select * from evolutions order by all")
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
