"""Publications: immutable folders, their manifest, and the pointer to the current one.

What belongs here: the folder of a publication, hashing, the atomic swap, the journal. What does
not: its tables (`exporting`), deciding that a publication may happen (the gate).

A publication is built beside its final place and renamed in one step; `current.json` is
replaced last. Published bytes hold no time: the time is in the journal, outside.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.lib.atomic import (
    fsync_folder,
    read_json,
    sha256_file,
    write_bytes,
    write_json,
)
from orchestration.lib.contracts import contracts
from orchestration.lib.exporting import PublishedTable, export
from orchestration.lib.settings import DBT_PROJECT, Settings

if TYPE_CHECKING:  # reading a publication must not load pandas
    from orchestration.lib.run_context import RunContext

AUDIENCE = "interne"
SNAPSHOT = "publication.duckdb"
POINTER, JOURNAL, MANIFEST = "current.json", "journal.jsonl", "manifest.json"
_CATALOGUE = DBT_PROJECT / "seeds" / "catalogue"
_FRICTIONLESS = {
    "VARCHAR": "string", "DOUBLE": "number", "BIGINT": "integer", "INTEGER": "integer",
    "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime",
}  # fmt: skip


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
        _build(settings, temporary / AUDIENCE, context)
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


def _build(settings: Settings, folder: Path, context: RunContext) -> None:
    snapshot = folder / SNAPSHOT
    before = _before(settings, context)
    tables = export(settings.warehouse, snapshot, context.publication, before)
    write_json(
        folder / "datapackage.json",
        {
            "name": context.publication.lower(),
            "title": "Indicateurs du projet stratégique académique"
            + (" — DONNÉES FICTIVES" if context.fictional else ""),
            "resources": [_resource(table, file) for table, file in tables],
        },
    )
    write_bytes(folder / f"{SNAPSHOT}.sha256", f"{sha256_file(snapshot)}  {SNAPSHOT}\n".encode())


def _before(settings: Settings, context: RunContext) -> Path | None:
    """Return the snapshot of the current publication, if the same code wrote it and it is whole."""
    folder = current(settings.publications)
    with suppress(OSError, ValueError, KeyError):  # one that cannot be read lends nothing
        if (
            folder is not None
            and read_json(folder / MANIFEST)["version_du_code"] == context.code_version
            and not damaged_files(folder)
        ):
            return folder / AUDIENCE / SNAPSHOT
    return None


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
