"""What a contract may ask beyond types: lists, months, one school year, rules in SQL."""

from __future__ import annotations

import pytest

from orchestration.lib import cleaning, gate
from orchestration.lib.contracts import contracts
from orchestration.lib.gate import Verdict, judge
from orchestration.lib.nomenclatures import code_lists
from orchestration.lib.recognition import Announced
from tests.fabricated import SIRET, made_up, table, written
from tests.samples import pseudonyms, received, validations, verdict

YEAR = "2024-2025"
POSTE = "35600000049837"  # not a Luhn number: its digits add up to a multiple of 5


def judged(domain: str, rows: list[dict[str, str]], **told: str) -> Verdict:
    return verdict(written(domain, rows), told=Announced(**({"school_year": YEAR} | told)))


def one_reject(found: Verdict) -> tuple[int, str, str, str]:
    (reject,) = found.rejects
    return reject.line, reject.column, reject.value, reject.problem


@pytest.mark.parametrize("written_as", ["6EME", "6eme", " 6ème "])
def test_a_code_of_a_list_is_read_without_case_or_accent(written_as: str) -> None:
    found = judged("devoirs_faits", table("devoirs_faits", 5, niveau=written_as))
    assert set(found.table["niveau"].to_pylist()) == {"6EME"}


def test_the_label_of_a_code_is_the_code() -> None:
    codes = code_lists()["densite"]
    domain, name = next(
        (d, c.name) for d, contract in contracts().items() for c in contract.loaded
        if c.nomenclature == "densite"
    )  # fmt: skip
    rows = [{**row, name: codes["7"].upper()} for row in table(domain, 5)]
    found = judged(domain, rows)
    assert (found.rejects, set(found.table[name].to_pylist())) == ([], {"7"})


def test_a_code_outside_the_values_that_the_contract_keeps_is_rejected() -> None:
    assert "2NDE_GT" in contracts()["eleves"].column("niveau").values
    rows = table("devoirs_faits", 20)
    rows[4]["niveau"] = "2NDE_GT"
    line, column, value, problem = one_reject(judged("devoirs_faits", rows))
    assert (line, column, value) == (6, "Niveau", "2NDE_GT")
    assert "valeurs attendues" in problem


@pytest.mark.parametrize(
    ("month", "kept", "year"),
    [("2024-03", "2024-03", "2023-2024"), ("2007-08", "2007-08", "2006-2007"),
     ("09/2024", "2024-09", "2024-2025"), ("2024-12-01", "2024-12", "2024-2025")],
)  # fmt: skip
def test_a_month_belongs_to_its_school_year(month: str, kept: str, year: str) -> None:
    found = judged("usages_numeriques", table("usages_numeriques", 3, mois=month), school_year="")
    assert (found.rejects, found.table["mois"].to_pylist()) == ([], [kept] * 3)
    assert set(found.table["_annee_scolaire"].to_pylist()) == {year}


def test_two_months_of_one_school_year_are_two_rows_and_one_month_written_twice_is_one() -> None:
    rows = [{**table("usages_numeriques", 1)[0], "mois": m} for m in ("2024-10", "2024-11")]
    assert judged("usages_numeriques", rows).table.num_rows == 2
    again = judged("usages_numeriques", [*rows, {**rows[0], "mois": "10/2024"}])
    assert "répète" in one_reject(again)[3]


@pytest.mark.parametrize("month", ["2024-13", "mars", "2024"])
def test_what_is_no_month_is_rejected(month: str) -> None:
    rows = table("usages_numeriques", 20)
    rows[0]["mois"] = month
    line, column, value, problem = one_reject(judged("usages_numeriques", rows))
    assert (line, column, value, problem) == (2, "Mois", month, "n'est pas un mois")


def test_a_row_of_another_year_than_the_deposit_is_rejected() -> None:
    rows = table("effectifs", 1, annee_scolaire="2023-2024")
    good = [{**rows[0], "annee_scolaire": YEAR, "niveau": n} for n in ("6EME", "5EME", "4EME")]
    found = judged("effectifs", [*good, rows[0]])
    line, column, value, problem = one_reject(found)
    assert (line, column, value) == (5, "Année scolaire", "2023-2024")
    assert problem == (
        "désigne l'année scolaire 2023-2024, alors que le dépôt est celui de 2024-2025"
    )
    assert found.table.num_rows == 3


