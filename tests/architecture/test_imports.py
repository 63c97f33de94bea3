"""Who may import whom, and that importing does nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = {"orchestration.lib", "expectations", "orchestration.defs", "orchestration.cli"}
DATA_TOOLS = {"pandas", "duckdb", "great_expectations", "pyarrow"}


def modules(*folders: str) -> list[Path]:
    return [p for folder in folders for p in sorted((ROOT / folder).rglob("*.py"))]


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) for each import of a file, those inside functions included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} : import relatif"
            yield from ((node.module or "", alias.name) for alias in node.names)


def packages(path: Path) -> set[str]:
    """Return the top-level packages that a file imports; ours with their second level."""
    found = set()
    for module, name in imported(path):
        parts = f"{module}.{name}".split(".")
        found.add(".".join(parts[:2]) if parts[0] == "orchestration" else parts[0])
    return found


@pytest.mark.parametrize("path", modules("orchestration/lib", "expectations"), ids=lambda p: p.stem)
def test_logic_knows_neither_dagster_nor_what_stands_on_it(path: Path) -> None:
    forbidden = {"dagster", "dagster_dbt", "click", "rich", "orchestration.defs",
                 "orchestration.cli", "orchestration.definitions"}  # fmt: skip
    assert not packages(path) & forbidden


@pytest.mark.parametrize("path", modules("orchestration/defs"), ids=lambda p: p.stem)
def test_dagster_definitions_hold_no_business_logic(path: Path) -> None:
    assert not packages(path) & (DATA_TOOLS | {"csv", "sqlite3", "orchestration.cli", "click"})


@pytest.mark.parametrize("path", modules("orchestration/cli"), ids=lambda p: p.stem)
def test_the_command_line_stands_on_the_logic_and_on_the_job(path: Path) -> None:
    assert not packages(path) & DATA_TOOLS
    from_defs = [
        (m, n) for m, n in imported(path) if m.startswith("orchestration.defs") or n == "defs"
    ]
    allowed = {("orchestration.defs.automation", "JOB"), ("orchestration.definitions", "defs")}
    assert set(from_defs) <= allowed


def test_the_door_of_the_code_location_imports_dagster_and_nothing_of_ours() -> None:
    assert packages(ROOT / "orchestration" / "definitions.py") == {"pathlib", "dagster"}


def test_expectations_read_contracts_and_nothing_below() -> None:
    for path in modules("expectations"):
        ours = {m for m, _ in imported(path) if m.startswith("orchestration")}
        assert ours <= {"orchestration.lib.contracts", "orchestration.lib.nomenclatures"}, path


def test_the_deposits_never_read_the_generator_of_fictional_data() -> None:
    for path in modules("orchestration/lib"):
        if path.parent.name != "rehearsal":
            assert not [m for m, _ in imported(path) if "rehearsal" in m], path


def test_heavy_tools_are_imported_where_they_are_used() -> None:
    for path in modules("orchestration", "expectations"):
        top = ast.parse(path.read_text(encoding="utf-8")).body
        names = {
            alias.name.split(".")[0]
            for node in top if isinstance(node, ast.Import) for alias in node.names
        } | {
            (node.module or "").split(".")[0] for node in top if isinstance(node, ast.ImportFrom)
        }  # fmt: skip
        heavy = {"great_expectations", "pandas", "dbt", "python_calamine", "mkdocs"}
        assert not names & heavy, path


def test_the_definitions_are_loaded_without_dbt() -> None:
    probe = (
        "import sys, orchestration.defs.transformation as t;"
        "print([m for m in sys.modules if m.split('.')[0] == 'dbt']);"
        "import dbt.version; print(t.dbt_assets.__module__, dbt.version.__version__ > '1')"
    )
    said = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.split("\n")[:2] == ["[]", "dagster_dbt.asset_decorator True"]


_PROBE = """
import importlib, pkgutil, sys
from pathlib import Path
import click, duckdb, pandas, psutil, pyarrow.parquet, pydantic_settings, unidecode
import open_data_contract_standard.model, yaml
root, packages = sys.argv[1], sys.argv[2:]
watched = ("open", "os.mkdir", "os.listdir", "os.scandir", "socket.connect",
           "socket.getaddrinfo", "subprocess.Popen")
stdlib = str(Path(importlib.__file__).parents[1])
done = []

def watch(event, arguments):
    if event not in watched:
        return
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib"):
            return
        if name.startswith(root) and "site-packages" not in name:
            done.append(f"{event} {arguments[:1]} ({name}:{frame.f_lineno})")
            return
        if not name.startswith(stdlib) or "site-packages" in name:
            return
        frame = frame.f_back

sys.addaudithook(watch)
for package in packages:
    module = importlib.import_module(package)
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), package + "."):
        importlib.import_module(found.name)
print("\\n".join(done))
"""


def probe(root: Path, *packages: str) -> list[str]:
    result = subprocess.run(
        [sys.executable, "-c", _PROBE, str(root), *packages],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return result.stdout.split("\n")[:-1] if result.stdout.strip() else []


def test_importing_the_logic_touches_neither_disk_nor_network() -> None:
    assert probe(ROOT, "orchestration.lib", "expectations") == []


def test_the_probe_of_imports_sees_what_it_looks_for(tmp_path: Path) -> None:
    package = tmp_path / "bavard"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "lecteur.py").write_text("from pathlib import Path\nPath(__file__).read_text()\n")
    (found,) = probe(tmp_path, "bavard")
    assert found.startswith("open")


def _module_level(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes that run at import: not the bodies of functions, but their decorators."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += [*getattr(node, "decorator_list", []), *node.args.defaults]
        else:
            waiting += list(ast.iter_child_nodes(node))


CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "uuid4", "random"}


@pytest.mark.parametrize("path", modules("orchestration/lib", "expectations"), ids=lambda p: p.stem)
def test_importing_the_logic_reads_no_clock(path: Path) -> None:
    for node in _module_level(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in CLOCKS, f"{path.name}:{node.lineno}"


def test_the_clock_is_read_where_things_arrive_and_nowhere_else() -> None:
    readers = set()
    for path in modules("orchestration/lib", "expectations"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"now", "today", "utcnow", "time"}
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in {"datetime", "date", "time"}
            ):
                readers.add(path.name)
    assert readers == {"settings.py", "intake.py"}
