"""The floor of the benchmark: bare DuckDB makes the tables that a run made, from the same SQL."""

from __future__ import annotations

from pathlib import Path

import duckdb

from bench.floor import measure_floor
from orchestration.lib.settings import DBT_PROJECT


def rows(path: Path) -> dict[str, int]:
    """Return the number of rows of each published table."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute(
            "select table_name from duckdb_tables() "
            "where database_name = current_database() and schema_name = 'psa'"
        ).fetchall()
        found = {}
        for (name,) in names:
            counted = connection.execute(f'select count(*) from psa."{name}"').fetchone()
            assert counted is not None
            found[name] = counted[0]
    return found


def test_the_floor_makes_the_tables_of_the_run(official_home: Path, tmp_path: Path) -> None:
    made = official_home / "warehouse"
    warehouse = made / "entrepot.duckdb"
    seconds, statements = measure_floor(made / "target", DBT_PROJECT, warehouse, tmp_path)
    assert seconds > 0
    assert statements > 200
    expected = rows(warehouse)
    assert rows(tmp_path / "entrepot.duckdb") == expected
    assert expected["indicateurs"]
