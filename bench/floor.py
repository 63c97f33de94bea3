"""The floor: what bare DuckDB takes for the same files and the same SQL.

What belongs here: reading the deposited CSV into Parquet, replaying compiled models in their
order. What does not: anything that the gate or dbt adds (rules, tests, contracts, logs): that is
what the ratio shows.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb


def _ordered(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }
    done: dict[str, dict[str, Any]] = {}

    def visit(key: str) -> None:
        if key in done or key not in nodes:
            return
        for parent in nodes[key].get("depends_on", {}).get("nodes", []):
            visit(parent)
        done[key] = nodes[key]

    for key in sorted(nodes):
        visit(key)
    return list(done.values())


def _statement(node: dict[str, Any], project: Path, target: Path) -> str:
    """Return what makes a node; a model in Python is copied from the warehouse, already made."""
    relation = f'"{node["schema"]}"."{node.get("alias") or node["name"]}"'
    if node["resource_type"] == "seed":
        path = project / node["original_file_path"]
        types = node["config"].get("column_types") or {}
        declared = ", ".join(f"'{c}': '{t}'" for c, t in types.items())
        return (
            f"create table {relation} as select * from "
            f"read_csv('{path}', header = true, types = {{{declared}}})"
        )
    if node.get("language") == "python":
        return f"create table {relation} as from entrepot_calcule.{relation}"
    kind = "view" if node["config"]["materialized"] == "view" else "table"
    compiled = target / "compiled" / node["package_name"] / node["original_file_path"]
    return f"create {kind} {relation} as {compiled.read_text(encoding='utf-8')}"


def measure_floor(target: Path, project: Path, warehouse: Path, folder: Path) -> tuple[float, int]:
    """Return the seconds that bare DuckDB takes for the project, and how many statements.

    `target` holds the papers of dbt after a whole build: a partial one compiles what it builds.
    The file has the name of the warehouse, so that compiled relation names resolve.
    """
    nodes = _ordered(json.loads((target / "manifest.json").read_text(encoding="utf-8")))
    nodes = [n for n in nodes if n["config"]["materialized"] != "ephemeral"]
    statements = [_statement(node, project, target) for node in nodes]
    schemas = sorted({node["schema"] for node in nodes})
    started = time.perf_counter()
    with duckdb.connect(str(folder / "entrepot.duckdb")) as connection:
        connection.execute("set threads = 2")
        connection.execute(f"attach '{warehouse}' as entrepot_calcule (read_only)")
        for schema in schemas:
            connection.execute(f'create schema if not exists "{schema}"')
        for statement in statements:
            connection.execute(statement)
    return time.perf_counter() - started, len(statements)


def measure_reading(files: Sequence[Path], folder: Path) -> float:
    """Return the seconds that bare DuckDB takes to turn CSV files into Parquet.

    Cells are texts; lines, and files, that DuckDB cannot read are skipped: nothing is checked.
    """
    started = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        for number, path in enumerate(files):
            table = "read_csv($1, all_varchar = true, ignore_errors = true)"
            target = f"'{folder / f'{number}.parquet'}' (format parquet, compression zstd)"
            with suppress(duckdb.Error):
                connection.execute(f"copy (select * from {table}) to {target}", [str(path)])
    return time.perf_counter() - started
