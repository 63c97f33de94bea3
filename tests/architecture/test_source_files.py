"""House rules of every tracked file: short, described, silent, and free of places and secrets."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOOR = 20  # lines: a file this short is a door, its one line says enough
MAX_LINES, MAX_FUNCTION, MAX_WIDTH = 400, 80, 100
REGISTRY = re.compile(
    r"https?://[^\s\"'<>)]*(?:index|simple|pypi|registry|nexus|artifactory)|--(?:extra-)?index[-]url"
)
MACHINE_PATH = re.compile(
    r"(?<![\w.:/@~$})-])/(?:home|root|Users|work|tmp|opt|mnt|private|var/folders)/[\w.-]"
)
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_\w{20,}|\bAKIA[0-9A-Z]{16}\b")


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],  # noqa: S607
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("ce dossier n'est pas un dépôt git")
    names = [n for n in listed.stdout.split("\0") if n]
    return tuple(ROOT / n for n in names if (ROOT / n).is_file())


def sources(*suffixes: str) -> list[Path]:
    return [p for p in tracked() if p.suffix in suffixes]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_there_is_something_to_check() -> None:
    assert len(sources(".py")) > 50
    assert len(sources(".sql")) > 40


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        name(p): lines
        for p in sources(".py", ".sql", ".yml", ".yaml")
        if (lines := len(p.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{name(p)}:{f.name}"
        for p in sources(".py")
        for f in functions(p)
        if f.end_lineno and f.end_lineno - f.lineno + 1 > MAX_FUNCTION
    ]
    assert long == []


def test_every_module_says_what_belongs_in_it_and_what_does_not() -> None:
    missing = []
    for path in sources(".py"):
        text = path.read_text(encoding="utf-8")
        if path.is_relative_to(ROOT / "tests") or len(text.splitlines()) <= DOOR:
            continue
        charter = " ".join((ast.get_docstring(ast.parse(text)) or "").split())
        if "What belongs here" not in charter or "What does not" not in charter:
            missing.append(name(path))
    assert missing == []


def test_every_python_file_has_a_docstring() -> None:
    without = [
        name(p) for p in sources(".py")
        if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))
    ]  # fmt: skip
    assert without == []


def test_nothing_prints_but_the_command_line_and_the_bench() -> None:
    printing = []
    for path in sources(".py"):
        if path.is_relative_to(ROOT / "orchestration" / "cli") or path.is_relative_to(
            ROOT / "bench"
        ):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("print", "pprint"):
                printing.append(f"{name(path)}:{node.lineno}")
    assert printing == []


def test_no_handler_catches_everything_but_the_boundary_around_one_file() -> None:
    broad = []
    for path in sources(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if (
                node.type
            ) else {"tout"}  # fmt: skip
            if caught & {"Exception", "BaseException", "tout"}:
                broad.append(name(path))
    assert broad == ["orchestration/lib/guarded.py"]


def test_no_file_names_a_registry_a_machine_or_a_secret() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for pattern in (REGISTRY, MACHINE_PATH, SECRET):
            if path != Path(__file__) and (hit := pattern.search(text)):
                found.append(f"{name(path)}: {hit[0]}")
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRY, "https://mirror.example/pypi/simple"),
        (REGISTRY, "pip install --index" + "-url x"),
        (MACHINE_PATH, 'HERE = "/' + 'home/jeanne/psa"'),
        (MACHINE_PATH, "see /" + "work/main"),
        (SECRET, "-----BEGIN RSA PRIVATE KEY"),
    ],
)
def test_the_search_for_places_and_secrets_finds_them(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)
