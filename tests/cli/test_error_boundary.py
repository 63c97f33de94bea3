"""Every error is one or two plain lines; reading commands stay light.

What belongs here: usage errors, settings, the system's refusals, bugs, and what a command loads.
What does not: errors of one command (its own module).
"""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration import PROJECT_ROOT
from orchestration.lib.atomic import write_json
from orchestration.lib.settings import Settings
from tests.cli.conftest import Psa

HEAVY = ("pandas", "great_expectations", "dagster", "dbt")
_LOADED = """
import sys
from orchestration.cli.main import cli
try:
    cli.main(sys.argv[1:], prog_name="psa")
except SystemExit as end:
    print("code", end.code, file=sys.stderr)
known = ("pyarrow", "pandas", "great_expectations", "dagster", "dbt")
heavy = [m for m in known if m in sys.modules]
print("loaded", *heavy, file=sys.stderr)
"""


def loaded_by(home: Path, *arguments: str) -> tuple[list[str], str]:
    """Return the heavy modules that a command loads in a new process, and its stderr."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *arguments],
        env={**os.environ, "PSA_HOME": str(home), "PYTHONPATH": str(PROJECT_ROOT)},
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    last = done.stderr.strip().splitlines()[-1].split()
    assert last[0] == "loaded", done.stderr
    return last[1:], done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "1.1.1-o1"),
        ("explain", "1.1.1-o1", "--school-year", "2023-2024", "--territory", "06"),
        ("catalogue",),
        ("publications",),
        ("--help",),
    ],
    ids=lambda a: a[0],
)
def test_reading_commands_load_nothing_heavy(
    published: Settings, arguments: tuple[str, ...]
) -> None:
    heavy, said = loaded_by(published.home, *arguments)
    assert heavy == []
    assert "code 0" in said


def test_check_loads_what_judges_a_file_and_nothing_more(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n")
    heavy, said = loaded_by(settings.home, "check", str(path))
    assert heavy == ["pyarrow"]
    assert "code 1" in said


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["shw"], "Commande inconnue : shw. Vouliez-vous show ?"),
        (["show", "1.1.1", "--formt", "csv"], "Option inconnue : --formt."),
        (["show"], "Il manque CODE."),
        (["explain", "1.1.1-o1", "--territory", "06"], "Il manque --school-year."),
        (["show", "1.1.1", "--format", "xml"], "choisissez parmi table, csv, json."),
        (["show", "1.1.1-o1", "--school-year", "2023"], "n'est pas une année scolaire"),
    ],
)
def test_wrong_usage_is_two_plain_lines_and_exit_2(
    psa: Psa, published: Settings, arguments: list[str], expected: str
) -> None:
    done = psa(*arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert expected in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PSA_ACADEMIE", "Zut", "Réglage PSA_ACADEMIE : académie inconnue"),
        ("PSA_TODAY", "hier", "Réglage PSA_TODAY : « hier »"),
        ("PSA_ANNEE_SCOLAIRE", "2023-2025", "Réglage PSA_ANNEE_SCOLAIRE : « 2023-2025 »"),
    ],
)
def test_a_wrong_setting_is_named(
    psa: Psa, settings: Settings, monkeypatch: pytest.MonkeyPatch,
    name: str, value: str, expected: str,
) -> None:  # fmt: skip
    monkeypatch.setenv(name, value)
    done = psa("status")
    assert done.exit_code == 2
    assert expected in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_home_that_serves_another_academie_is_refused(psa: Psa, settings: Settings) -> None:
    write_json(settings.home / "home.json", {"academie": "01", "fictif": False})
    for command in (["run"], ["status"], ["show", "1.1.1"], ["publications"]):
        done = psa(*command)
        assert done.exit_code == 1
        assert "sert l'académie 01" in done.stderr


def test_a_damaged_home_is_said_in_one_line(psa: Psa, settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "home.json").write_text("{")
    done = psa("run")
    assert done.exit_code == 1
    assert "home.json est abîmé" in done.stderr


def test_a_home_that_is_a_file_is_said_in_one_line(psa: Psa, settings: Settings) -> None:
    settings.home.write_text("")
    done = psa("run")
    assert done.exit_code == 1
    assert "n'est pas un dossier" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_named(psa: Psa, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a;b\n")
    path.chmod(0)
    done = psa("check", path)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert done.exit_code == 1
    assert "x.csv : accès refusé." in done.stderr


def test_the_system_reason_is_french(
    psa: Psa, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a;b\n")

    def denied(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", denied)
    done = psa("check", path)
    assert done.exit_code == 1
    assert f"{path} : accès refusé." in done.stderr


def test_a_bug_leaves_a_file_and_no_traceback(settings: Settings) -> None:
    script = (
        "import sys, orchestration.__main__ as m, orchestration.cli.monitoring as w\n"
        "w.existing_home = lambda s: 1 / 0\n"
        "sys.argv = ['psa', 'publications']\n"
        "m.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PSA_HOME": str(settings.home), "PYTHONPATH": str(PROJECT_ROOT)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    path = Path(done.stderr.strip().rsplit(" : ", 1)[1])
    assert "ZeroDivisionError" in path.read_text()
    path.unlink()


def test_a_reader_that_leaves_early_is_not_an_error(published: Settings) -> None:
    psa = Path(sys.executable).with_name("psa")
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; '{psa}' catalogue | head -1"],  # noqa: S607
        env={**os.environ, "PSA_HOME": str(published.home)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.startswith("Projet stratégique")
