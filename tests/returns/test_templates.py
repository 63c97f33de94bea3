"""Template workbooks: what they let in, what they keep whole, and that filling one is accepted."""

from __future__ import annotations

import io
import os

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from returns.conftest import Rows
from returns.filling import filled

from expectations.contract_suite import FREE_TYPES, contract_suite
from orchestration.cli.main import cli
from orchestration.lib.choices import choices
from orchestration.lib.contracts import contracts
from orchestration.lib.guidance import sayings
from orchestration.lib.guidance.template import header_of, template_workbook
from orchestration.lib.preparation import prepare
from orchestration.lib.recognition import Announced, recognise
from orchestration.lib.school_years import containing, parse_date
from orchestration.lib.scoping import designated_year
from orchestration.lib.settings import Settings
from tests.samples import Platform, pseudonyms, received, verdict

YEAR = "2025-2026"
SOAK = os.environ.get("PSA_SOAK")


def opened(domain: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template_workbook(contracts()[domain], YEAR)))


def validation(sheet: Worksheet, header: str) -> DataValidation:
    """Return what a column lets in."""
    column = next(c.column_letter for c in sheet[1] if c.value == header)
    return next(v for v in sheet.data_validations.dataValidation if f"{column}2" in v.sqref)


def test_every_template_filled_with_good_rows_reads_without_a_fault(good_rows: Rows) -> None:
    """The whole gate is run below for a few, and for all of them in the long form."""
    faults = {}
    for domain, contract in contracts().items():
        year, rows = good_rows[domain]
        content = filled(template_workbook(contract, year), contract, rows)
        found = prepare(received(content, "mon fichier.xlsx"), {domain: contract}, pseudonyms)
        header = [header_of(c, contract, year) for c in sayings.asked_columns(contract)]
        among_all = recognise(header, "mon fichier.xlsx", Announced(), contracts()).contract
        told = [among_all is not contract, found.rejects, found.warnings, sorted(found.flags)]
        if any(told) or found.read != len(rows):
            faults[domain] = told
    assert faults == {}


@pytest.mark.parametrize(
    "domain",
    sorted(contracts()) if SOAK else ["devoirs_faits", "etablissements_ep", "reunions"],
)
def test_a_filled_template_is_accepted_without_a_remark(good_rows: Rows, domain: str) -> None:
    year, rows = good_rows[domain]
    contract = contracts()[domain]
    found = verdict(filled(template_workbook(contract, year), contract, rows), "Classeur1.xlsx")
    assert (found.status, [str(w) for w in found.warnings]) == ("accepte", [])
    assert found.read == len(rows)


def test_the_name_that_a_template_proposes_is_accepted_too(
    platform: Platform, good_rows: Rows
) -> None:
    year, rows = good_rows["devoirs_faits"]
    contract = contracts()["devoirs_faits"]
    content = filled(template_workbook(contract, year), contract, rows)
    receipt = platform.deposit(content, f"devoirs_faits__{year}__academie.xlsx")
    assert (receipt.statut, receipt.avertissements, receipt.annees) == ("accepte", [], [year])


def test_a_closed_list_is_a_drop_down_of_words_that_the_reader_knows() -> None:
    book = opened("devoirs_faits")
    told = validation(book["Données"], "Niveau")
    assert told.type == "list"
    assert told.errorStyle in (None, "stop")
    column = contracts()["devoirs_faits"].column("niveau")
    cells = book["Listes"][told.formula1.split("!")[1].replace("$", "")]
    shown = [row[0].value for row in cells]
    assert shown == [c.shown for c in choices(column)]
    assert "6e" in shown
    assert told.error == (
        "La valeur ne fait pas partie des valeurs attendues. Valeurs attendues : "
        + ", ".join(shown)
        + "."
    )


def test_a_list_of_hundreds_of_values_has_its_place() -> None:
    told = validation(opened("cibles")["Données"], "Indicateur")
    values = len(contracts()["cibles"].column("indicateur").values)
    assert values > 255 / 6  # Too long for a list written in the validation itself.
    assert told.formula1.endswith(f"${values + 1}")


@pytest.mark.parametrize(
    ("header", "kind", "bounds"),
    [
        ("Séances suivies", "whole", ("0", "2147483648")),
        ("Heures hebdomadaires", "decimal", ("0", "10")),
    ],
)
def test_bounds_of_numbers_are_those_of_the_contract(
    header: str, kind: str, bounds: tuple[str, str]
) -> None:
    told = validation(opened("devoirs_faits")["Données"], header)
    assert (told.type, (told.formula1, told.formula2)) == (kind, bounds)
    assert told.prompt
    assert told.error.startswith("La valeur ")


