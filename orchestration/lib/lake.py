"""The lake: typed Parquet of accepted deposits, one file per deposit and school year.

What belongs here: the Parquet schema of a contract and atomic writes. What does not: which
files stand today (`run_context`), the verdict (`gate`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.lib.atomic import replacing
from orchestration.lib.contracts import Contract
from orchestration.lib.preparation import LINE, TECHNICAL, YEAR

EMPTY = "_vide.parquet"
_ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}


def lake_schema(contract: Contract) -> pa.Schema:
    """Return the Arrow schema of a domain: columns of the contract, then technical ones.

    Timestamps are naive UTC.
    """
    fields = [pa.field(c.name, _ARROW[c.logical_type]) for c in contract.loaded]
    fields += [pa.field(name, pa.int64() if name == LINE else pa.string()) for name in TECHNICAL]
    return pa.schema(fields)


def _plain(value: object) -> object:
    if value is None or value is pd.NA:
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _table(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    columns = [
        pa.array([_plain(v) for v in frame[field.name].astype("object")], type=field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


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


def write_deposit(
    lake: Path, contract: Contract, deposit: str, scope: str, kept: pd.DataFrame
) -> None:
    """Write the accepted rows of a deposit, one Parquet file per school year.

    What an interrupted attempt left for the same deposit is removed first.
    """
    schema = lake_schema(contract)
    for leftover in (lake / contract.domain).glob(f"*/*/{deposit}.parquet"):
        leftover.unlink()
    for year, rows in kept.groupby(YEAR, sort=True):
        path = lake / contract.domain / str(year) / scope / f"{deposit}.parquet"
        write_parquet(path, _table(rows.sort_values(LINE), schema))
