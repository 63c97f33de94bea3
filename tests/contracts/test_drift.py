"""Drift: a contract is the only home of its rules, and the contracts agree with each other."""

from __future__ import annotations

import csv

import pytest

from orchestration.lib.batches import Batch
from orchestration.lib.contracts import contracts, forbidden_headers, value_key
from orchestration.lib.gate import judge
from orchestration.lib.nomenclatures import SEEDS, code_lists
from orchestration.lib.preparation import Prepared, prepare
from orchestration.lib.recognition import Announced, recognise
from tests.fabricated import made_up, table, written
from tests.samples import GENUINE, pseudonyms, received

DOMAINS = sorted(contracts())
MADE_UP = sorted(set(DOMAINS) - set(GENUINE))


def ready(domain: str, content: bytes | None = None) -> Prepared:
    file = received(content or made_up(domain), told=Announced(school_year="2024-2025"))
    return prepare(file, contracts(), pseudonyms)


def test_every_list_is_used_and_every_list_that_is_used_exists() -> None:
    used = {c.nomenclature for contract in contracts().values() for c in contract.columns}
    assert used - {None} == set(code_lists())
    with (SEEDS / "codes.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(r["nomenclature"], r["code"]) for r in csv.DictReader(stream)]
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_code_or_its_label_gives_the_code(domain: str) -> None:
    for column in contracts()[domain].columns:
        for code in column.values if column.nomenclature else ():
            assert column.equivalences[value_key(code)] == code
        assert set(column.equivalences.values()) == set(column.values)


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_reference_points_at_a_column_of_the_same_kind(domain: str) -> None:
    for column in contracts()[domain].columns:
        if column.reference is not None:
            target, _, name = column.reference.partition(".")
            assert contracts()[target].column(name).business_type == column.business_type
            assert contracts()[target].column(name).personal_level == column.personal_level


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("style", ["libellés", "noms techniques", "colonnes obligatoires"])
def test_a_file_with_the_headers_of_a_contract_is_recognised_among_all(
    domain: str, style: str
) -> None:
    contract = contracts()[domain]
    kept = [c for c in contract.columns if style != "colonnes obligatoires" or not c.optional]
    header = [c.name if style == "noms techniques" else c.label for c in kept]
    found = recognise(header, "export.csv", Announced(), contracts())
    assert (found.contract.domain, found.unknown, found.missing) == (domain, (), ())


@pytest.mark.parametrize("domain", MADE_UP)
@pytest.mark.parametrize("labels", [True, False], ids=["libellés", "noms techniques"])
def test_a_file_that_keeps_its_contract_is_accepted_whole(domain: str, labels: bool) -> None:
    content = written(domain, table(domain, 12), labels=labels)
    file = received(content, told=Announced(school_year="2024-2025"))
    (verdict,) = judge([file], contracts(), None, pseudonyms)
    assert (verdict.reasons, verdict.rejects, verdict.status) == ([], [], "accepte")
    assert verdict.contract is contracts()[domain]
    assert verdict.table.num_rows == 12


@pytest.mark.parametrize("domain", MADE_UP)
def test_every_rule_across_columns_can_be_evaluated_and_says_what_to_do(domain: str) -> None:
    batch = Batch([ready(domain)])
    assert all(flags.all() for flags in batch._rules().values())
    assert len(batch._rules()) == len(contracts()[domain].rules)
    for rule in contracts()[domain].rules:
        assert rule.sentence.count(" : ") == 1
        assert rule.sentence.endswith(".")


@pytest.mark.parametrize("domain", DOMAINS)
def test_only_free_texts_are_pseudonymised_and_they_are_all_required(domain: str) -> None:
    for column in contracts()[domain].pseudonymised:
        assert column.business_type in ("ine", "agent")
        assert column.required


@pytest.mark.parametrize("domain", MADE_UP)
def test_no_new_contract_declares_a_forbidden_column(domain: str) -> None:
    for column in contracts()[domain].columns:
        assert not column.headers & forbidden_headers(), column.name


def test_the_forbidden_columns_are_those_of_the_conventions_and_their_spellings() -> None:
    conventions = {
        "nom", "prenom", "adresse", "telephone", "courriel", "numen", "nir", "date_naissance",
        "photo", "religion", "nationalite",
    }  # fmt: skip
    usual = {
        "nom_eleve", "nom_de_famille", "nom_usage", "prenom_eleve", "prenoms", "ne_le", "email",
        "date_de_naissance", "numero_securite_sociale", "mail", "mel", "adresse_postale", "tel",
        "portable",
    }  # fmt: skip
    assert conventions | usual <= forbidden_headers()