def test_a_date_is_a_date_and_a_code_stays_a_text() -> None:
    sheet = opened("devoirs_faits")["Données"]
    assert validation(sheet, "Date d'inscription").type == "date"
    formats = {c.value: sheet.column_dimensions[c.column_letter].number_format for c in sheet[1]}
    assert formats["Date d'inscription"] == "dd/mm/yyyy"
    assert {formats[name] for name in ("UAI", "INE", "Année scolaire", "Niveau")} == {"@"}


def test_headers_are_locked_and_the_cells_below_are_not() -> None:
    sheet = opened("devoirs_faits")["Données"]
    assert sheet.protection.sheet
    assert all(cell.protection.locked for cell in sheet[1])
    widths = [sheet.column_dimensions[cell.column_letter] for cell in sheet[1]]
    assert not any(w.protection.locked for w in widths)
    assert sheet.freeze_panes == "A2"
    assert "Exemple : " in next(c for c in sheet[1] if c.value == "UAI").comment.text


def test_the_instructions_say_who_when_and_how() -> None:
    book = opened("devoirs_faits")
    told = "\n".join(str(c.value) for row in book["Mode d'emploi"] for c in row if c.value)
    assert "10 juillet" in told
    assert "devoirs-faits@donnees.example" in told
    assert "Le nombre de séances suivies dépasse celui des séances proposées" in told
    assert "version 1.0.0" in told
    assert book["Listes"].sheet_state == "hidden"
    properties = {p.name: p.value for p in book.custom_doc_props.props}
    assert properties == {"psa_modele": "devoirs_faits", "psa_version_du_contrat": "1.0.0"}


def test_a_header_that_bears_a_school_year_bears_the_one_asked_for() -> None:
    headers = [c.value for c in opened("etablissements_ep")["Données"][1]]
    assert "ep_2025_2026" in headers


def test_same_contract_same_bytes() -> None:
    contract = contracts()["actions"]
    assert template_workbook(contract, YEAR) == template_workbook(contract, YEAR)


def test_a_column_tells_the_rules_that_the_suite_checks() -> None:
    for contract in contracts().values():
        checked: dict[str, set[str]] = {}
        for rule in contract_suite(contract):
            name = str(getattr(rule, "column", "")).partition("__")[0]
            meta = rule.meta or {}
            if name in {c.name for c in contract.loaded} and meta.get("bloquante", True):
                checked.setdefault(name, set()).add(meta["regle"])
        for column in contract.loaded:
            # Any text can be read: only an error of the spreadsheet cannot, and it says so itself.
            unsaid = {"lisible"} if column.business_type in FREE_TYPES else set()
            told = set(sayings.rules_of(column))
            assert told == checked.get(column.name, set()) - unsaid, (contract.domain, column.name)


def test_the_command_writes_where_it_is_asked(settings: Settings, tmp_path: object) -> None:
    run = CliRunner()
    with run.isolated_filesystem(str(tmp_path)):
        done = run.invoke(cli, ["template", "actions", "--school-year", YEAR])
        assert done.exit_code == 0, done.output
        assert f"actions__{YEAR}__academie.xlsx" in done.stdout
        assert openpyxl.load_workbook(f"actions__{YEAR}__academie.xlsx").sheetnames[0] == "Données"
        done = run.invoke(cli, ["template", "actions", "--output", "."])
        assert done.exit_code == 0, done.output
        assert openpyxl.load_workbook("modele_actions.xlsx").sheetnames[0] == "Données"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["template"], "Donnez un domaine"),
        (["template", "devoir_faits"], "devoirs_faits"),
        (["template", "actions", "--all", "x"], "Donnez un domaine, ou --all"),
        (["template", "actions", "--output", "actions"], "finit par .xlsx"),
    ],
)
def test_a_wrong_use_says_how(settings: Settings, arguments: list[str], told: str) -> None:
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 2
    assert told in done.stderr


@pytest.mark.parametrize("year", ["2023-2024", "2026-2027"])
def test_examples_are_of_the_school_year_of_the_template(year: str) -> None:
    """Who copies the example of a session would else hand in the year before."""
    named = {}
    for domain, contract in contracts().items():
        for column in contract.columns:
            example = sayings.example(column, contract, year)
            if column.name == contract.period_column and contract.period_kind != "en_tete":
                named[domain] = designated_year(example, contract)
            elif column.business_type == "date":
                day = parse_date(example)
                assert day is not None
                assert containing(day) == year
    assert len(named) > 50
    assert set(named.values()) == {year}


def test_the_session_of_the_year_is_proposed_and_another_one_is_not_refused() -> None:
    told = validation(opened("certifications")["Données"], "Session")
    assert (told.type, told.formula1, told.errorStyle) == ("list", f'"{YEAR[5:]}"', "warning")
    assert told.error == (
        "Ce modèle est celui de l'année scolaire 2025-2026 : on attend ici « 2026 »."
    )
