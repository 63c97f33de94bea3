"""Personal data: no value of a personal column leaves the original, whatever is wrong with it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
)
from great_expectations.datasource.fluent.interfaces import Batch

from orchestration.lib import deposits
from orchestration.lib.contracts import Contract, load_contract
from orchestration.lib.deposits import Receipt, Reception
from orchestration.lib.gate import Grounds
from orchestration.lib.inbox import receiving
from orchestration.lib.inbox.receiving import Source
from orchestration.lib.plausibility.examine import Examiner
from orchestration.lib.pseudonyms import pseudonymiser
from orchestration.lib.recognition import Announced
from orchestration.lib.settings import Settings
from tests.samples import uai

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: eleves
name: Élèves suivis
version: 1.0.0
status: active
schema:
  - name: eleves
    properties:
      - {name: annee, logicalType: string, required: true, primaryKey: true,
         customProperties: [{property: typeMetier, value: periode}]}
      - {name: uai, logicalType: string, required: true,
         customProperties: [{property: typeMetier, value: uai}]}
      - {name: ine, logicalType: string, required: true, primaryKey: true,
         logicalTypeOptions: {pattern: '^[0-9]{9}[A-Z]{2}$'},
         customProperties: [{property: donneePersonnelle, value: directe}]}
      - {name: nom, logicalType: string, required: true,
         customProperties: [{property: donneePersonnelle, value: directe}]}
      - {name: naissance, logicalType: date,
         customProperties: [{property: typeMetier, value: date},
           {property: donneePersonnelle, value: sensible}]}
      - {name: bourse, logicalType: string,
         customProperties: [{property: donneePersonnelle, value: sensible},
           {property: equivalences, value: {O: [oui], N: [non]}}]}
      - {name: moyenne, logicalType: number, logicalTypeOptions: {minimum: 0, maximum: 20},
         customProperties: [{property: typeMetier, value: decimal},
           {property: donneePersonnelle, value: sensible}]}
      - {name: absences, logicalType: integer, logicalTypeOptions: {minimum: 0},
         customProperties: [{property: typeMetier, value: entier}]}
customProperties:
  - {property: nomsOfficiels, value: ['^eleves']}
  - {property: periode, value: {colonne: annee, nature: annee_scolaire}}
  - {property: territoire, value: {colonne: uai, nature: uai}}
"""
HEADER = "annee;uai;ine;nom;naissance;bourse;moyenne;absences"
SCHOOL = uai("0630018")
GOOD = [f"2024-2025;{SCHOOL};{i:09d}AB;NOM{i};2010-01-{i:02d};O;12,5;3" for i in range(1, 21)]
SECRETS = ("SECRETINE", "LEPERSONNEL", "NEE-EN-SECRET", "BOURSIERE", "NOTESECRETE", "990000001ZZ")
BAD = {
    "forme": f"2024-2025;{SCHOOL};SECRETINE;LEPERSONNEL;2010-01-01;O;12;3",
    "date": f"2024-2025;{SCHOOL};990000001ZZ;LEPERSONNEL;NEE-EN-SECRET;O;12;3",
    "liste": f"2024-2025;{SCHOOL};990000001ZZ;LEPERSONNEL;2010-01-01;BOURSIERE;12;3",
    "nombre": f"2024-2025;{SCHOOL};990000001ZZ;LEPERSONNEL;2010-01-01;O;NOTESECRETE;3",
    "autre colonne": f"2024-2025;{SCHOOL};990000001ZZ;LEPERSONNEL;2010-01-01;O;12;beaucoup",
    "ligne trop longue": f"2024-2025;{SCHOOL};990000001ZZ;LEPERSONNEL;2010-01-01;O;1;3;NOTESECRETE",
    "ligne trop courte": f"2024-2025;{SCHOOL};990000001ZZ;LEPERSONNEL",
    "guillemet": f'2024-2025;{SCHOOL};990000001ZZ;LE"PERSONNEL LEPERSONNEL;2010-01-01;O;12;3',
    "année": f"2040-2041;{SCHOOL};990000001ZZ;LEPERSONNEL;2010-01-01;O;12;3",
    "uai": "2024-2025;0630018Z;990000001ZZ;LEPERSONNEL;2010-01-01;O;12;3",
}


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    path = tmp_path_factory.mktemp("contrats") / "eleves.odcs.yaml"
    path.write_text(CONTRACT, encoding="utf-8")
    return load_contract(path)


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch) -> list[ExpectationSuiteValidationResult]:
    """Keep a copy of every result that Great Expectations returns."""
    kept: list[ExpectationSuiteValidationResult] = []
    validate: Callable[..., ExpectationSuiteValidationResult] = Batch.validate

    def observed(self: Batch, *args: object, **options: object) -> object:
        kept.append(validate(self, *args, **options))
        return kept[-1]

    monkeypatch.setattr(Batch, "validate", observed)
    return kept


