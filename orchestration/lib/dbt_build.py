"""The dbt step: its arguments, its environment, and what it must rebuild.

What belongs here: pure builders of dbt arguments and the memory of the last successful build.
What does not: running dbt inside Dagster (`orchestration.defs.transformation`), SQL.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib.atomic import read_json, write_json
from orchestration.lib.reporters import reporting_schools
from orchestration.lib.run_context import (
    CONTEXT,
    RunContext,
    code_version,
    fingerprint,
    fingerprints,
    observation_day,
)
from orchestration.lib.settings import DBT_PROJECT, Settings

_STATE = "etat.json"
_DIMENSIONS = ("dim_", "brg_")
# Stands among the changed domains when a deposit has brought a year or a school, or taken one away.
YEARS_AND_SCHOOLS = "annees_et_etablissements"


def target_path(settings: Settings) -> Path:
    """Return the folder of dbt's artifacts for this home."""
    return settings.home / "warehouse" / "target"


def log_path(settings: Settings) -> Path:
    """Return the folder of dbt's logs; on the command line, it marks the dbt of this home."""
    return settings.home / "warehouse" / "logs"


def environment(settings: Settings) -> dict[str, str]:
    """Return the variables that the dbt project reads; telemetry is off."""
    return {
        "PSA_LAC": str(settings.lake),
        "PSA_ENTREPOT": str(settings.warehouse),
        "PSA_CRITERES": ",".join(computed_criteria()),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def computed_criteria() -> list[str]:
    """Return the codes of the criteria that have a model, in the order of the document."""
    found = (DBT_PROJECT / "models" / "criteres").rglob("crit_*.sql")
    codes = (path.stem.removeprefix("crit_").split("_") for path in found)
    return [".".join(code) for code in sorted(codes, key=lambda c: [int(part) for part in c])]


def touched_nodes(manifest: dict[str, Any], changed: list[str]) -> list[str]:
    """Return what to rebuild when only `changed` domains changed: project, folders, name.

    What descends from a changed source is rebuilt, and the published tables that tell of the run
    itself. When years or schools changed too, so are the dimensions that read them, and every
    published table.
    """
    nodes = manifest["nodes"]
    children_of = manifest["child_map"]
    context = {key for key in children_of if key.startswith("source.psa.contexte.")}
    touched = reached(children_of, {f"source.psa.lac.{domain}" for domain in changed})
    if YEARS_AND_SCHOOLS in changed:
        touched |= reached(children_of, context, lambda key: _is_dimension(nodes.get(key, {})))
        touched |= {key for key in nodes if _is_published(nodes[key])}
    else:
        children = {child for key in context for child in children_of[key]}
        touched |= {key for key in children if _is_published(nodes.get(key, {}))}
    return sorted(
        # In full: the bare name of a model may be that of a folder of seeds.
        ".".join(node["fqn"])
        for key, node in nodes.items()
        if node["resource_type"] in ("model", "seed") and key in touched
    )


def _is_published(node: dict[str, Any]) -> bool:
    return "published" in node.get("fqn", ())


def _is_dimension(node: dict[str, Any]) -> bool:
    return str(node.get("name")).startswith(_DIMENSIONS)


def reached(
    neighbours: Mapping[str, Iterable[str]],
    roots: set[str],
    among: Callable[[str], bool] = bool,
) -> set[str]:
    """Return `roots` and what they lead to (children, or parents) by the nodes `among` keeps."""
    found, frontier = set(roots), list(roots)
    while frontier:
        new = {node for node in neighbours.get(frontier.pop(), ()) if among(node)} - found
        found |= new
        frontier += new
    return found


def build_arguments(settings: Settings, changed: list[str] | None) -> list[str]:
    """Return the arguments of `dbt build`: everything (None), or what changed domains touch.

    Unit tests belong to the test suite, not to a run. Without a log file of its own dbt is a
    fifth faster, and Dagster keeps what it says; its other papers cost a second and serve nobody.
    """
    arguments = [
        "build", "--exclude-resource-type", "unit_test", "--log-path", str(log_path(settings)),
        "--log-level-file", "none", "--no-write-json",
    ]  # fmt: skip
    if changed is not None:
        # Eager, which is the default: a test runs as soon as one table that it reads is rebuilt.
        touched = touched_nodes(read_json(manifest_path(settings)), changed)
        arguments += ["--select", "source:contexte", *touched]
    return arguments


def _identity(context: RunContext) -> list[str]:
    """Return what figures depend on besides deposits: a change asks for a full build."""
    return [
        context.code_version, context.academie, context.current_school_year,
        observation_day(context.today, context.standing),
    ]  # fmt: skip


def _fingerprints(settings: Settings, context: RunContext) -> dict[str, str]:
    """Return what stands, by domain, and a hash of the years and schools that it names."""
    years = sorted({part.annee_scolaire for part in context.standing})
    named = [years, reporting_schools(settings.lake / CONTEXT)]
    return fingerprints(context) | {YEARS_AND_SCHOOLS: fingerprint(named)}


def changed_domains(settings: Settings, context: RunContext) -> list[str] | None:
    """Return the domains that changed since the last complete build; None asks for a full one."""
    path = settings.warehouse.parent / _STATE
    if not path.exists() or not settings.warehouse.exists():
        return None
    saved = read_json(path)
    if saved["identite"] != _identity(context):
        return None
    now = _fingerprints(settings, context)
    return sorted(
        d for d in now.keys() | saved["domaines"].keys() if now.get(d) != saved["domaines"].get(d)
    )


def forget_build(settings: Settings) -> None:
    """Forget the last build: until the next one succeeds, everything must be rebuilt."""
    (settings.warehouse.parent / _STATE).unlink(missing_ok=True)


def start_over(settings: Settings) -> None:
    """Remove the warehouse before a full build: a table that no model makes any more must go."""
    for suffix in ("", ".wal"):
        settings.warehouse.with_name(settings.warehouse.name + suffix).unlink(missing_ok=True)


def remember_build(settings: Settings, context: RunContext) -> None:
    """Record that the warehouse holds exactly this context."""
    write_json(
        settings.warehouse.parent / _STATE,
        {
            "identite": _identity(context),
            "domaines": _fingerprints(settings, context),
        },
    )


def row_counts(warehouse: Path) -> dict[str, int]:
    """Return the number of rows of each table of the warehouse, by name."""
    if not warehouse.exists():
        return {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()")
        # What DuckDB estimates counts the rows that a long table has replaced.
        count = 'select \'{1}\', count(*) from "{0}"."{1}"'
        queries = [count.format(*table) for table in tables.fetchall()]
        return dict(connection.execute(" union all ".join(queries)).fetchall()) if queries else {}


def dbt_executable() -> Path:
    """Return the dbt of the environment that runs us."""
    return Path(sys.executable).with_name("dbt")


def command(settings: Settings, verb: str) -> list[str]:
    """Return the command of a quiet dbt of this home; its selection may follow."""
    return [
        str(dbt_executable()), "--quiet", verb,
        "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
        "--target-path", str(target_path(settings)), "--log-path", str(log_path(settings)),
    ]  # fmt: skip


def manifest_path(settings: Settings) -> Path:
    """Return the path of the dbt manifest of this home."""
    return target_path(settings) / "manifest.json"


def _stamp(settings: Settings) -> Path:
    return manifest_path(settings).with_name("manifest.version")


def manifest_is_current(settings: Settings) -> bool:
    """Tell whether the manifest of this home is that of the code."""
    stamp = _stamp(settings)
    return (
        manifest_path(settings).exists() and stamp.exists() and stamp.read_text() == code_version()
    )


def ensure_manifest(settings: Settings) -> Path:
    """Parse the dbt project when its code changed since the last parse; return the manifest."""
    manifest = manifest_path(settings)
    if manifest_is_current(settings):
        return manifest
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        command(settings, "parse"), check=True, env={**os.environ, **environment(settings)}
    )
    _stamp(settings).write_text(code_version())
    return manifest
