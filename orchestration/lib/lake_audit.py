"""Audit of the lake: what stands keeps its contract, whatever wrote it.

What belongs here: schema, key and row counts of the standing rows of a domain, read back from
the Parquet files, and the memory of what was found sound. What does not: the verdict on one
upload (`gate`), which sees one file while this sees all that stand together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from expectations.contract_suite import DEPOSIT, row_key
from orchestration.lib.atomic import canonical_json, read_json, write_json
from orchestration.lib.contracts import Contract
from orchestration.lib.deposits import Receipt
from orchestration.lib.lake import lake_schema
from orchestration.lib.preparation import DEPARTEMENT, MEASURE, YEAR
from orchestration.lib.run_context import CONTEXT, Slice

_SLICE = [MEASURE, YEAR, DEPARTEMENT, DEPOSIT]
_SOUND = "audits.json"


@dataclass(frozen=True)
class LakeAudit:
    """Rows and school years that stand for a domain, and the faults found."""

    rows: int
    years: tuple[str, ...]
    faults: tuple[str, ...]


def audit_domain(
    lake: Path, contract: Contract, standing: dict[Slice, str], deposits: Sequence[Receipt]
) -> LakeAudit:
    """Read back what stands for a domain and return what is wrong with it.

    A domain found sound is not read again while its slices, its contract and its files (name,
    size, time of writing) stay the same.
    """
    receipts = [r for r in deposits if r.domaine == contract.domain]
    written: dict[str, list[Path]] = {}
    for path in sorted((lake / contract.domain).glob("*/*/*.parquet")):
        written.setdefault(path.stem, []).append(path)
    files = {r.depot: written.get(r.depot, []) for r in receipts}
    slices = sorted(
        (s.mesure, s.annee_scolaire, s.departement, depot)
        for s, depot in standing.items()
        if s.domaine == contract.domain
    )
    if not receipts:
        return LakeAudit(0, (), ())
    memory = lake / CONTEXT / f"{contract.domain}.{_SOUND}"
    mark = _mark(contract, slices, [p for paths in files.values() for p in paths])
    if memory.exists() and (known := read_json(memory))["empreinte"] == mark:
        return LakeAudit(known["rows"], tuple(known["years"]), ())
    faults = [f for r in receipts for f in _file_faults(contract, r, files[r.depot])]
    if faults:
        return LakeAudit(0, (), tuple(faults))
    audit = _standing_rows(contract, slices, [p for paths in files.values() for p in paths])
    if not audit.faults:
        write_json(memory, {"empreinte": mark, **asdict(audit)})
    return audit


def _mark(contract: Contract, slices: Sequence[tuple[str, ...]], files: Sequence[Path]) -> str:
    seen = [[p.name, p.stat().st_size, p.stat().st_mtime_ns] for p in files]
    identity = [contract.domain, contract.version, slices, seen]
    return hashlib.sha256(canonical_json(identity)).hexdigest()


def _file_faults(contract: Contract, receipt: Receipt, files: Sequence[Path]) -> list[str]:
    """Return what is wrong with the files of one deposit, from their headers."""
    try:
        headers = [pq.ParquetFile(p) for p in files]
    except (pa.ArrowException, OSError):
        return [f"{receipt.depot} : un fichier du lac est abîmé et ne s'ouvre pas"]
    faults = [
        f"{path.name} : {field.name} n'est plus du type {field.type}"
        for path, header in zip(files, headers, strict=True)
        for field in lake_schema(contract)
        if field.name in header.schema_arrow.names
        and header.schema_arrow.field(field.name).type != field.type
    ]
    count = sum(header.metadata.num_rows for header in headers)
    if count != receipt.lignes_retenues:
        faults.append(f"{receipt.depot} : {count} lignes au lieu de {receipt.lignes_retenues}")
    return faults


def _standing_rows(
    contract: Contract, slices: Sequence[tuple[str, ...]], files: Sequence[Path]
) -> LakeAudit:
    """Count what stands, and the keys that two standing rows share."""
    columns = [[s[i] for s in slices] for i in range(len(_SLICE))]
    wanted = pa.table([pa.array(c, pa.string()) for c in columns], names=_SLICE)
    # A column added to the contract since is absent from older files: NULL, as dbt reads it.
    empty = lake_schema(contract).empty_table()
    keys = sorted({*row_key(contract), DEPARTEMENT, MEASURE, YEAR} - {DEPOSIT})
    repeated = "count(*) filter (where lignes > 1)" if contract.key else "0"
    with duckdb.connect() as connection:
        connection.register("attendues", wanted)
        connection.register("modele", empty)
        try:
            found = connection.execute(
                f"""
                with lac as (
                    select * from modele
                    union all by name
                    select * from read_parquet($1, union_by_name = true, hive_partitioning = false)
                ),
                cles as (
                    select {", ".join(keys)}, count(*) as lignes
                    from lac semi join attendues using ({", ".join(_SLICE)})
                    group by all
                )
                select coalesce(sum(lignes), 0)::bigint, {repeated}, list(distinct {YEAR})
                from cles
                """,
                [[str(p) for p in files]],
            ).fetchone()
        except duckdb.Error:
            return LakeAudit(0, (), ("un fichier du lac est abîmé et ne se lit pas",))
    rows, twins, years = found or (0, 0, [])
    faults = (f"{twins} clés en double parmi les lignes en vigueur",) if twins else ()
    return LakeAudit(rows, tuple(sorted(years or [])), faults)
