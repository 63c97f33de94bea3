"""A red gate stops the publication; the next green run publishes.

What belongs here: what stops what, on real runs. What does not: what each check finds (gates).
"""

import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

from tests.end_to_end.conftest import PROJECT, current, environment, psa

_CODE = ("orchestration", "expectations", "data_contracts", "dbt_project")


def copy_of_the_project(folder: Path) -> Path:
    """Return a copy of the code whose catalogue can be changed without touching the project."""
    for name in _CODE:
        shutil.copytree(
            PROJECT / name, folder / name, ignore=shutil.ignore_patterns("target", "logs")
        )
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


def set_catalogue(project: Path, code: str, **changes: str) -> None:
    path = project / "dbt_project" / "seeds" / "catalogue" / "cat_indicateurs.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    for row in rows:
        if row["indicateur"] == code:
            row.update(changes)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def run_copy(project: Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orchestration", "run"],
        cwd=project, env=environment(home, PYTHONPATH=str(project)),
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip


def test_a_red_gate_keeps_the_last_publication_and_a_later_green_run_publishes(
    copied_home: Path, tmp_path: Path
) -> None:
    before = current(copied_home)
    project = copy_of_the_project(tmp_path / "projet")
    # A bound that blocks and that the genuine success rate (86.6 %) exceeds.
    set_catalogue(project, "1.1.1-o1", borne_max="50", severite_bornes="erreur")
    red = run_copy(project, copied_home)
    assert red.returncode == 1, red.stdout + red.stderr
    assert "bornes" in red.stdout + red.stderr
    assert "1.1.1-o1" in red.stdout + red.stderr
    assert before.name in red.stdout + red.stderr
    assert current(copied_home) == before
    # Nor does what was written aside while the checks ran.
    folders = [p.name for p in (copied_home / "publications").iterdir() if p.is_dir()]
    assert folders == [before.name]

    # The same bound on an official statistic, whose noise is the source's own, only warns.
    set_catalogue(project, "1.1.1-o1", borne_max="50", severite_bornes="avertissement")
    green = run_copy(project, copied_home)
    assert green.returncode == 0, green.stdout + green.stderr
    assert "bornes" in green.stdout + green.stderr
    assert current(copied_home) != before


def test_a_lake_that_lost_rows_stops_before_dbt(copied_home: Path, tmp_path: Path) -> None:
    before = current(copied_home)
    victim = next((copied_home / "lake" / "ivac").glob("*/*/*.parquet"))
    victim.unlink()
    source = next(p for p in (PROJECT.parent / "shared/open_data").glob("barometre_2024/ind-200*"))
    assert psa(copied_home, "deposit", source).returncode == 0
    done = psa(copied_home, "run")
    assert done.returncode == 1
    assert "contrat" in done.stdout + done.stderr
    assert current(copied_home) == before
