"""Who reported what: the domains, school years, départements and schools of the standing rows.

What belongs here: the distinct reporters of each domain, read from the lake, and the memory of
those of a domain that did not change. What does not: who is expected (contracts), coverage (dbt).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.lib import lake
from orchestration.lib.atomic import read_json, write_json
from orchestration.lib.contracts import Contract

TABLE, _MEMORY = "declarants.parquet", "declarants.json"
_SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in ("domaine", "mesure", "annee_scolaire", "departement", "entite")
    ]
)


def write_reporters(
    lake_folder: Path,
    folder: Path,
    contracts: Mapping[str, Contract],
    slices: pa.Table,
    versions: Mapping[str, str],
) -> None:
    """Write, in `folder`, who reported what; a domain of the same version is not read again.

    `slices` is what stands; `versions` holds, by domain, what its standing rows depend on.
    """
    path, memory = folder / TABLE, folder / _MEMORY
    known: dict[str, str] = {}
    before = _SCHEMA.empty_table()
    if memory.exists() and path.exists():
        known, before = read_json(memory), pq.read_table(path)
    parts = []
    with duckdb.connect() as connection:
        connection.register("en_vigueur", slices)
        for domain in sorted(versions):
            if known.get(domain) == versions[domain]:
                parts.append(before.filter(pc.equal(before["domaine"], pa.scalar(domain))))
            elif domain in contracts:
                parts.append(_of_domain(connection, lake_folder, contracts[domain]))
    # Forgotten first: a table without its memory is read again, the contrary would not be.
    forget(folder)
    lake.write_parquet(path, pa.concat_tables(parts or [_SCHEMA.empty_table()]))
    write_json(memory, dict(versions))


def reporting_schools(folder: Path) -> list[list[str]]:
    """Return the school years and schools that the standing rows name, in order."""
    path = folder / TABLE
    if not path.exists():
        return []
    named = pq.read_table(path, columns=["annee_scolaire", "entite"]).drop_null()
    pairs = named.group_by(["annee_scolaire", "entite"]).aggregate([]).to_pylist()
    return sorted([pair["annee_scolaire"], pair["entite"]] for pair in pairs)


def forget(folder: Path) -> None:
    """Forget what is known of each domain: the next writing reads the whole lake."""
    (folder / _MEMORY).unlink(missing_ok=True)


def _of_domain(
    connection: duckdb.DuckDBPyConnection, lake_folder: Path, contract: Contract
) -> pa.Table:
    """Return the reporters of one domain: measure, school year, département, school (or null)."""
    files = [str(p) for p in sorted((lake_folder / contract.domain).glob("*/*/*.parquet"))]
    if not files:
        return _SCHEMA.empty_table()
    school = contract.territory_column if contract.territory_kind == "uai" else "null"
    found = connection.execute(
        f"""
        select distinct '{contract.domain}' as domaine, coalesce(_mesure, '') as mesure,
            _annee_scolaire as annee_scolaire, _departement as departement,
            cast({school} as varchar) as entite
        from read_parquet($1, union_by_name = true, hive_partitioning = false) as ligne
        where exists (
            select 1 from en_vigueur as t where t.domaine = '{contract.domain}'
                and t.mesure = coalesce(ligne._mesure, '')
                and t.annee_scolaire = ligne._annee_scolaire
                and t.departement = ligne._departement and t.depot = ligne._depot
        )
        order by all
        """,
        [files],
    ).to_arrow_table()
    return found.cast(_SCHEMA)