def judged(settings: Settings, contract: Contract, lines: list[str], folder: Path) -> Receipt:
    path = folder / "eleves.csv"
    path.write_text("\r\n".join([*lines, ""]), encoding="utf-8")
    reception = receiving.receive(settings, Source(path, Announced()), datetime.now(UTC))
    assert isinstance(reception, Reception)
    known = {contract.domain: contract}
    grounds = Grounds(known, pseudonyms=partial(pseudonymiser, settings))
    examiner = Examiner(settings.lake, known, settings.academie.codes_departements)
    (receipt,) = deposits.process(settings, [reception], grounds, frozenset(), False, examiner)
    return receipt


def said(settings: Settings, receipt: Receipt) -> str:
    """Return everything that was written about a deposit, except the original."""
    folder = settings.deposits / receipt.depot
    return "".join(
        p.read_text(encoding="utf-8") for p in folder.iterdir() if p.suffix in (".json", ".csv")
    )


def assert_silent(text: str) -> None:
    assert not [secret for secret in SECRETS if secret in text]
    assert not [line for line in GOOD if line.split(";")[2] in text]


@pytest.mark.parametrize("case", BAD)
def test_a_rejected_row_never_shows_a_personal_value(
    settings: Settings,
    contract: Contract,
    tmp_path: Path,
    results: list[ExpectationSuiteValidationResult],
    case: str,
) -> None:
    receipt = judged(settings, contract, [HEADER, *GOOD, BAD[case]], tmp_path)
    assert (receipt.statut, receipt.lignes_rejetees) == ("accepte_avec_rejets", 1)
    listed = list(deposits.read_rejects(settings.deposits, receipt.depot))
    assert {r.line for r in listed} == {22}
    assert all(r.problem and r.remedy for r in listed)
    assert_silent(said(settings, receipt))
    assert results
    for result in results:
        assert_silent(json.dumps(result.to_json_dict(), ensure_ascii=False))


def test_what_is_not_personal_is_still_shown(
    settings: Settings, contract: Contract, tmp_path: Path
) -> None:
    receipt = judged(settings, contract, [HEADER, *GOOD, BAD["autre colonne"]], tmp_path)
    (reject,) = deposits.read_rejects(settings.deposits, receipt.depot)
    assert (reject.column, reject.value) == ("absences", "beaucoup")


@pytest.mark.parametrize(
    "lines",
    [
        [*GOOD, *BAD.values()],
        [HEADER, *[BAD["date"]] * 30],
        [HEADER, *BAD.values()],
        [HEADER.replace("naissance", "NEE"), *GOOD],
        [HEADER, *GOOD, f'2024-2025;{SCHOOL};990000001ZZ;"LEPERSONNEL;2010-01-01;O;12;3'],
        [HEADER, *GOOD, *GOOD, BAD["forme"], BAD["forme"]],
        [HEADER, *GOOD, f"2024-2025;{SCHOOL};990000001ZZ;LEPERS\x00ONNEL;2010-01-01;O;12;3"],
    ],
    ids=["sans en-têtes", "tout mauvais", "de tout", "colonne absente", "guillemet ouvert",
         "doublons", "octet nul"],
)  # fmt: skip
def test_a_refused_file_never_shows_a_personal_value(
    settings: Settings, contract: Contract, tmp_path: Path, lines: list[str]
) -> None:
    receipt = judged(settings, contract, lines, tmp_path)
    assert receipt.statut in ("refuse", "accepte_avec_rejets")
    assert_silent(said(settings, receipt))


def test_two_rows_of_one_person_are_named_by_their_lines_only(
    settings: Settings, contract: Contract, tmp_path: Path
) -> None:
    twice = [f"2024-2025;{SCHOOL};990000001ZZ;LEPERSONNEL;2010-01-01;O;{note};3" for note in (8, 9)]
    receipt = judged(settings, contract, [HEADER, *GOOD, *twice], tmp_path)
    assert receipt.lignes_rejetees == 2
    assert_silent(said(settings, receipt))


def test_a_formula_in_a_cell_does_not_run_in_the_spreadsheet_of_the_depositor(
    settings: Settings, contract: Contract, tmp_path: Path
) -> None:
    line = BAD["autre colonne"].replace("beaucoup", "=1+1")
    receipt = judged(settings, contract, [HEADER, *GOOD, line], tmp_path)
    listed = (settings.deposits / receipt.depot / deposits.REJECTS).read_text("utf-8-sig")
    (row,) = csv.reader(listed.splitlines()[1:], delimiter=";")
    assert row[2] == "'=1+1"
    (reject,) = deposits.read_rejects(settings.deposits, receipt.depot)
    assert reject.value == "=1+1"
