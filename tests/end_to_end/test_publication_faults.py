"""Faults while a publication is made: the last one is read meanwhile, the next one follows.

What belongs here: kills, full disks and a warehouse held, on publications and whole runs. What
does not: faults on the way to a verdict (`test_faults`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.lib import publication
from orchestration.lib.run_context import current_context
from orchestration.lib.settings import Settings
from tests.end_to_end.conftest import SOAK, current, official_files, psa
from tests.end_to_end.faults import after, full, killed, mounted, root_only

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def warehouse(settings: Settings) -> Settings:
    """Return a home whose warehouse has one small table, published once."""
    settings.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.warehouse)) as db:
        db.execute("create schema psa")
        db.execute("create table psa.valeurs as select i as rang from range(1000) t(i)")
    publication.publish(settings, current_context(settings, fictional=False), "un", NOW)
    return settings


def readable(settings: Settings) -> str:
    """Return the name of the current publication, once a reader has read it."""
    folder = publication.current(settings.publications)
    assert folder is not None
    assert not publication.damaged_files(folder)
    with duckdb.connect(str(folder / "interne" / "publication.duckdb"), read_only=True) as db:
        assert db.execute("select count(*) from psa.valeurs").fetchone() == (1000,)
    return folder.name


@pytest.mark.parametrize(
    ("function", "calls"),
    [("_write_manifest", 0), ("fsync_folder", 0), ("write_json", 2)],
    ids=["sans manifeste", "renommée, sans journal", "sans pointeur"],
)
def test_after_a_kill_the_last_publication_is_read_and_the_next_one_published(
    warehouse: Settings, monkeypatch: pytest.MonkeyPatch, function: str, calls: int
) -> None:
    before = readable(warehouse)
    later = warehouse.model_copy(update={"annee_scolaire": "2024-2025"})
    context = current_context(later, fictional=False)
    with monkeypatch.context() as patch:
        patch.setattr(publication, function, after(calls, getattr(publication, function)))
        killed(lambda: publication.publish(later, context, "deux", NOW))
    assert readable(warehouse) == before
    publication.publish(later, context, "trois", NOW)
    assert readable(warehouse) == context.publication != before
    assert not list(warehouse.publications.glob(".*"))


@root_only
def test_a_publication_that_finds_the_disk_full_leaves_the_last_one_and_no_remains(
    warehouse: Settings,
) -> None:
    before = readable(warehouse)
    later = warehouse.model_copy(update={"annee_scolaire": "2024-2025"})
    context = current_context(later, fictional=False)
    elsewhere = warehouse.home.parent / "publications"
    shutil.copytree(warehouse.publications, elsewhere)
    with mounted(warehouse.publications, "-t", "tmpfs", "-o", "size=8m", "tmpfs"):
        shutil.copytree(elsewhere, warehouse.publications, dirs_exist_ok=True)
        with full(warehouse.publications, 100_000):
            with pytest.raises((OSError, duckdb.Error)):
                publication.publish(later, context, "deux", NOW)
            assert readable(warehouse) == before
            assert not list(warehouse.publications.glob(".*.tmp"))
        publication.publish(later, context, "trois", NOW)
        assert readable(warehouse) == context.publication


@pytest.mark.skipif(not SOAK, reason="long form: PSA_SOAK=1")
def test_a_run_says_who_holds_the_warehouse_and_publishes_once_it_is_free(
    copied_home: Path, tmp_path: Path
) -> None:
    before = current(copied_home)
    changed = tmp_path / "ind-291.csv"
    changed.write_text(_changed_barometer())
    assert psa(copied_home, "deposit", changed).returncode == 0
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(copied_home / "warehouse" / "entrepot.duckdb")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "tenu\n"
    stopped = psa(copied_home, "run")
    holder.kill()
    holder.wait()
    assert stopped.returncode == 1
    assert f"(processus {holder.pid})" in stopped.stderr
    assert current(copied_home) == before
    assert psa(copied_home, "show", "1.1.6-o1").returncode == 0
    done = psa(copied_home, "run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert current(copied_home) != before


@root_only
@pytest.mark.skipif(not SOAK, reason="long form: PSA_SOAK=1")
def test_a_run_on_a_full_disk_says_so_and_the_next_one_publishes(
    copied_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "plein"
    home.mkdir()
    with mounted(home, "-t", "tmpfs", "-o", "size=4g", "tmpfs"):
        shutil.copytree(copied_home, home, dirs_exist_ok=True)
        before = current(home)
        dropped = home / "inbox" / "ind-291.csv"
        dropped.parent.mkdir(exist_ok=True)
        dropped.write_text(_changed_barometer())
        with full(home, 3_000_000):
            stopped = psa(home, "run")
            assert stopped.returncode == 1
            assert "Traceback" not in stopped.stderr
            assert "imprévue" not in stopped.stderr, stopped.stderr
            assert current(home) == before
            assert psa(home, "show", "1.1.6-o1").returncode == 0
        done = psa(home, "run")
        assert done.returncode == 0, done.stdout + done.stderr
        assert current(home) != before


_HOLDER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print("tenu", flush=True)
sys.stdin.read()
"""


def _changed_barometer() -> str:
    source = next(p for p in official_files() if p.name == "ind-291.csv")
    return source.read_text().replace("2024-07-01,DEPT,,97.0", "2024-07-01,DEPT,,96.0")
