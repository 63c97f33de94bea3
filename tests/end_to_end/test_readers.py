"""Readers are never disturbed: a loop on the published snapshot during publications.

What belongs here: what a BI tool sees while publications happen, and what it can open. What
does not: the content of the tables.
"""

import json
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.conftest import SOAK, current, official_files, psa

OLD_DUCKDB = Path(sys.executable).parents[1] / "duckdb-1.4"

READER = textwrap.dedent(
    """
    import json, pathlib, sys, time
    import duckdb
    home, stop = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    seen, reads, mixed = [], 0, 0
    while not stop.exists():
        name = json.loads((home / "publications/current.json").read_text())["publication"]
        path = home / "publications" / name / "interne" / "publication.duckdb"
        with duckdb.connect(str(path), read_only=True) as db:
            ids = {r[0] for table in ("indicateurs", "evolutions") for r in db.execute(
                f"select distinct publication from psa.{table}").fetchall()}
        reads += 1
        mixed += ids != {name}
        if not seen or seen[-1] != name:
            seen.append(name)
        time.sleep(0.01)
    print(json.dumps({"reads": reads, "mixed": mixed, "seen": seen}))
    """
)


def corrected_dnb(folder: Path, step: int) -> Path:
    """Return the genuine file with one more admitted candidate per step, on one line."""
    source = next(p for p in official_files() if "dnb" in p.name)
    lines = source.read_bytes().split(b"\r\n")
    cells = lines[1].split(b";")
    cells[12] = str(int(cells[12]) - step).encode()
    cells[13] = str(int(cells[13]) - step).encode()
    lines[1] = b";".join(cells)
    copy = folder / source.name
    copy.write_bytes(b"\r\n".join(lines))
    return copy


def test_a_reader_looping_during_publications_sees_no_error_and_no_mixture(
    copied_home: Path, tmp_path: Path
) -> None:
    stop = tmp_path / "stop"
    publications = 10 if SOAK else 2
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(copied_home), str(stop)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    published = [current(copied_home).name]
    try:
        for step in range(1, publications + 1):
            assert psa(copied_home, "deposit", corrected_dnb(tmp_path, step)).returncode == 0
            done = psa(copied_home, "run")
            assert done.returncode == 0, done.stdout + done.stderr
            published.append(current(copied_home).name)
    finally:
        stop.touch()
        out, err = reader.communicate(timeout=60)
    assert reader.returncode == 0, err
    report = json.loads(out)
    assert report["mixed"] == 0
    assert report["reads"] > 10 * publications
    assert len(set(published)) == publications + 1
    assert report["seen"] == published


def test_the_snapshot_opens_read_only_with_an_older_driver(official_home: Path) -> None:
    if not OLD_DUCKDB.is_dir():
        pytest.skip("DuckDB 1.4 is not set up: run `make setup-test`")
    snapshot = current(official_home) / "interne" / "publication.duckdb"
    code = (
        "import duckdb, sys; db = duckdb.connect(sys.argv[1], read_only=True); "
        "print(duckdb.__version__, db.execute("
        '"select count(*) from psa.indicateurs where valeur is not null").fetchone()[0])'
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(snapshot)],
        env={"PYTHONPATH": str(OLD_DUCKDB)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    version, rows = done.stdout.split()
    assert version.startswith("1.4.")
    with duckdb.connect(str(snapshot), read_only=True) as db:
        query = "select count(*) from psa.indicateurs where valeur is not null"
        assert db.execute(query).fetchone() == (int(rows),)


def test_the_four_forms_of_a_table_hold_the_same_rows(official_home: Path) -> None:
    audience = current(official_home) / "interne"
    with duckdb.connect(str(audience / "publication.duckdb"), read_only=True) as db:
        tables = [r[0] for r in db.execute("select table_name from duckdb_tables()").fetchall()]
        assert {"indicateurs", "evolutions", "catalogue", "territoires"} <= set(tables)
        for table in tables:
            expected = db.execute(f"select count(*) from psa.{table}").fetchone()
            for form in (f"parquet/{table}.parquet", f"csv/{table}.machine.csv"):
                found = db.execute(f"select count(*) from '{audience / form}'").fetchone()
                assert found == expected, form
            french = (audience / "csv" / f"{table}.csv").read_bytes()
            assert french.startswith(b"\xef\xbb\xbf")
    header, *rows = (audience / "csv/indicateurs.csv").read_text("utf-8-sig").splitlines()
    assert header.startswith("indicateur;annee_scolaire;")
    values = [value for row in rows if (value := row.split(";")[8])]
    assert any("," in value for value in values)
    assert not any("." in value for value in values)


def test_the_manifest_has_the_hash_of_every_file_and_damage_shows(
    official_home: Path, tmp_path: Path
) -> None:
    from orchestration.lib.publication import damaged_files

    copy = tmp_path / "publication"
    shutil.copytree(current(official_home), copy)
    assert damaged_files(copy) == []
    victim = copy / "interne" / "csv" / "indicateurs.csv"
    victim.chmod(0o644)
    victim.write_bytes(victim.read_bytes() + b" ")
    assert damaged_files(copy) == ["interne/csv/indicateurs.csv"]
    listed = set(json.loads((copy / "manifest.json").read_text())["fichiers"])
    present = {p.relative_to(copy).as_posix() for p in copy.rglob("*") if p.is_file()}
    assert present - listed == {
        "manifest.json",
        "interne/publication.duckdb",
        "interne/publication.duckdb.sha256",
    }


@pytest.mark.skipif(not SOAK, reason="`make soak`; a killed run is compared in `test_crashes`")
def test_two_homes_with_the_same_deposits_publish_the_same_bytes(
    official_home: Path, tmp_path: Path
) -> None:
    other = tmp_path / "autre"
    assert psa(other, "deposit", *official_files()).returncode == 0
    assert psa(other, "run").returncode == 0
    first, second = current(official_home), current(other)
    assert first.name == second.name
    for path in sorted(first.rglob("*")):
        if path.suffix in (".parquet", ".csv", ".json"):
            twin = second / path.relative_to(first)
            assert path.read_bytes() == twin.read_bytes(), path.relative_to(first)
