"""Writing a publication: its bytes, its manifest.

What belongs here: what `orchestration.lib.publication` writes from a small warehouse. What does
not: publishing after a run (end to end), reading it back (`tests/cli`).
"""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.lib import exporting, publication
from orchestration.lib.run_context import RunContext, current_context
from orchestration.lib.settings import Settings

ROWS = 400_000  # several row groups, so that threads have something to share


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return a home whose warehouse has one large table, its rows in disorder."""
    monkeypatch.setenv("PSA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PSA_TODAY", "2026-11-22")
    settings = Settings()
    settings.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as db:
        db.execute("create schema psa")
        db.execute(
            "create table psa.valeurs as select 'I' || (hash(i) % 100) as indicateur, "
            "'T' || (hash(i + 1) % 5000) as territoire, (hash(i) % 1000) / 7.0 as valeur, "
            f"i % 2 = 0 as fictif, i % 3 as rang from range({ROWS}) t(i) order by hash(i * 31)"
        )
    return settings


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.suffix in (".parquet", ".csv", ".json")
    }


def published(settings: Settings, context: RunContext, name: str) -> Path:
    folder = settings.publications / name
    publication._build(settings, folder / publication.AUDIENCE, context)
    return folder


def test_the_bytes_are_the_same_whatever_the_number_of_threads(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = current_context(settings, fictional=False)
    connect = duckdb.connect
    found = []
    for threads in (1, 2, 5):

        def with_threads(*arguments: Any, threads: int = threads) -> duckdb.DuckDBPyConnection:
            return connect(*arguments, config={"threads": threads})

        monkeypatch.setattr(exporting.duckdb, "connect", with_threads)
        found.append(digests(published(settings, context, f"essai-{threads}")))
    assert len(found[0]) == 4
    assert found[0] == found[1] == found[2]


def test_the_french_csv_has_one_mark_commas_and_words(settings: Settings) -> None:
    folder = published(settings, current_context(settings, fictional=False), "essai")
    french = (folder / "interne" / "csv" / "valeurs.csv").read_bytes()
    assert french.startswith("\ufeffindicateur;territoire;valeur;fictif;rang\n".encode())
    assert french.count("\ufeff".encode()) == 1
    line = french.decode().splitlines()[1]
    assert line.split(";")[3] in ("oui", "non")
    assert "." not in line
    machine = (folder / "interne" / "csv" / "valeurs.machine.csv").read_text(encoding="utf-8")
    assert machine.startswith("indicateur,territoire,valeur,fictif,rang\n")


def test_figures_bear_the_id_of_their_publication(settings: Settings) -> None:
    with duckdb.connect(str(settings.warehouse)) as db:
        db.execute("create table psa.indicateurs as select 'I' as indicateur, 1.5 as valeur")
    context = current_context(settings, fictional=False)
    folder = published(settings, context, "essai")
    with duckdb.connect(str(folder / "interne" / publication.SNAPSHOT), read_only=True) as db:
        assert db.sql("from psa.indicateurs").fetchall() == [("I", 1.5, context.publication)]
        assert db.sql("from psa.valeurs").columns[-1] == "rang"


def test_no_spreadsheet_is_given_what_it_would_cut(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_SPREADSHEET_ROWS", ROWS - 1)
    folder = published(settings, current_context(settings, fictional=False), "essai")
    assert not list((folder / "interne" / "csv").iterdir())
    package = json.loads((folder / "interne" / "datapackage.json").read_text("utf-8"))
    (resource,) = package["resources"]
    assert (resource["path"], resource["format"]) == ("parquet/valeurs.parquet", "parquet")
    with duckdb.connect() as db:
        path = folder / "interne" / resource["path"]
        assert db.sql(f"select count(*) from '{path}'").fetchone() == (ROWS,)


def test_text_of_the_same_rows_is_copied_and_nothing_else(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with duckdb.connect(str(settings.warehouse)) as db:
        for name in ("notes", "avis"):
            db.execute(
                f"create table psa.{name} as select i as rang, null as mot from range(9) t(i)"
            )
        db.execute("create table psa.indicateurs as select 'I' as indicateur, 1.5 as valeur")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    context = current_context(settings, fictional=False)
    publication.publish(settings, replace(context, publication="p-1"), "essai", now)
    with duckdb.connect(str(settings.warehouse)) as db:
        db.execute("update psa.valeurs set rang = 9 where rowid = 1000")
        db.execute("insert into psa.avis values (null, null)")
    written = []

    def told(connection: Any, table: Any, *more: Any) -> None:
        written.append(table.name)
        write_files(connection, table, *more)

    write_files = exporting._write_files
    monkeypatch.setattr(exporting, "_write_files", told)
    second = publication.publish(settings, replace(context, publication="p-2"), "essai", now)
    assert sorted(written) == ["avis", "indicateurs", "valeurs"]
    monkeypatch.setattr(publication, "_before", lambda *_: None)
    (settings.publications / "p-2").rename(settings.publications / "p-copie")
    anew = publication.publish(settings, replace(context, publication="p-2"), "essai", now)
    assert digests(settings.publications / "p-copie") == digests(anew)
    assert second == anew


@pytest.mark.parametrize("harm", ["a damaged file", "no manifest", "another code"])
def test_nothing_is_copied_from_a_publication_that_is_not_sure(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    context = current_context(settings, fictional=False)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    first = publication.publish(settings, replace(context, publication="p-1"), "essai", now)
    assert publication._before(settings, context) is not None
    if harm == "a damaged file":
        table = first / "interne" / "csv" / "valeurs.csv"
        table.chmod(0o644)
        table.write_bytes(table.read_bytes().replace(b";", b",", 1))
    elif harm == "no manifest":
        (first / "manifest.json").unlink()
    else:
        context = replace(context, code_version="autre")
    assert publication._before(settings, context) is None
    second = publication.publish(settings, replace(context, publication="p-2"), "essai", now)
    assert not publication.damaged_files(second)
    assert (second / "interne" / "csv" / "valeurs.csv").read_text("utf-8-sig").count(";") > ROWS


def test_the_manifest_bears_the_version_of_the_catalogue(settings: Settings) -> None:
    context = current_context(settings, fictional=False)
    folder = publication.publish(settings, context, "essai", datetime(2026, 11, 22, tzinfo=UTC))
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["version_du_catalogue"] == publication.catalogue_version()
    assert len(manifest["version_du_catalogue"]) == 12
    assert not publication.damaged_files(folder)
    table = folder / "interne" / "parquet" / "valeurs.parquet"
    table.chmod(0o644)
    table.write_bytes(table.read_bytes() + b"x")
    assert publication.damaged_files(folder) == ["interne/parquet/valeurs.parquet"]
    table.unlink()
    assert publication.damaged_files(folder) == ["interne/parquet/valeurs.parquet"]


def test_the_version_of_the_catalogue_follows_its_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cat_ruptures.csv").write_text("indicateur\n")
    monkeypatch.setattr(publication, "_CATALOGUE", tmp_path)
    version = publication.catalogue_version.__wrapped__
    before = version()
    (tmp_path / "cat_ruptures.csv").write_text("indicateur\nI\n")
    assert version() != before
