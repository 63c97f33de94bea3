"""Exporting: the published tables written for each kind of reader.

What belongs here: which tables there are, and their rows as a DuckDB snapshot, Parquet and CSV.
What does not: the folder of a publication, its manifest and its pointer (`publication`), the
tables themselves (dbt).
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

# One table of the warehouse holds the tables that people read; this column tells them apart.
_TOGETHER, _PART = "objectifs", "tableau"
# Tables of figures end with the id of their publication: a row copied elsewhere keeps it.
SIGNED = ("cibles", "evolutions", "indicateurs", "perimetre_courant", "rapprochements")
_SIGNATURE = ("publication", "VARCHAR", "Identifiant de la publication, tiré de son contenu.")
_BOM = "\ufeff"
_DECIMAL = frozenset({"DOUBLE", "FLOAT", "DECIMAL"})
# What DuckDB 1.4 (drivers of BI tools) reads; older formats take half as long again to write.
_STORAGE = "v1.4.0"
# Rows of a spreadsheet, less its headings.
_SPREADSHEET_ROWS = 2**20 - 1


@dataclass(frozen=True)
class PublishedTable:
    """A table of the schema `psa`: its columns as (name, type, description), and its rows."""

    name: str
    columns: tuple[tuple[str, str, str], ...]
    source: str

    @classmethod
    def whole(cls, name: str, columns: tuple[tuple[str, str, str], ...]) -> PublishedTable:
        """Return a table published as the warehouse holds it."""
        return cls(name, columns, f"entrepot.psa.{_quoted(name)}")

    def signed(self, publication: str) -> PublishedTable:
        """Return a table of figures with the id of its publication; another one as it is.

        Written here and not in the warehouse: what no deposit touched is not computed again.
        """
        if self.name not in SIGNED:
            return self
        rows = f"(select *, {_text(publication)} as publication from {self.source})"
        return PublishedTable(self.name, (*self.columns, _SIGNATURE), rows)

    def part(self, name: str) -> PublishedTable:
        """Return the rows whose column `tableau` is `name`, as a table of that name."""
        rows = f"(from {self.source} select * exclude (tableau) where tableau = {_text(name)})"
        return PublishedTable(name, tuple(c for c in self.columns if c[0] != _PART), rows)


def export(
    warehouse: Path, snapshot: Path, publication: str, before: Path | None
) -> list[tuple[PublishedTable, str]]:
    """Write the tables of a warehouse as `snapshot`, and beside it as Parquet and CSV.

    `before` is the snapshot of a publication that the same code has written and that is whole: the
    text of a table with the same rows is copied from beside it. Returns the tables, by name, each
    with the file that machines read.
    """
    for part in ("parquet", "csv"):
        (snapshot.parent / part).mkdir(parents=True)
    with duckdb.connect() as connection:
        # All threads: rows are totally ordered and DuckDB writes them in that order, so that
        # the bytes of Parquet and CSV do not depend on the machine.
        connection.execute(f"attach {_text(warehouse)} as entrepot (read_only)")
        connection.execute(
            f"attach {_text(snapshot)} as publication (storage_version {_text(_STORAGE)})"
        )
        connection.execute("create schema publication.psa")
        if before is not None:
            connection.execute(f"attach {_text(before)} as precedente (read_only)")
        tables = [table.signed(publication) for table in _tables(connection)]
        files = _export_all(connection, tables, snapshot.parent, before)
        connection.execute("detach publication")
    return list(zip(tables, files, strict=True))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _tables(connection: duckdb.DuckDBPyConnection) -> list[PublishedTable]:
    rows = connection.execute(
        """
        select table_name, column_name, data_type, coalesce(comment, '')
        from duckdb_columns() where database_name = 'entrepot' and schema_name = 'psa'
        order by table_name, column_index
        """
    ).fetchall()
    columns: dict[str, list[tuple[str, str, str]]] = {}
    for name, *column in rows:
        columns.setdefault(name, []).append((column[0], column[1], column[2]))
    tables = [PublishedTable.whole(name, tuple(found)) for name, found in columns.items()]
    return sorted(
        (part for table in tables for part in _parts(connection, table)), key=lambda t: t.name
    )


def _parts(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> list[PublishedTable]:
    if table.name != _TOGETHER:
        return [table]
    names = connection.execute(f"select distinct {_PART} from {table.source}").fetchall()
    return [table.part(name) for (name,) in names]


def _export_all(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[PublishedTable],
    folder: Path,
    before: Path | None,
) -> list[str]:
    """Export the tables two at a time: writing text keeps one core busy, and there are two.

    The longest first: one of them alone at the end would leave a core idle. Returns for each the
    file that machines read: CSV, or Parquet where the table is too long for text. A spreadsheet
    would cut that one without a word, and its CSV would be twenty times its Parquet.
    """
    counts = " union all ".join(
        f"select {_text(table.name)}, count(*) from {table.source}" for table in tables
    )
    rows = dict(connection.execute(counts).fetchall())

    def export(table: PublishedTable) -> str:
        with connection.cursor() as cursor:
            _write_table(cursor, table)
            files = _Files(table.name, rows[table.name] <= _SPREADSHEET_ROWS)
            if before is not None and _is_alike(cursor, table):
                for name in files.names:
                    shutil.copyfile(before.parent / name, folder / name)
            else:
                _write_files(cursor, table, files, folder)
            return files.for_machines

    with ThreadPoolExecutor(max_workers=2) as pool:
        longest_first = sorted(tables, key=lambda table: -rows[table.name])
        files = {table.name: pool.submit(export, table) for table in longest_first}
        return [files[table.name].result() for table in tables]


def _write_table(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> None:
    name = _quoted(table.name)
    connection.execute(
        f"create table publication.psa.{name} as select * from {table.source} order by all"
    )
    for column, _, comment in table.columns:
        if comment:
            connection.execute(
                f"comment on column publication.psa.{name}.{_quoted(column)} is {_text(comment)}"
            )


def _is_alike(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> bool:
    """Tell whether the publication before has this table: same columns, same rows in their order.

    Row by row: writing text takes ten times as long as reading two tables side by side.
    """
    if table.name in SIGNED:
        return False
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() "
        "where database_name = 'precedente' and table_name = $1 order by column_index",
        [table.name],
    ).fetchall()
    if columns != [(column, data_type) for column, data_type, _ in table.columns]:
        return False
    now, then = (f"{owner}.psa.{_quoted(table.name)}" for owner in ("publication", "precedente"))
    names = [_quoted(column) for column, _, _ in table.columns]
    differs = " or ".join(f"now.{name} is distinct from past.{name}" for name in names)
    found = connection.execute(
        f"select (select count(*) from {now}) = (select count(*) from {then}) and not exists "
        f"(from {now} as now positional join {then} as past where {differs})"
    ).fetchone()
    return found == (True,)


@dataclass(frozen=True)
class _Files:
    """The files of a table beside the snapshot: `as_text` adds CSV to Parquet."""

    table: str
    as_text: bool

    @property
    def parquet(self) -> str:
        return f"parquet/{self.table}.parquet"

    @property
    def spreadsheet(self) -> str:
        return f"csv/{self.table}.csv"

    @property
    def for_machines(self) -> str:
        return f"csv/{self.table}.machine.csv" if self.as_text else self.parquet

    @property
    def names(self) -> list[str]:
        return [self.parquet, *([self.for_machines, self.spreadsheet] if self.as_text else [])]


def _write_files(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, files: _Files, folder: Path
) -> None:
    relation = f"publication.psa.{_quoted(table.name)}"

    def copy(what: str, name: str, options: str) -> None:
        connection.execute(f"copy ({what}) to {_text(folder / name)} ({options})")

    copy(f"from {relation}", files.parquet, "format parquet, compression zstd")
    if not files.as_text:
        return
    copy(f"from {relation}", files.for_machines, "format csv, header")
    # The mark of UTF-8 that spreadsheets look for goes before the first heading.
    headings = [f"{_BOM if not i else ''}{c}" for i, (c, _, _) in enumerate(table.columns)]
    french = ", ".join(
        f"{_french_cell(c, t)} as {_quoted(heading)}"
        for heading, (c, t, _) in zip(headings, table.columns, strict=True)
    )
    copy(f"select {french} from {relation}", files.spreadsheet, "format csv, header, delimiter ';'")


def _french_cell(column: str, data_type: str) -> str:
    name = _quoted(column)
    if data_type.split("(")[0] in _DECIMAL:
        return f"replace({name}::varchar, '.', ',')"
    if data_type == "BOOLEAN":
        return f"case when {name} then 'oui' when not {name} then 'non' end"
    return name
