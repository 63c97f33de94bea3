"""School years written in rows: six ways of writing them, the future, and no year at all."""

from __future__ import annotations

import pytest

from tests.samples import Platform, Table, genuine, genuine_name, verdict

pytestmark = pytest.mark.usefixtures("open_data")


@pytest.mark.parametrize(
    ("domain", "column", "written", "year"),
    [
        ("bac_departement", "session", "2024", "2023-2024"),
        ("bac_departement", "session", "2024.0", "2023-2024"),
        ("ips_colleges", "rentree_scolaire", "2022-2023", "2022-2023"),
        ("ips_colleges", "rentree_scolaire", "2023", "2023-2024"),
        ("inserjeunes_cfa", "annee", "cumul 2023-2024", "2023-2024"),
        ("calendrier_scolaire", "annee_scolaire", "2025-2026", "2025-2026"),
        ("barometre_2023", "date_mesure", "2022-09-30", "2022-2023"),
        ("barometre_2023", "date_mesure", "31/08/2022", "2021-2022"),
        ("barometre_2023", "date_mesure", "44834", "2022-2023"),
        ("barometre_2024", "date_mesure", "2023-10-01", "2023-2024"),
        ("poursuite_superieur_academie", "session", "2021", "2020-2021"),
    ],
)
def test_a_row_belongs_to_the_school_year_that_its_period_designates(
    domain: str, column: str, written: str, year: str
) -> None:
    table = Table.of(domain).head(1).put(0, column, written)
    found = verdict(table.to_bytes())
    assert found.status == "accepte"
    assert list(found.kept["_annee_scolaire"]) == [year]


@pytest.mark.parametrize(
    ("domain", "column", "written"),
    [
        ("bac_departement", "session", "2028"),
        ("ips_colleges", "rentree_scolaire", "2027-2028"),
        ("ivac", "session", "2027-2028"),
        ("inserjeunes_cfa", "annee", "cumul 2027-2028"),
        ("barometre_2023", "date_mesure", "2027-09-01"),
        ("calendrier_scolaire", "annee_scolaire", "2030-2031"),
    ],
)
def test_a_row_of_a_year_to_come_is_rejected(domain: str, column: str, written: str) -> None:
    table = Table.of(domain).head(8).put(2, column, written)
    found = verdict(table.to_bytes())
    (reject,) = found.rejects
    assert (reject.line, reject.value) == (4, written)
    assert reject.column == table.header[table.position(column)]
    assert "n'a pas commencé" in reject.problem


def test_a_whole_file_of_a_year_to_come_is_refused(platform: Platform) -> None:
    content = genuine("etablissements_ep").replace(b"ep_2022_2023", b"ep_2027_2028")
    receipt = platform.deposit(content, genuine_name("etablissements_ep"))
    assert receipt.statut == "refuse"
    assert receipt.lignes_rejetees == 87
    first = platform.rejects(receipt)[0]
    assert (first.line, first.column) == (2, "ep_2027_2028")
    assert "2027-2028" in first.problem


@pytest.mark.parametrize("written", ["2027-08-31", "2026-2027"])
def test_the_year_under_way_is_accepted(written: str) -> None:
    domain = "barometre_2023" if "-08-" in written else "ips_colleges"
    column = "date_mesure" if "-08-" in written else "rentree_scolaire"
    found = verdict(Table.of(domain).head(3).put(0, column, written).to_bytes())
    assert (found.status, found.kept["_annee_scolaire"].iloc[0]) == ("accepte", "2026-2027")


@pytest.mark.parametrize("mark", ["", "ND", "-", "2099-01-01", "31/12/9999"])
def test_a_zone_without_a_date_has_no_data_and_is_counted(mark: str) -> None:
    table = Table.of("barometre_2024").put(0, "date_mesure", mark)
    found = verdict(table.to_bytes())
    assert (found.status, found.without_data, len(found.kept)) == ("accepte", 1, 23)


@pytest.mark.parametrize("written", ["0001-01-01", "bientôt", "2023-02-30"])
def test_a_date_that_designates_no_school_year_is_rejected_and_never_lost(written: str) -> None:
    found = verdict(Table.of("barometre_2024").put(0, "date_mesure", written).to_bytes())
    assert (found.status, found.rejected) == ("refuse", 1)
    assert found.rejects[0].column == "metric_enforce_date"


@pytest.mark.parametrize("written", ["", "ND", "2022-2024", "bientôt"])
def test_a_period_that_cannot_be_read_is_rejected(written: str) -> None:
    found = verdict(Table.of("ivac").head(30).put(5, "session", written).to_bytes())
    (reject,) = found.rejects
    assert (reject.line, reject.column, reject.value) == (7, "Session", written)


def test_instants_with_and_without_offset_can_be_compared() -> None:
    table = Table.of("calendrier_scolaire").put(0, "debut", "2018-02-10")
    assert verdict(table.to_bytes()).rejects == []
    late = Table.of("calendrier_scolaire").put(0, "debut", "2018-03-10")
    (reject,) = verdict(late.to_bytes()).rejects
    assert (reject.line, reject.problem) == (
        2, "Une période ne peut pas finir avant d'avoir commencé",
    )  # fmt: skip


def test_no_row_reaches_the_lake_without_a_school_year() -> None:
    for domain, column in (
        ("barometre_2023", "date_mesure"), ("ips_colleges", "rentree_scolaire"),
        ("calendrier_scolaire", "annee_scolaire"),
    ):  # fmt: skip
        table = Table.of(domain)
        odd = ["ND", "", "31/12/9999", "0001-01-01", "2024", "45000", "1899", "20 24", "2024-25"]
        column_values = [odd[i % len(odd)] for i in range(len(table.rows))]
        found = verdict(table.put_all(column, column_values).to_bytes())
        assert found.read == len(found.kept) + found.rejected + found.without_data
        if not found.kept.empty:
            assert found.kept["_annee_scolaire"].notna().all()
