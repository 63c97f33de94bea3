"""The suite is derived from the contract: every rule gives an expectation, and nothing else does.

The contract is read again here, from its yaml, so that the two readings check each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from expectations.contract_suite import contract_suite, row_key
from orchestration.lib.contracts import contracts
from orchestration.lib.preparation import prepare
from orchestration.lib.settings import CONTRACTS
from tests.samples import GENUINE, genuine, genuine_name, received

DOMAINS = sorted(contracts())
PARSED = {
    "uai", "departement", "academie", "commune", "periode", "entier", "decimal", "taux", "date",
    "horodatage", "booleen", "zone",
}  # fmt: skip
NUMBERS = {"entier", "decimal", "taux"}

Rule = tuple[str, ...]


def bound(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def expected_rules(domain: str) -> Iterator[Rule]:
    """Yield what the yaml of a contract demands, as (kind of rule, column, details…)."""
    text = (CONTRACTS / f"{domain}.odcs.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.safe_load(text)["schema"][0]
    for prop in table["properties"]:
        custom = {c["property"]: c["value"] for c in prop.get("customProperties", [])}
        if custom.get("lue") is False:
            continue
        name, kind = prop["name"], custom.get("typeMetier", "texte")
        options = prop.get("logicalTypeOptions", {})
        if kind in PARSED:
            yield "lisible", f"{name}__lisible"
        if kind == "uai":
            yield "cle_uai", f"{name}__cle"
        if prop.get("required"):
            yield "obligatoire", name
        if "equivalences" in custom:
            yield "liste", name, *sorted(map(str, custom["equivalences"]))
        if kind in NUMBERS and {"minimum", "maximum"} & set(options):
            yield "bornes", name, *(bound(options.get(k)) for k in ("minimum", "maximum"))
        if "pattern" in options:
            yield "forme", name, options["pattern"]
    for quality in table.get("quality", []):
        kwargs = quality["implementation"]["kwargs"]
        yield "entre_colonnes", kwargs["column_A"], kwargs["column_B"], quality["description"]
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
        elif kind == "forme":
            yield kind, column, expectation.regex
        elif kind == "entre_colonnes":
            pair = (expectation.column_A, expectation.column_B)
            yield kind, *pair, expectation.meta["phrase"]
        else:
            yield kind, column


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_suite_holds_every_rule_of_the_contract_and_no_other(domain: str) -> None:
    assert Counter(derived_rules(domain)) == Counter(expected_rules(domain))


@pytest.mark.parametrize("domain", DOMAINS)
def test_flags_must_be_true_and_nothing_is_mostly_enough(domain: str) -> None:
    for expectation in contract_suite(contracts()[domain]):
        if expectation.meta["regle"] in ("lisible", "cle_uai", "annee_future"):
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
def test_every_column_that_the_suite_names_is_in_the_batch(domain: str) -> None:
    frame = prepare(received(genuine(domain), genuine_name(domain)), contracts()).frame
    for expectation in contract_suite(contracts()[domain]):
        names = [getattr(expectation, a, None) for a in ("column", "column_A", "column_B")]
        names += getattr(expectation, "column_list", [])
        assert {n for n in names if n} <= set(frame.columns)


def test_the_contracts_together_use_every_kind_of_rule() -> None:
    kinds = {rule[0] for domain in DOMAINS for rule in derived_rules(domain)}
    assert kinds == {
        "lisible", "cle_uai", "obligatoire", "liste", "bornes", "forme", "entre_colonnes",
        "annee_future", "cle",
    }  # fmt: skip
