"""How many bad rows a file may have, and which of two rows with the same key is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.lib.contracts import contracts
from orchestration.lib.gate import judge
from tests.samples import Platform, Table, genuine_name, received, verdict, with_wrong_letter

UAI_DOMAINS = ("etablissements_ep", "ivac", "inserjeunes_cfa", "ips_colleges")
EXHAUSTIVE = ("bac_departement", "dnb_departement", "poursuite_superieur_academie",
              "barometre_2023", "barometre_2024")  # fmt: skip
pytestmark = pytest.mark.usefixtures("open_data")


def with_wrong_uais(table: Table, count: int) -> Table:
    codes = table.column("uai")
    wrong = [with_wrong_letter(c) if i < count else c for i, c in enumerate(codes)]
    return table.put_all("uai", wrong)


@pytest.mark.parametrize("domain", UAI_DOMAINS)
def test_one_wrong_uai_is_tolerated_and_listed(platform: Platform, domain: str) -> None:
    table = with_wrong_uais(Table.of(domain), 1)
    receipt = platform.deposit(table.to_bytes(), genuine_name(domain))
    assert receipt.statut == "accepte_avec_rejets"
    assert receipt.lignes_retenues == len(table.rows) - 1
    assert receipt.lignes_rejetees == 1
    (reject,) = platform.rejects(receipt)
    label = table.header[table.position("uai")]
    assert (reject.line, reject.column, reject.value) == (2, label, table.column("uai")[0])
    assert "lettre finale" in reject.problem
    assert reject.remedy


@pytest.mark.parametrize("domain", UAI_DOMAINS)
def test_thirty_per_cent_of_wrong_uais_are_refused_and_listed(
    platform: Platform, domain: str
) -> None:
    table = Table.of(domain)
    count = round(0.3 * len(table.rows))
    receipt = platform.deposit(with_wrong_uais(table, count).to_bytes(), genuine_name(domain))
    assert receipt.statut == "refuse"
    assert f"{count} lignes sur {len(table.rows)}" in receipt.motifs[0]
    assert "5 %" in receipt.motifs[0]
    assert receipt.lignes_retenues == 0
    assert [r.line for r in platform.rejects(receipt)] == list(range(2, count + 2))
    assert platform.standing(domain) == {}


@pytest.mark.parametrize(
    ("rows", "wrong", "status"),
    [
        (187, 9, "accepte_avec_rejets"),  # 5 % of 187 rows: 9.35
        (187, 10, "refuse"),
        (20, 3, "accepte_avec_rejets"),  # 3 rows, more than 5 % of 20
        (20, 4, "refuse"),
        (4, 3, "accepte_avec_rejets"),
        (3, 3, "refuse"),  # nothing would be left
        (1, 1, "refuse"),
    ],
)
def test_five_per_cent_or_three_rows_are_tolerated(rows: int, wrong: int, status: str) -> None:
    table = with_wrong_uais(Table.of("ips_colleges").head(rows), wrong)
    found = verdict(table.to_bytes())
    assert (found.status, found.rejected) == (status, wrong)


@pytest.mark.parametrize("domain", EXHAUSTIVE)
def test_a_table_of_totals_tolerates_no_bad_row(platform: Platform, domain: str) -> None:
    contract = contracts()[domain]
    table = Table.of(domain)
    number = next(c.name for c in contract.loaded if c.business_type in ("entier", "decimal"))
    receipt = platform.deposit(table.put(0, number, "douze").to_bytes(), genuine_name(domain))
    assert receipt.statut == "refuse"
    assert "1 ligne sur" in receipt.motifs[0]
    assert "chaque ligne entre dans un total" in receipt.motifs[0]
    (reject,) = platform.rejects(receipt)
    assert (reject.line, reject.value) == (2, "douze")


def test_a_row_with_several_problems_is_one_rejected_row(platform: Platform) -> None:
    table = Table.of("ips_colleges").put(4, "uai", "XX").put(4, "ips", "?").put(4, "secteur", "?")
    receipt = platform.deposit(table.to_bytes())
    assert receipt.lignes_rejetees == 1
    listed = platform.rejects(receipt)
    assert {r.line for r in listed} == {6}
    assert {r.column for r in listed} == {"UAI", "IPS", "Secteur"}


def test_rows_of_the_wrong_shape_count_among_the_rejected(platform: Platform) -> None:
    lines = Table.of("ips_colleges").text().split("\r\n")
    lines[5] = lines[5].rpartition(";")[0]
    lines[9] += ";de trop"
    receipt = platform.deposit("\r\n".join(lines).encode())
    assert (receipt.statut, receipt.lignes_rejetees) == ("accepte_avec_rejets", 2)
    assert (receipt.lignes_lues, receipt.lignes_retenues) == (187, 185)
    assert [r.line for r in platform.rejects(receipt)] == [6, 10]


@pytest.mark.parametrize("domain", ["ips_colleges", "etablissements_ep"])
def test_a_repeated_line_is_kept_once(domain: str) -> None:
    table = Table.of(domain)
    found = verdict(table.plus(table.rows[0], table.rows[5]).to_bytes())
    assert found.status == "accepte_avec_rejets"
    assert len(found.kept) == len(table.rows)
    assert [r.line for r in found.rejects] == [len(table.rows) + 2, len(table.rows) + 3]
    assert all("répète à l'identique" in r.problem for r in found.rejects)


def test_many_repeated_lines_of_a_list_lose_nothing() -> None:
    table = Table.of("ips_colleges")
    found = verdict(table.plus(*table.rows).to_bytes())
    assert (found.status, len(found.kept), found.rejected) == ("accepte_avec_rejets", 187, 187)


@pytest.mark.parametrize("domain", EXHAUSTIVE)
def test_a_repeated_line_of_a_table_of_totals_is_refused(domain: str) -> None:
    table = Table.of(domain)
    # The first lines of the barometer of 2024 are those of the départements.
    assert verdict(table.plus(table.rows[0]).to_bytes()).status == "refuse"


def test_two_rows_of_one_key_that_differ_are_both_rejected() -> None:
    table = Table.of("ips_colleges")
    found = verdict(table.plus(table.row_like(0, ips="123.4")).to_bytes())
    assert found.status == "accepte_avec_rejets"
    assert [r.line for r in found.rejects] == [2, 189]
    assert len(found.kept) == 186
    assert all("même clé" in r.problem and "UAI" in r.problem for r in found.rejects)


@pytest.mark.parametrize(
    ("domain", "spelling"),
    [
        ("dnb_departement", {"annee": "2015-2016"}),
        ("dnb_departement", {"annee": "2016.0"}),
        ("dnb_departement", {"code_departement": "003"}),
        ("dnb_departement", {"academie": "A06"}),
        ("dnb_departement", {"serie": "Générale"}),
        ("bac_departement", {"session": "Session 2023"}),
        ("bac_departement", {"sexe": "Garçons", "voie": "Bac professionnel"}),
        ("poursuite_superieur_academie", {"session": "2009-2010", "code_academie": "Clermont"}),
        ("barometre_2023", {"date_mesure": "30/11/2019", "code_departement": "3"}),
    ],
)
def test_the_same_row_spelled_in_another_way_is_the_same_row(
    domain: str, spelling: dict[str, str]
) -> None:
    table = Table.of(domain)
    found = verdict(table.plus(table.row_like(0, **spelling)).to_bytes())
    assert found.status == "refuse"
    assert [r.line for r in found.rejects] == [len(table.rows) + 2]
    assert "répète" in found.rejects[0].problem


def test_an_uai_that_lost_its_zero_is_the_same_school() -> None:
    table = Table.of("ips_colleges")
    code = table.column("uai")[0]
    found = verdict(table.plus(table.row_like(0, uai=code.lstrip("0").lower())).to_bytes())
    assert [("répète" in r.problem, r.line) for r in found.rejects] == [(True, 189)]


def test_rows_whose_year_cannot_be_read_are_not_called_doubles_of_each_other() -> None:
    table = Table.of("ips_colleges").head(60)
    undated = replace(table, rows=[table.row_like(0, rentree_scolaire=y) for y in ("?", "ND")])
    found = verdict(table.plus(*undated.rows).to_bytes())
    assert [(r.line, r.column) for r in found.rejects] == [
        (62, "Rentrée scolaire"), (63, "Rentrée scolaire"),
    ]  # fmt: skip


def test_files_of_the_same_domain_judged_together_do_not_double_each_other() -> None:
    content = Table.of("bac_departement").to_bytes()
    found = judge([received(content, deposit="un"), received(content, deposit="deux")], contracts())
    assert [v.status for v in found] == ["accepte", "accepte"]
