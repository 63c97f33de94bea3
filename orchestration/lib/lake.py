"""The lake: typed Parquet of accepted deposits, one file per deposit and school year.

What belongs here: the Parquet schema of a contract and atomic writes. What does not: which
files stand today (`run_context`), the verdict (`gate`).
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.lib.atomic import replacing
from orchestration.lib.columns import distinct_texts
from orchestration.lib.contracts import Contract
from orchestration.lib.preparation import ARROW_TYPES, LINE, TECHNICAL, YEAR

EMPTY = "_vide.parquet"


def lake_schema(contract: Contract) -> pa.Schema:
    """Return the Arrow schema of a domain: columns of the contract, then technical ones.

    Timestamps are naive UTC.
    """
    fields = [pa.field(c.name, ARROW_TYPES[c.logical_type]) for c in contract.loaded]
    fields += [pa.field(name, pa.int64() if name == LINE else pa.string()) for name in TECHNICAL]
    return pa.schema(fields)


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write a table atomically; the same table gives the same bytes."""
    with replacing(path) as temporary:
        pq.write_table(table, temporary, compression="zstd")


def write_empty(lake: Path, contract: Contract) -> None:
    """Write the empty typed table of a domain, so that no deposit is an empty table."""
    path = lake / contract.domain / EMPTY
    schema = lake_schema(contract)
    if not path.exists() or pq.read_schema(path) != schema:
        write_parquet(path, schema.empty_table())


def write_deposit(lake: Path, contract: Contract, deposit: str, scope: str, rows: pa.Table) -> None:
    """Write the accepted rows of a deposit, one Parquet file per school year.

    What an interrupted attempt left for the same deposit is removed first.
    """
    schema = lake_schema(contract)
    for leftover in (lake / contract.domain).glob(f"*/*/{deposit}.parquet"):
        leftover.unlink()
    years = distinct_texts(rows[YEAR])
    for year in years:
        own = rows if len(years) == 1 else rows.filter(pc.equal(rows[YEAR], pa.scalar(year)))
        path = lake / contract.domain / year / scope / f"{deposit}.parquet"
        write_parquet(path, own.select(schema.names).cast(schema))