def test_a_file_of_another_year_than_announced_is_refused_with_that_reason() -> None:
    found = judged("eleves", table("eleves", 30), school_year="2023-2024")
    assert found.status == "refuse"
    (reason,) = map(str, found.reasons)
    assert "2023-2024" in reason
    assert "toutes ses lignes désignent 2024-2025" in reason


def test_without_an_announced_year_the_rows_decide() -> None:
    found = judged("eleves", table("eleves", 5), school_year="")
    assert set(found.table["_annee_scolaire"].to_pylist()) == {YEAR}


@pytest.mark.parametrize(("told", "year"), [("2023-2024", "2023-2024"), ("", "2026-2027")])
def test_a_list_without_date_is_of_the_announced_year_else_of_the_current_one(
    told: str, year: str
) -> None:
    found = judged("fusions_etablissements", table("fusions_etablissements", 4), school_year=told)
    assert set(found.table["_annee_scolaire"].to_pylist()) == {year}


def test_a_declared_year_is_else_the_one_that_most_rows_designate() -> None:
    rows = table("signalements", 30)
    rows[3] |= {"date_fait": "2023-10-01", "date_signalement": "2023-10-02"}
    found = judged("signalements", rows, school_year="")
    assert (found.rejects, set(found.table["_annee_scolaire"].to_pylist())) == ([], {YEAR})
    told = judged("signalements", rows)
    assert one_reject(told)[:3] == (5, "Date du signalement", "2023-10-02")


@pytest.mark.parametrize(("scope", "place"), [("academie", "academie"), ("063", "063")])
def test_an_empty_departement_is_that_of_the_deposit(scope: str, place: str) -> None:
    rows = table("partenariats", 4)
    rows[1]["code_departement"] = ""
    found = judged("partenariats", rows, scope=scope)
    assert found.table["_departement"].to_pylist() == ["063", place, "063", "063"]
    assert (found.rejects, found.out_of_scope) == ([], 0)


def test_a_row_that_breaks_a_rule_is_rejected_with_the_sentence_of_the_contract() -> None:
    rows = table("devoirs_faits", 20)
    rows[1] |= {"seances_proposees": "3", "seances_suivies": "4"}
    rows[2] |= {"seances_proposees": "", "seances_suivies": "4"}
    found = judged("devoirs_faits", rows)
    assert one_reject(found) == (
        3, "", "", "Le nombre de séances suivies dépasse celui des séances proposées",
    )  # fmt: skip
    assert found.rejects[0].remedy == "Corrigez l'une des deux colonnes."


@pytest.mark.parametrize(
    ("code", "right"),
    [(SIRET, True), (SIRET[:-1] + "5", False), (POSTE, True), ("35600000000048", True),
     ("35600000049838", False)],
)  # fmt: skip
def test_a_siret_keeps_luhn_or_the_rule_of_la_poste(code: str, right: bool) -> None:
    assert cleaning.siret_key_is_right(code) is right


def test_a_wrong_siret_is_rejected() -> None:
    domain, name = next(
        (d, c.name) for d, contract in contracts().items() for c in contract.loaded
        if c.business_type == "siret"
    )  # fmt: skip
    rows = table(domain, 20)
    rows[1][name] = SIRET[:-1] + "5"
    assert "SIRET" in one_reject(judged(domain, rows))[3]


def test_a_text_beyond_its_length_is_rejected() -> None:
    domain, column = next(
        (d, c) for d, contract in contracts().items() for c in contract.loaded if c.max_length
    )
    rows = table(domain, 20)
    rows[1][column.name] = "x" * (column.max_length or 0)
    rows[2][column.name] = "x" * ((column.max_length or 0) + 1)
    assert f"dépasse {column.max_length} caractères" in one_reject(judged(domain, rows))[3]


def test_a_batch_too_large_is_split_by_deposit(monkeypatch: pytest.MonkeyPatch) -> None:
    given = validations(monkeypatch)
    monkeypatch.setattr(gate, "BATCH_ROWS", 25)
    files = [received(made_up("eleves", n), deposit=str(n)) for n in (10, 12, 30, 5)]
    found = judge(files, contracts(), None, pseudonyms)
    assert [len(frame) for frame, _ in given] == [22, 30, 5]
    assert [(v.received.deposit, v.table.num_rows) for v in found] == [
        ("10", 10), ("12", 12), ("30", 30), ("5", 5),
    ]  # fmt: skip
