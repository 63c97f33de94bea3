"""Publications: immutable folders, their manifest, and the pointer to the current one.

What belongs here: copying the published tables out of the warehouse (DuckDB snapshot, Parquet,
CSV), hashing, the atomic swap, the journal. What does not: deciding that a publication may
happen (the gate), the tables themselves (dbt).

A publication is built beside its final place and renamed in one step; `current.json` is
replaced last. Published bytes hold no time: the time is in the journal, outside.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.lib.atomic import (
    fsync_folder,
    read_json,
    sha256_file,
    write_bytes,
    write_json,
)
from orchestration.lib.contracts import contracts
from orchestration.lib.settings import DBT_PROJECT, Settings

if TYPE_CHECKING:  # reading a publication must not load pandas
    from orchestration.lib.run_context import RunContext

AUDIENCE = "interne"
SNAPSHOT = "publication.duckdb"
POINTER, JOURNAL, MANIFEST = "current.json", "journal.jsonl", "manifest.json"
# One table of the warehouse holds the tables that people read; this column tells them apart.
_TOGETHER, _PART = "objectifs", "tableau"
# Tables of figures end with the id of their publication: a row copied elsewhere keeps it.
SIGNED = ("cibles", "evolutions", "indicateurs", "perimetre_courant", "rapprochements")
_SIGNATURE = ("publication", "VARCHAR", "Identifiant de la publication, tiré de son contenu.")
_CATALOGUE = DBT_PROJECT / "seeds" / "catalogue"
_BOM = "\ufeff"
_DECIMAL = frozenset({"DOUBLE", "FLOAT", "DECIMAL"})
# What DuckDB 1.4 (drivers of BI tools) reads; older formats take half as long again to write.
_STORAGE = "v1.4.0"
# Rows of a spreadsheet, less its headings.
_SPREADSHEET_ROWS = 2**20 - 1
_FRICTIONLESS = {
    "VARCHAR": "string", "DOUBLE": "number", "BIGINT": "integer", "INTEGER": "integer",
    "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime",
}  # fmt: skip


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


def current(publications: Path) -> Path | None:
    """Return the folder of the current publication, or None while nothing is published."""
    pointer = publications / POINTER
    if not pointer.exists():
        return None
    return publications / str(read_json(pointer)["publication"])


def current_snapshot(publications: Path) -> Path | None:
    """Return the DuckDB snapshot of the current publication."""
    folder = current(publications)
    return folder / AUDIENCE / SNAPSHOT if folder else None


def journal(publications: Path) -> list[dict[str, Any]]:
    """Return what was published and when, oldest first."""
    path = publications / JOURNAL
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.endswith("}")]


@cache
def catalogue_version() -> str:
    """Return a short hash of the catalogue: criteria, indicators, breaks, official figures."""
    digest = hashlib.sha256()
    for path in sorted(_CATALOGUE.glob("*.csv")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def prepare(settings: Settings, context: RunContext) -> Path:
    """Write a publication beside its place, where nobody reads it; return that folder.

    Nothing of it stays if it is not finished, nor of those that a kill interrupted: when the disk
    is full, they are what fills it.
    """
    temporary = settings.publications / f".{context.publication}.tmp"
    for leftover in settings.publications.glob(".*.tmp"):
        shutil.rmtree(leftover, ignore_errors=True)
    with ExitStack() as unfinished:
        unfinished.callback(shutil.rmtree, temporary, ignore_errors=True)
        _build(temporary / AUDIENCE, settings.warehouse, context)
        _write_manifest(temporary, context)
        for path in temporary.rglob("*"):
            if path.is_file():
                path.chmod(0o444)
        unfinished.pop_all()
    return temporary


def publish(
    settings: Settings,
    context: RunContext,
    run_id: str,
    now: datetime,
    prepared: Path | None = None,
) -> Path:
    """Publish the tables of the warehouse, or what `prepare` made of them; return the folder.

    The same context gives the same id: a folder that exists is complete (it was renamed into
    place) and is only pointed at again.
    """
    folder = settings.publications / context.publication
    if not folder.exists():
        (prepared or prepare(settings, context)).rename(folder)
        fsync_folder(settings.publications)
    entry = {
        "publication": context.publication,
        "publie_le": now.isoformat(timespec="seconds"),
        "run": run_id,
        "depots": len(context.deposits),
    }
    with (settings.publications / JOURNAL).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
    write_json(settings.publications / POINTER, {"publication": context.publication})
    return folder


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


def _build(folder: Path, warehouse: Path, context: RunContext) -> None:
    for part in ("parquet", "csv"):
        (folder / part).mkdir(parents=True)
    with duckdb.connect() as connection:
        # All threads: rows are totally ordered and DuckDB writes them in that order, so that
        # the bytes of Parquet and CSV do not depend on the machine.
        connection.execute(f"attach {_text(warehouse)} as entrepot (read_only)")
        connection.execute(
            f"attach {_text(folder / SNAPSHOT)} as publication (storage_version {_text(_STORAGE)})"
        )
        connection.execute("create schema publication.psa")
        tables = [table.signed(context.publication) for table in _tables(connection)]
        files = _export_all(connection, tables, folder)
        connection.execute("detach publication")
    resources = [_resource(table, file) for table, file in zip(tables, files, strict=True)]
    write_json(
        folder / "datapackage.json",
        {
            "name": context.publication.lower(),
            "title": "Indicateurs du projet stratégique académique"
            + (" — DONNÉES FICTIVES" if context.fictional else ""),
            "resources": resources,
        },
    )
    snapshot = folder / SNAPSHOT
    write_bytes(folder / f"{SNAPSHOT}.sha256", f"{sha256_file(snapshot)}  {SNAPSHOT}\n".encode())


def _export_all(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[PublishedTable], folder: Path
) -> list[str]:
    """Export the tables two at a time: writing text keeps one core busy, and there are two.

    The longest first: one of them alone at the end would leave a core idle. Returns for each the
    file that machines read.
    """
    counts = " union all ".join(
        f"select {_text(table.name)}, count(*) from {table.source}" for table in tables
    )
    rows = dict(connection.execute(counts).fetchall())

    def export(table: PublishedTable) -> str:
        with connection.cursor() as cursor:
            return _export(cursor, table, folder, rows[table.name] <= _SPREADSHEET_ROWS)

    with ThreadPoolExecutor(max_workers=2) as pool:
        longest_first = sorted(tables, key=lambda table: -rows[table.name])
        files = {table.name: pool.submit(export, table) for table in longest_first}
        return [files[table.name].result() for table in tables]


def _export(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, folder: Path, as_text: bool
) -> str:
    """Export a table; a spreadsheet would cut one that is too long, without a word.

    That one has no text for machines either: a quarter of a gigabyte a publication, twenty times
    its Parquet.
    """
    name = _quoted(table.name)
    connection.execute(
        f"create table publication.psa.{name} as select * from {table.source} order by all"
    )
    for column, _, comment in table.columns:
        if comment:
            connection.execute(
                f"comment on column publication.psa.{name}.{_quoted(column)} is {_text(comment)}"
            )
    ordered = f"select * from publication.psa.{name}"
    parquet, machine = f"parquet/{table.name}.parquet", f"csv/{table.name}.machine.csv"
    connection.execute(
        f"copy ({ordered}) to {_text(folder / parquet)} (format parquet, compression zstd)"
    )
    if not as_text:
        return parquet
    connection.execute(f"copy ({ordered}) to {_text(folder / machine)} (format csv, header)")
    # The mark of UTF-8 that spreadsheets look for goes before the first heading.
    headings = [f"{_BOM if not i else ''}{c}" for i, (c, _, _) in enumerate(table.columns)]
    french = ", ".join(
        f"{_french_cell(c, t)} as {_quoted(heading)}"
        for heading, (c, t, _) in zip(headings, table.columns, strict=True)
    )
    spreadsheet = folder / "csv" / f"{table.name}.csv"
    connection.execute(
        f"copy (select {french} from publication.psa.{name}) to {_text(spreadsheet)} "
        "(format csv, header, delimiter ';')"
    )
    return machine


def _french_cell(column: str, data_type: str) -> str:
    name = _quoted(column)
    if data_type.split("(")[0] in _DECIMAL:
        return f"replace({name}::varchar, '.', ',')"
    if data_type == "BOOLEAN":
        return f"case when {name} then 'oui' when not {name} then 'non' end"
    return name


def _resource(table: PublishedTable, path: str) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": path,
        "format": path.rpartition(".")[2],
        "schema": {
            "fields": [
                {"name": c, "type": _FRICTIONLESS.get(t, "any"), "description": d}
                for c, t, d in table.columns
            ]
        },
    }


def _write_manifest(folder: Path, context: RunContext) -> None:
    # The bytes of a DuckDB file differ from one writing to the next: its hash stays in the
    # file beside it, so that the manifest is the same for the same inputs.
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(SNAPSHOT)
    ]
    write_json(
        folder / MANIFEST,
        {
            "publication": context.publication,
            "academie": context.academie,
            "annee_courante": context.current_school_year,
            "fictif": context.fictional,
            "version_du_code": context.code_version,
            "version_du_catalogue": catalogue_version(),
            "contrats": {d: c.version for d, c in contracts().items()},
            "depots": {r.depot: r.sha256 for r in context.deposits},
            "fichiers": {
                path.relative_to(folder).as_posix(): digest
                for path, digest in zip(files, _digests(files), strict=True)
            },
        },
    )


def damaged_files(folder: Path) -> Sequence[str]:
    """Return the files of a publication whose bytes are not those of its manifest."""
    manifest = read_json(folder / MANIFEST)
    audience = folder / AUDIENCE
    expected = dict(manifest["fichiers"])
    recorded = (audience / f"{SNAPSHOT}.sha256").read_text(encoding="utf-8").split()[0]
    expected[f"{AUDIENCE}/{SNAPSHOT}"] = recorded
    present = [name for name in expected if (folder / name).is_file()]
    digests = dict(zip(present, _digests([folder / name for name in present]), strict=True))
    return [name for name, digest in expected.items() if digests.get(name) != digest]


def _digests(paths: Sequence[Path]) -> list[str]:
    """Return the SHA-256 of files, two at a time: hashing leaves the interpreter free."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(sha256_file, paths))
