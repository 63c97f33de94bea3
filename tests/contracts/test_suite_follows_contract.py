"""The suite is derived from the contract: every rule gives an expectation, and nothing else does.

The contract is read again here, from its yaml, so that the two readings check each other.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from expectations.contract_suite import contract_suite, row_key
from orchestration.lib.batches import Batch
from orchestration.lib.contracts import contracts
from orchestration.lib.preparation import prepare
from orchestration.lib.recognition import Announced
from orchestration.lib.settings import CONTRACTS, DBT_PROJECT
from tests.fabricated import table, written
from tests.samples import (
    GENUINE,
    genuine,
    genuine_name,
    received,
    validations,
    verdict,
    with_wrong_letter,
)

DOMAINS = sorted(contracts())
FLAGS = (
    "lisible", "cle_de_controle", "forme", "longueur", "annee_future", "autre_annee",
    "entre_colonnes", "donnee_personnelle",
)  # fmt: skip
TOLD = Announced(school_year="2024-2025")
NUMBERS = {"entier", "decimal", "taux"}

CODES = DBT_PROJECT / "seeds" / "nomenclatures" / "codes.csv"
CATALOGUE = DBT_PROJECT / "seeds" / "catalogue" / "cat_indicateurs.csv"
Rule = tuple[str, ...]


def bound(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def codes(custom: dict[str, Any]) -> list[str]:
    """Return the codes of the list that a property names, read again from the seed."""
    with CODES.open(encoding="utf-8", newline="") as stream:
        return [r["code"] for r in csv.DictReader(stream) if r["nomenclature"] ==
                custom.get("nomenclature")]  # fmt: skip


def catalogued(custom: dict[str, Any]) -> list[str]:
    """Return the codes that the catalogue gives to a property, read again from the seed."""
    with CATALOGUE.open(encoding="utf-8", newline="") as stream:
        indicators = [r["indicateur"] for r in csv.DictReader(stream)]
    asked = [i.removesuffix("-q2") for i in indicators if i.endswith("-q2")]
    return {"indicateurs": indicators, "criteres_qualitatifs": asked}.get(
        custom.get("catalogue", ""), []
    )


def one_year(document: dict[str, Any]) -> bool:
    return any(p == {"property": "millesimeUnique", "value": True}
               for p in document["customProperties"])  # fmt: skip


def expected_limits(name: str, kind: str, options: dict[str, Any]) -> Iterator[Rule]:
    if kind in NUMBERS and {"minimum", "maximum"} & set(options):
        yield "bornes", name, *(bound(options.get(k)) for k in ("minimum", "maximum"))
    if "maxLength" in options:
        yield "longueur", f"{name}__longueur", str(options["maxLength"])
    if "pattern" in options:
        yield "forme", f"{name}__forme", options["pattern"]


def expected_rules(domain: str) -> Iterator[Rule]:
    """Yield what the yaml of a contract demands, as (kind of rule, column, details…)."""
    text = (CONTRACTS / f"{domain}.odcs.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    table: dict[str, Any] = document["schema"][0]
    for prop in table["properties"]:
        custom = {c["property"]: c["value"] for c in prop.get("customProperties", [])}
        if custom.get("lue") is False:
            continue
        name, kind = prop["name"], custom.get("typeMetier", "texte")
        options = prop.get("logicalTypeOptions", {})
        yield "lisible", f"{name}__lisible"
        if kind in ("uai", "siret", "ine"):
            yield "cle_de_controle", f"{name}__cle"
        if prop.get("required"):
            yield "obligatoire", name
        listed = custom.get("equivalences") or custom.get("valeurs") or codes(custom)
        listed = listed or catalogued(custom)
        if listed:
            yield "liste", name, *sorted(map(str, listed))
        yield from expected_limits(name, kind, options)
        if custom.get("texteLibre"):
            yield "donnee_personnelle", f"{name}__impersonnel"
    for quality in table.get("quality", []):
        if quality["engine"] != "duckdb":
            continue
        severity = quality.get("severity", "error")
        yield "entre_colonnes", quality["implementation"], quality["description"], severity
    if one_year(document):
        yield "autre_annee", "_annee_du_depot"
    yield "annee_future", "_annee_ouverte"
    yield "cle", ""


def derived_rules(domain: str) -> Iterator[Rule]:
    """Yield what the suite checks, in the same words."""
    for expectation in contract_suite(contracts()[domain]):
        kind = expectation.meta["regle"]
        column = getattr(expectation, "column", "")
        if kind == "liste":
            yield kind, column, *expectation.value_set
        elif kind == "bornes":
            yield kind, column, bound(expectation.min_value), bound(expectation.max_value)
        elif kind in ("forme", "longueur"):
            yield kind, column, str(expectation.meta["attendu"])
        elif kind == "entre_colonnes":
            severity = "error" if expectation.meta["bloquante"] else "warning"
            yield kind, expectation.meta["attendu"], expectation.meta["phrase"], severity
        else:
            yield kind, column


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_suite_holds_every_rule_of_the_contract_and_no_other(domain: str) -> None:
    assert Counter(derived_rules(domain)) == Counter(expected_rules(domain))


@pytest.mark.parametrize("domain", DOMAINS)
def test_flags_must_be_true_and_nothing_is_mostly_enough(domain: str) -> None:
    for expectation in contract_suite(contracts()[domain]):
        if expectation.meta["regle"] in FLAGS:
            assert expectation.value_set == [True]
        assert getattr(expectation, "mostly", 1) == 1


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_key_is_that_of_the_contract_within_a_deposit(domain: str) -> None:
    contract = contracts()[domain]
    (unique,) = [e for e in contract_suite(contract) if e.meta["regle"] == "cle"]
    assert unique.column_list == row_key(contract)
    assert unique.column_list[0] == "_depot"
    assert len(unique.column_list) == len(contract.key) + 1
    kinds = {contract.column(name).business_type for name in contract.key}
    assert ("_annee_scolaire" in unique.column_list) is ("periode" in kinds)


@pytest.mark.usefixtures("open_data")
@pytest.mark.parametrize("domain", GENUINE)
def test_a_batch_holds_what_its_expectations_name_and_nothing_is_left_out_but_what_all_rows_keep(
    domain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = validations(monkeypatch)
    ready = prepare(received(genuine(domain), genuine_name(domain)), contracts())
    kept = {e.column for e in contract_suite(ready.contract) if e.meta["regle"] in FLAGS}
    kept -= Batch([ready]).columns()[1].keys()
    Batch([ready]).failures(lambda: None)
    ((frame, suite),) = given
    for expectation in suite:
        names = [getattr(expectation, "column", None)]
        names += getattr(expectation, "column_list", [])
        assert {n for n in names if n} <= set(frame.columns)
    assert not kept.intersection(frame.columns)
    assert len(suite) == len(contract_suite(ready.contract)) - len(kept)


def test_a_rule_is_sent_to_be_validated_as_soon_as_one_row_breaks_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = validations(monkeypatch)
    rows = table("certifications", 30)
    assert verdict(written("certifications", rows), told=TOLD).rejects == []
    rows[7]["uai"] = with_wrong_letter(rows[7]["uai"])
    rows[8]["inscrit"], rows[8]["present"] = "N", "O"
    found = verdict(written("certifications", rows), told=TOLD)
    assert sorted(r.line for r in found.rejects) == [9, 10]
    flags = [{n for n in frame.columns if "__" in n or "_regle" in n} for frame, _ in given]
    assert flags[0] == set()
    (rule,) = flags[1] - {"uai__cle"}
    assert rule.startswith("_regle_")
    assert [len(suite) for _, suite in given] == [len(given[0][1]), len(given[0][1]) + 2]


def test_the_contracts_together_use_every_kind_of_rule() -> None:
    kinds = {rule[0] for domain in DOMAINS for rule in derived_rules(domain)}
    assert kinds == {
        "lisible", "cle_de_controle", "obligatoire", "liste", "bornes", "forme", "entre_colonnes",
        "annee_future", "cle", "longueur", "autre_annee", "donnee_personnelle",
    }  # fmt: skip
