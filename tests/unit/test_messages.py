"""The registry of messages: every code is said somewhere, and every finding adds up."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.lib import refusals
from orchestration.lib.contracts import contracts
from orchestration.lib.findings import findings
from orchestration.lib.messages import STAGES, messages
from tests.samples import Platform, Table, verdict

ROOT = Path(refusals.__file__).parents[2]
_CODE = re.compile(rf'"((?:{"|".join(STAGES)})\.[a-z0-9_{{}}]+)"')


def said() -> set[str]:
    """Return the codes written in the code of the platform, the registry itself excepted."""
    sources = (ROOT / "orchestration" / "lib").glob("*.py")
    return {
        code for p in sources if p.name != "messages.py" for code in _CODE.findall(p.read_text())
    }


def test_every_code_that_is_said_is_in_the_registry() -> None:
    assert {code for code in said() if "{" not in code} <= messages().keys()


def test_codes_are_stable_words_under_one_of_the_five_stages() -> None:
    for code, message in messages().items():
        assert re.fullmatch(r"[a-z]+\.[a-z0-9_]+", code)
        assert message.stage in STAGES
        assert message.problem


def test_every_rule_of_every_column_has_its_words() -> None:
    for contract in contracts().values():
        for column in contract.loaded:
            assert refusals.of_column("obligatoire", column)[1]
            if column.minimum is not None or column.maximum is not None:
                assert "None" not in "".join(refusals.of_column("bornes", column))


@pytest.mark.usefixtures("open_data")
def test_findings_count_each_problem_once_and_hold_no_cell() -> None:
    table = Table.of("ips_colleges").put(4, "uai", "XX").put(4, "ips", "?!").put(7, "ips", "?!")
    table = replace(table, header=[*table.header, "Remarque"], rows=[[*r, "x"] for r in table.rows])
    found = verdict(table.to_bytes())
    listed = findings(found)
    assert found.stage == "croisement"
    assert [(f["gravite"], f["code"], f["colonne"], f["nombre"], f["premiere_ligne"])
            for f in listed] == [
        ("rejet", "types.decimal", "IPS", 2, 6),
        ("rejet", "types.uai", "UAI", 1, 6),
        ("avertissement", "structure.colonne_inconnue", None, 1, None),
    ]  # fmt: skip
    assert sum(f["nombre"] for f in listed if f["gravite"] == "rejet") == len(found.rejects)
    assert "?!" not in str(listed)


@pytest.mark.usefixtures("open_data")
def test_a_receipt_and_its_list_of_rejects_carry_the_codes(platform: Platform) -> None:
    receipt = platform.deposit(Table.of("ips_colleges").put(4, "ips", "?").to_bytes())
    (reject,) = platform.rejects(receipt)
    assert reject.code == "types.decimal"
    assert Counter(f["code"] for f in receipt.constats) == {"types.decimal": 1}
    folder = platform.settings.deposits / receipt.depot
    header = (folder / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert header == "ligne;colonne;valeur;probleme;que_faire;code"


@pytest.mark.usefixtures("open_data")
@pytest.mark.parametrize(
    ("column", "value", "stage"), [("ips", "douze", "types"), ("secteur", "ailleurs", "regles")]
)
def test_a_refused_file_names_the_stage_that_stopped_it(
    column: str, value: str, stage: str
) -> None:
    table = Table.of("ips_colleges")
    spoiled = table.put_all(column, [value] * 90 + table.column(column)[90:])
    found = verdict(spoiled.to_bytes())
    assert (found.status, found.stage) == ("refuse", stage)
    assert [r.code for r in found.reasons] == ["regles.trop_de_rejets"]
    (stopped, *_) = findings(found)
    assert (stopped["gravite"], stopped["nombre"]) == ("bloquant", 1)


def test_a_file_that_cannot_be_opened_stops_at_the_bytes() -> None:
    found = verdict(b"%PDF-1.4 rien")
    (only,) = findings(found)
    assert (found.stage, only["code"]) == ("octets", "octets.autre_document")


def test_what_stopped_a_file_is_counted_once_though_its_line_is_listed() -> None:
    found = verdict(b"a;b\n1;2\n")
    assert [f["gravite"] for f in findings(found)] == ["bloquant"]
    assert [r.code for r in found.rejects] == ["structure.en_tetes_inconnus"]


def test_the_values_of_a_list_are_put_into_words_once_for_all_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    column = replace(contracts()["eleves"].column("niveau"), label="Niveau des essais")
    told = refusals.facts_of_rule(column)["allowed"]
    monkeypatch.setattr(refusals, "choices", None)
    assert refusals.facts_of_rule(column)["allowed"] == told
    assert "Terminale" in str(told)
