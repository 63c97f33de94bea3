"""No pupil, agent or name leaves the deposits: everything that a run writes is searched.

What belongs here: the search of the lake, the warehouse, the publications, the receipts, the
logs and Dagster's event log after full runs. What does not: how pseudonyms are made (unit).
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.end_to_end import story_deposits
from tests.end_to_end.conftest import psa, told
from tests.end_to_end.story_deposits import P1, P2, A, B, devoirs_faits

NAME, MISTYPED = "Zorglubesque", "99999999X9"
# What they look like in the rehearsal: ten digits and a letter, or 32 hexadecimals.
TOKEN = re.compile(rb"(?<![0-9A-Za-z])(?:[0-9]{10}[A-Z]|[0-9a-f]{32})(?![0-9A-Za-z])")
ORIGINALS = ("inbox", "secrets")
PERSONAL = (
    "eleves", "devoirs_faits", "dnb_resultats", "decrochage", "referents", "personnels",
    "formation_participations", "certifications", "volet_culturel", "publications",
    "recherche_implications", "communautes_membres", "reseaux_agents", "actions_intervenants",
)  # fmt: skip


def written(home: Path) -> Iterator[Path]:
    """Yield every file that the platform wrote, the immutable originals excepted."""
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home).parts
        if path.is_file() and inside[0] not in ORIGINALS and "original" not in inside:
            yield path


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file; columns and tables are read through, compression and all."""
    if path.suffix == ".parquet":
        table = pq.read_table(path, partitioning=None)
        for column in table.columns:
            if pa.types.is_string(column.type):
                yield from (str(v) for v in column.unique().to_pylist() if v)
    elif path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as db:
            columns = db.execute(
                "select schema_name, table_name, column_name from duckdb_columns() "
                "where data_type = 'VARCHAR' and not internal"
            ).fetchall()
            for schema, table_name, column in columns:
                found = db.execute(f'select distinct "{column}" from {schema}."{table_name}"')
                yield from (str(v) for (v,) in found.fetchall() if v)
    elif path.read_bytes()[:16].startswith(b"SQLite format 3"):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
            yield from db.iterdump()
    else:
        yield path.read_bytes().decode("utf-8", errors="replace")


def leaks(home: Path, secrets: set[bytes]) -> list[str]:
    """Return where one of `secrets` is written: file names only, never the value."""
    return sorted({
        path.relative_to(home).as_posix()
        for path in written(home)
        for text in texts(path)
        if not secrets.isdisjoint(TOKEN.findall(text.encode()))
    })  # fmt: skip


def identifiers(home: Path) -> set[bytes]:
    """Return the identifiers of pupils and agents in the deposited files."""
    found: set[bytes] = set()
    for domain in PERSONAL:
        for path in (home / "deposits").glob(f"*/original/{domain}__*.csv"):
            found.update(TOKEN.findall(path.read_bytes()))
    return found


def test_no_identifier_of_the_rehearsal_leaves_its_deposit(rehearsal: Path) -> None:
    secrets = identifiers(rehearsal)
    assert len(secrets) > 5_000
    seen = {path.relative_to(rehearsal).parts[0] for path in written(rehearsal)}
    assert {"deposits", "lake", "warehouse", "publications", "dagster"} <= seen
    assert leaks(rehearsal, secrets) == []


@pytest.fixture(scope="module")
def indiscreet(stories: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home where files held names, and pupils whose rows were rejected."""
    home = tmp_path_factory.mktemp("indiscret") / "home"
    shutil.copytree(stories, home)
    rows = [(P1, A, "inscrit"), (P2, B, "statut_inconnu"), (MISTYPED, B, "inscrit")]
    text = devoirs_faits("2023-2024", *rows)
    file = ("devoirs_faits", "2023-2024", "academie", text)
    told(home, ("deposit", *story_deposits.written(home.parent, file)))
    named = home.parent / "devoirs_faits__2024-2025__academie.csv"
    named.write_text(
        "annee_scolaire;ine;nom;prenom;uai;niveau;df_statut\n"
        f"2024-2025;{P1};{NAME};Hortense;{A};6EME;inscrit\n",
        encoding="utf-8",
    )
    refused = psa(home, "deposit", named)
    assert refused.returncode == 1
    assert "« nom », « prenom »" in refused.stdout + refused.stderr
    said = refused.stdout + refused.stderr + told(home, ("run",))
    (home / "console.log").write_text(said, encoding="utf-8")
    return home


def test_neither_names_nor_rejected_pupils_are_written_anywhere(indiscreet: Path) -> None:
    assert leaks(indiscreet, {P1.encode(), P2.encode()}) == []
    assert [
        path.name
        for path in written(indiscreet)
        for text in texts(path)
        if NAME.lower() in text.lower() or MISTYPED in text
    ] == []


def test_rejected_pupils_are_counted_and_located_all_the_same(indiscreet: Path) -> None:
    rejects = (indiscreet / "deposits").glob("*/rejects.csv")
    text = "".join(path.read_text(encoding="utf-8-sig") for path in rejects)
    assert "statut_inconnu" in text
    assert "INE" in text
    assert P2 not in text


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    pq.write_table(pa.table({"ine": [P1]}), tmp_path / "lake" / "fuite.parquet")
    with duckdb.connect(str(tmp_path / "fuite.duckdb")) as db:
        db.execute(f"create table t as select '{P1}' as ine")
    with sqlite3.connect(tmp_path / "fuite.db") as db:
        db.execute("create table evenements (texte)")
        db.execute("insert into evenements values (?)", [f"élève {P1} rejeté"])
    (tmp_path / "journal.log").write_text(f"ligne 3 : {P1}", encoding="utf-8")
    assert leaks(tmp_path, {P1.encode()}) == [
        "fuite.db", "fuite.duckdb", "journal.log", "lake/fuite.parquet",
    ]  # fmt: skip
