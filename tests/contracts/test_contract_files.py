"""The contract files: valid, complete, unambiguous."""

from __future__ import annotations

import re
import socket
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from orchestration.lib.contracts import NUMERIC, TERRITORY_KINDS, contracts, load_contract
from orchestration.lib.lake import lake_schema
from orchestration.lib.nomenclatures import fold
from orchestration.lib.settings import CONTRACTS
from tests.samples import GENUINE, OPEN_DATA, genuine_name

PATHS = sorted(CONTRACTS.glob("*.odcs.yaml"))
DOMAINS = [p.name.removesuffix(".odcs.yaml") for p in PATHS]


def document(domain: str) -> dict[str, object]:
    return yaml.safe_load((CONTRACTS / f"{domain}.odcs.yaml").read_text(encoding="utf-8"))


def test_there_is_one_contract_per_dataset_and_it_has_the_name_of_its_file() -> None:
    assert set(GENUINE) <= set(DOMAINS)
    assert sorted(contracts()) == sorted(DOMAINS)
    for domain in DOMAINS:
        assert document(domain)["id"] == document(domain)["domain"] == domain


def test_every_contract_is_a_valid_odcs_document_without_any_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from datacontract.data_contract import DataContract

    def closed(*_: object) -> None:
        raise AssertionError("le réseau est demandé")

    monkeypatch.setattr(socket.socket, "connect", closed)
    monkeypatch.setattr(socket, "getaddrinfo", closed)
    for path in PATHS:
        run = DataContract(data_contract_file=str(path)).lint()
        assert run.result == "passed", (path.name, run.checks)


def test_the_linter_refuses_what_the_standard_does_not_know(tmp_path: Path) -> None:
    from datacontract.data_contract import DataContract

    broken = tmp_path / "broken.odcs.yaml"
    text = PATHS[0].read_text(encoding="utf-8")
    broken.write_text(text.replace("kind: DataContract", "kind: Contrat"), encoding="utf-8")
    assert DataContract(data_contract_file=str(broken)).lint().result != "passed"


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_contract_says_what_it_is_for_who_owns_it_and_when_it_is_late(domain: str) -> None:
    found = document(domain)
    assert all(found["description"][key] for key in ("purpose", "usage", "limitations"))  # type: ignore[index]
    assert found["team"]["name"]  # type: ignore[index]
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(found["version"]))
    assert bool(contracts()[domain].official_names) == (domain in GENUINE)
    sla = {s["property"] for s in found["slaProperties"]}  # type: ignore[attr-defined]
    # A closed edition promises nothing more: neither a frequency nor a delay.
    promised = {"frequency", "latency", "retention"}
    assert sla in (promised, promised | {"dueDate"}, {"retention"})
    if domain not in GENUINE:
        assert "@" in str(contracts()[domain].contact)
        # What nobody is expected to hand in is never late.
        assert contracts()[domain].expected == ("dueDate" in sla)
        if "dueDate" in sla:
            date.fromisoformat(f"2024-{contracts()[domain].due_date}")
    assert (contracts()[domain].latency_months is not None) == ("frequency" in sla)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_column_is_described_and_has_a_header(domain: str) -> None:
    contract = contracts()[domain]
    assert len({c.name for c in contract.columns}) == len(contract.columns)
    for column in contract.columns:
        assert column.headers or column.header_pattern
        assert column.label
        if column.loaded:
            assert len(column.description) >= 5, column.name
            assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
    lake_schema(contract)


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_columns_that_a_contract_points_at_exist_and_reach_the_lake(domain: str) -> None:
    contract = contracts()[domain]
    loaded = {c.name for c in contract.loaded}
    assert contract.key
    assert set(contract.key) <= loaded
    assert contract.territory_kind in TERRITORY_KINDS
    assert (contract.territory_column is None) <= (contract.territory_kind == "academie")
    pointed = (
        contract.period_column, contract.territory_column, contract.territory_type,
        contract.territory_fallback, contract.measure_column,
    )  # fmt: skip
    assert {name for name in pointed if name is not None} <= loaded
    # A deposit of one school year needs no year in its key: it is already in that of the lake.
    if contract.period_kind not in ("instantane", "en_tete") and not contract.one_year:
        assert contract.period_column in contract.key
    if contract.period_kind == "en_tete":
        assert contract.column(contract.period_column or "").header_pattern
    for rule in contract.rules:
        assert rule.sentence.endswith(".")
        assert rule.sentence.count(" : ") == 1


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_key_is_mandatory_or_the_contract_says_what_stands_for_it(domain: str) -> None:
    contract = contracts()[domain]
    free = {c.name for c in contract.columns if c.key and not c.required}
    expected = {"dnb_departement": {"code_departement"}, "barometre_2024": {"date_mesure"},
                "bien_etre_travail": {"fonction"}}  # fmt: skip
    assert free == expected.get(domain, set())


