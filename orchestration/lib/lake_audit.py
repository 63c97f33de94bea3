"""Audit of the lake: what stands keeps its contract, whatever wrote it.

What belongs here: schema, key and row counts of the standing rows of a domain, read back from
the Parquet files. What does not: the verdict on one upload (`gate`), which sees one file while
this sees all that stand together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from expectations.contract_suite import DEPOSIT, row_key
from orchestration.lib.contracts import Contract
from orchestration.lib.deposits import Receipt
from orchestration.lib.lake import lake_schema
from orchestration.lib.preparation import DEPARTEMENT, MEASURE, YEAR
from orchestration.lib.run_context import Slice

_SLICE = [MEASURE, YEAR, DEPARTEMENT, DEPOSIT]


@dataclass(frozen=True)
class LakeAudit:
    """Rows and school years that stand for a domain, and the faults found."""

    rows: int
    years: tuple[str, ...]
    faults: tuple[str, ...]


def audit_domain(
    lake: Path, contract: Contract, standing: dict[Slice, str], deposits: Sequence[Receipt]
) -> LakeAudit:
    """Read back what stands for a domain and return what is wrong with it."""
    receipts = {r.depot: r for r in deposits if r.domaine == contract.domain}
    schema, faults = lake_schema(contract), []
    tables = []
    for depot, receipt in receipts.items():
        files = sorted((lake / contract.domain).glob(f"*/*/{depot}.parquet"))
        try:
            parts = [pq.read_table(p, partitioning=None) for p in files]
        except (pa.ArrowException, OSError):
            faults.append(f"{depot} : un fichier du lac est abîmé et ne s'ouvre pas")
            continue
        for path, part in zip(files, parts, strict=True):
            faults += [
                f"{path.name} : {f.name} n'est plus du type {f.type}"
                for f in schema
                if f.name in part.schema.names and part.schema.field(f.name).type != f.type
            ]
        count = sum(p.num_rows for p in parts)
        if count != receipt.lignes_retenues:
            faults.append(f"{depot} : {count} lignes au lieu de {receipt.lignes_retenues}")
        tables += parts
    if not tables or faults:
        return LakeAudit(0, (), tuple(faults))
    # A column added to the contract since is absent from older files: NULL, as dbt reads it.
    everything = pa.concat_tables([schema.empty_table(), *tables], promote_options="default")
    rows = _standing_rows(everything, contract.domain, standing)
    keys = {*row_key(contract), DEPARTEMENT, MEASURE, YEAR} - {DEPOSIT}
    if contract.key and rows.num_rows:
        groups = rows.group_by(sorted(keys)).aggregate([([], "count_all")])
        repeated = sum(count > 1 for count in groups["count_all"].to_pylist() if count)
        if repeated:
            faults.append(f"{repeated} clés en double parmi les lignes en vigueur")
    years = tuple(sorted({str(year) for year in rows[YEAR].to_pylist()}))
    return LakeAudit(rows.num_rows, years, tuple(faults))


def _standing_rows(table: pa.Table, domain: str, standing: dict[Slice, str]) -> pa.Table:
    parts = [
        (s.mesure, s.annee_scolaire, s.departement, d)
        for s, d in standing.items()
        if s.domaine == domain
    ]
    wanted = pa.table(
        [pa.array([p[i] for p in parts], pa.string()) for i in range(len(_SLICE))], names=_SLICE
    )
    return table.join(wanted, keys=_SLICE, join_type="left semi")
