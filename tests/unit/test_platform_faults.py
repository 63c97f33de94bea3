"""What stops the platform is said in one sentence: a broken contract, a warehouse held.

What belongs here: real broken files, a real process that holds the warehouse. What does not: how
a run ends after them (`tests/end_to_end/test_faults.py`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli.main import cli
from orchestration.lib import contracts as module
from orchestration.lib.contract_faults import ContractFault, told
from orchestration.lib.settings import CONTRACTS, Settings
from orchestration.lib.warehouse import WarehouseHeld, wait_until_free

GOOD = CONTRACTS / "bac_departement.odcs.yaml"
_HOLDER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "lecture")
print("tenu", flush=True)
sys.stdin.read()
"""


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("schema:", "schema: ["), "YAML invalide"),
        (("status: active", "status: {"), "YAML invalide"),
        (("version:", "edition:"), "« edition » : ce mot n'existe pas"),
        (("logicalType: string", "logicalType: [1]"), "logicalType"),
        (("nature: ", "nature: in"), "nature de "),
    ],
)
def test_a_contract_that_cannot_be_read_is_told_with_its_file(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    path = tmp_path / "data_contracts" / GOOD.name
    path.parent.mkdir()
    text = GOOD.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(change[0], change[1], 1), encoding="utf-8")
    with pytest.raises(ContractFault) as fault, told(path):
        module.load_contract(path)
    message = str(fault.value)
    assert message.startswith(f"Contrat illisible, data_contracts/{GOOD.name}")
    assert said in message
    assert "la dernière publication reste lisible" in message
    assert "\n" not in message


@pytest.mark.parametrize("change", [("logicalType: string", "logicalType: [1]")])
def test_the_line_of_a_wrong_value_is_told(tmp_path: Path, change: tuple[str, str]) -> None:
    path = tmp_path / GOOD.name
    text = GOOD.read_text(encoding="utf-8").replace(change[0], change[1], 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractFault, match=f"ligne {line_of(text, change[1])} "), told(path):
        module.load_contract(path)


def test_one_broken_contract_stops_every_judging_command_and_no_reading_one(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data_contracts"
    shutil.copytree(CONTRACTS, folder)
    broken = folder / GOOD.name
    broken.write_text(broken.read_text(encoding="utf-8") + "\n  : {", encoding="utf-8")
    monkeypatch.setattr(module, "CONTRACTS", folder)
    monkeypatch.setenv("PSA_HOME", str(settings.home))
    dropped = settings.inbox / "ivac" / "x.csv"
    dropped.parent.mkdir(parents=True)
    dropped.write_text("a;b\n1;2\n")
    module.contracts.cache_clear()
    try:
        for arguments in (["run"], ["check", str(dropped)], ["deposit", str(dropped)]):
            done = CliRunner().invoke(cli, arguments)
            assert done.exit_code == 1, done.output
            assert f"Contrat illisible, data_contracts/{GOOD.name}, ligne " in done.stderr
        read = CliRunner().invoke(cli, ["publications"])
        assert read.exit_code == 0, read.output
    finally:
        monkeypatch.undo()
        module.contracts.cache_clear()
    assert dropped.exists()


@pytest.mark.parametrize("how", ["lecture", "ecriture"])
def test_a_warehouse_held_by_another_process_is_told_with_its_number(
    tmp_path: Path, how: str
) -> None:
    warehouse = tmp_path / "entrepot.duckdb"
    wait_until_free(warehouse, 0)
    assert not warehouse.exists()
    duckdb.connect(str(warehouse)).close()
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(warehouse), how],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "tenu\n"
    with pytest.raises(WarehouseHeld, match=rf"python.* \(processus {holder.pid}\)"):
        wait_until_free(warehouse, 0.1)
    holder.kill()
    holder.wait()
    wait_until_free(warehouse, 0)