@pytest.mark.parametrize("domain", DOMAINS)
def test_logical_and_business_types_agree(domain: str) -> None:
    expected = {
        "entier": "integer", "decimal": "number", "taux": "number", "date": "date",
        "horodatage": "timestamp", "booleen": "boolean",
    }  # fmt: skip
    for column in contracts()[domain].loaded:
        assert column.logical_type == expected.get(column.business_type, "string"), column.name
        bounded = column.minimum is not None or column.maximum is not None
        assert not bounded or column.business_type in NUMERIC, column.name
        if column.business_type == "taux":
            assert (column.minimum, column.maximum) == (0, 100), column.name


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_header_names_two_columns(domain: str) -> None:
    columns = contracts()[domain].columns
    for one, other in combinations(columns, 2):
        assert not one.headers & other.headers, (one.name, other.name)
    for column in columns:
        assert fold(column.label) in column.headers
        sample = "ep_2024_2025"
        assert sum(c.accepts_header(sample) for c in columns) == (domain == "etablissements_ep")


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_spelling_of_a_closed_list_means_two_values(domain: str) -> None:
    properties = document(domain)["schema"][0]["properties"]  # type: ignore[index]
    seen = 0
    for prop in properties:
        custom = {c["property"]: c["value"] for c in prop.get("customProperties", [])}
        lists = custom.get("equivalences", {})
        spellings = [fold(str(s)) + "+" * str(s).count("+") for v in lists.values() for s in v]
        assert len(set(spellings)) == len(spellings), prop["name"]
        canonical = {fold(str(k)) + "+" * str(k).count("+") for k in lists}
        assert all(
            not {fold(str(s)) + "+" * str(s).count("+") for s in v} & (canonical - {fold(str(k))})
            for k, v in lists.items()
        ), prop["name"]
        seen += len(lists)
    catalogued = {p["name"] for p in properties for c in p.get("customProperties", [])
                  if c["property"] == "catalogue"}  # fmt: skip
    own = [
        c for c in contracts()[domain].columns
        if c.equivalences and not c.nomenclature and c.name not in catalogued
    ]  # fmt: skip
    assert seen == sum(len(set(c.equivalences.values())) for c in own)


@pytest.mark.parametrize("domain", GENUINE)
def test_an_official_file_name_belongs_to_one_contract(domain: str) -> None:
    owners = [d for d, c in contracts().items() if c.owns_file_name(genuine_name(domain))]
    assert owners == [domain]
    assert contracts()[domain].owns_file_name(genuine_name(domain).upper())


def test_no_file_name_belongs_to_two_contracts(open_data: Path) -> None:
    for path in sorted(OPEN_DATA.rglob("*.csv")):
        owners = [d for d, c in contracts().items() if c.owns_file_name(path.name)]
        assert len(owners) <= 1, path.name
    assert not [
        d
        for d, c in contracts().items()
        for name in ("fr-en-ips-ecoles-ap2022.csv", "fr-en-inserjeunes-cfa-niveau.csv",
                     "fr-en-baccalaureat-par-academie.csv", "export.csv", "fr-en-ips-lycees.csv")
        if c.owns_file_name(name)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("domain", "text", "broken", "message"),
    [
        ("ivac", "typeMetier, value: uai", "typeMetier, value: inconnu",
         "typeMetier « inconnu » inconnu"),
        ("ivac", "nature: session", "nature: inconnu", "nature de période « inconnu » inconnue"),
        ("ivac", "nature: uai", "nature: inconnu", "nature de territoire « inconnu » inconnue"),
        ("ivac", "colonne: uai, nature: uai", "nature: uai",
         "la nature de territoire « uai » demande une colonne"),
        ("cibles", "nature: type, type: territoire_type", "nature: type",
         "la colonne du type va avec la nature de territoire « type »"),
        ("cibles", "nature: type, type", "nature: uai, type",
         "la colonne du type va avec la nature de territoire « type »"),
        ("cibles", "etranger: rejet", "etranger: inconnu", "territoire etranger « inconnu »"),
        ("cibles", "remplacement, value: cle", "remplacement, value: inconnu",
         "remplacement : valeur « inconnu » inconnue"),
        ("cibles", "catalogue, value: indicateurs", "catalogue, value: inconnu",
         "liste du catalogue « inconnu » inconnue"),
        ("cibles", "sansDonneePersonnelle", "inconnu", "texteLibre : valeur « inconnu » inconnue"),
        ("cibles", "nomenclature, value: niveau_territoire", "nomenclature, value: inconnu",
         "nomenclature « inconnu » inconnue"),
    ],
)  # fmt: skip
def test_a_contract_that_the_platform_cannot_apply_is_refused_with_its_reason(
    tmp_path: Path, domain: str, text: str, broken: str, message: str
) -> None:
    source = (CONTRACTS / f"{domain}.odcs.yaml").read_text(encoding="utf-8")
    assert text in source
    path = tmp_path / f"{domain}.odcs.yaml"
    path.write_text(source.replace(text, broken, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(message)):
        load_contract(path)
