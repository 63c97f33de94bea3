"""Annule et remplace: which deposit stands for each measure, school year and département."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from orchestration.lib import deposits, intake
from orchestration.lib.home import open_home
from orchestration.lib.run_context import Slice, standing_slices
from tests.samples import Platform, Table, genuine, genuine_name

DEPARTEMENTS = ("003", "015", "043", "063")
EVERYWHERE = (*DEPARTEMENTS, "academie")
BAC, EP = "bac_departement", "etablissements_ep"
pytestmark = pytest.mark.usefixtures("open_data")


def bac(*sessions: str) -> Table:
    """Return the genuine rows of the baccalauréat for some sessions."""
    table = Table.of(BAC)
    place = table.position("session")
    return replace(table, rows=[r for r in table.rows if r[place] in sessions])


def by_year(platform: Platform, domain: str = BAC) -> dict[str, set[str]]:
    """Return the deposits that stand for each school year."""
    found: dict[str, set[str]] = {}
    for (_, year, _), depot in platform.standing(domain).items():
        found.setdefault(year, set()).add(depot)
    return found


def corrected(table: Table) -> Table:
    return table.put(0, "presents", "9999")


def test_a_later_deposit_replaces_the_years_that_it_holds_and_no_other(platform: Platform) -> None:
    first = platform.deposit(bac("2023", "2024").to_bytes())
    second = platform.deposit(corrected(bac("2024")).to_bytes())
    assert by_year(platform) == {"2022-2023": {first.depot}, "2023-2024": {second.depot}}


def test_a_deposit_for_the_academie_replaces_those_of_every_departement(
    platform: Platform,
) -> None:
    for code in DEPARTEMENTS:
        platform.deposit(bac("2024").to_bytes(), f"{BAC}__2023-2024__{code}.csv")
    assert len(by_year(platform)["2023-2024"]) == 4
    whole = platform.deposit(bac("2024").to_bytes())
    assert platform.standing(BAC) == {("", "2023-2024", d): whole.depot for d in EVERYWHERE}


def test_a_later_deposit_for_063_replaces_the_rows_of_063_only(platform: Platform) -> None:
    whole = platform.deposit(bac("2024").to_bytes())
    part = platform.deposit(corrected(bac("2024")).to_bytes(), scope="063")
    expected = {("", "2023-2024", d): whole.depot for d in EVERYWHERE}
    assert platform.standing(BAC) == expected | {("", "2023-2024", "063"): part.depot}
    assert part.lignes_retenues == 6
    assert part.lignes_hors_perimetre == 18


@pytest.mark.parametrize(
    "bad",
    [
        lambda: b"",
        lambda: genuine("ivac")[:3000],
        lambda: Table.of(BAC).put(0, "presents", "beaucoup").to_bytes(),
        lambda: Table.of(BAC).without(4, 6).to_bytes(),
    ],
    ids=["vide", "autre fichier coupé", "texte dans un nombre", "colonnes manquantes"],
)
def test_a_refused_deposit_replaces_nothing(platform: Platform, bad: Callable[[], bytes]) -> None:
    platform.deposit(genuine(BAC), genuine_name(BAC))
    before, lake = platform.standing(BAC), platform.lake_files()
    assert platform.deposit(bad(), genuine_name(BAC), domain=BAC).statut == "refuse"
    assert platform.standing(BAC) == before
    assert platform.lake_files() == lake


def test_identical_bytes_again_are_identical_and_say_to_what(platform: Platform) -> None:
    first = platform.deposit(genuine(BAC), genuine_name(BAC))
    before = (platform.standing(BAC), platform.lake_files(), platform.context().publication)
    again = platform.deposit(genuine(BAC), "copie.csv")
    assert (again.statut, again.identique_a) == ("identique", first.depot)
    assert again.depot != first.depot
    assert (platform.standing(BAC), platform.lake_files(), platform.context().publication) == before


def test_a_b_a_makes_a_stand_again(platform: Platform) -> None:
    a, b = genuine(BAC), corrected(Table.of(BAC)).to_bytes()
    for content in (a, b):
        platform.deposit(content)
    third = platform.deposit(a)
    assert third.statut == "accepte"
    assert set(platform.standing(BAC).values()) == {third.depot}


def test_a_b_a_waiting_together_makes_a_stand_too(platform: Platform) -> None:
    a, b = genuine(BAC), corrected(Table.of(BAC)).to_bytes()
    for number, content in enumerate((a, b, a)):
        path = platform.settings.inbox / BAC / f"{number}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    waiting = intake.receive_inbox(platform.settings)
    intake.process_pending(platform.settings, open_home(platform.settings), waiting)
    assert set(platform.standing(BAC).values()) == {waiting[2].deposit}


def test_a_that_stands_comes_back_after_b_in_the_same_batch_and_stands(
    platform: Platform,
) -> None:
    a, b = genuine(BAC), corrected(Table.of(BAC)).to_bytes()
    platform.deposit(a)
    for name, content in (("1.csv", b), ("2.csv", a)):
        path = platform.settings.inbox / BAC / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    waiting = intake.receive_inbox(platform.settings)
    intake.process_pending(platform.settings, open_home(platform.settings), waiting)
    assert set(platform.standing(BAC).values()) == {waiting[1].deposit}


def test_a_deposited_by_hand_while_an_older_b_still_waits_stands(platform: Platform) -> None:
    a, b = genuine(BAC), corrected(Table.of(BAC)).to_bytes()
    platform.deposit(a)
    path = platform.settings.inbox / "1.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b)
    waiting = intake.receive_inbox(platform.settings)
    last = platform.deposit(a)
    intake.process_pending(platform.settings, open_home(platform.settings), waiting)
    assert set(platform.standing(BAC).values()) == {last.depot}


def test_two_identical_copies_of_what_stands_are_both_identical(platform: Platform) -> None:
    first = platform.deposit(genuine(BAC))
    for name in ("1.csv", "2.csv"):
        path = platform.settings.inbox / BAC / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(genuine(BAC))
    waiting = intake.receive_inbox(platform.settings)
    found = intake.process_pending(platform.settings, open_home(platform.settings), waiting)
    assert [(r.statut, r.identique_a) for r in found] == [("identique", first.depot)] * 2


def test_a_refused_between_two_identical_ones_does_not_matter(platform: Platform) -> None:
    platform.deposit(genuine(BAC))
    platform.deposit(b"")
    assert platform.deposit(genuine(BAC)).statut == "identique"


def test_a_deposit_that_was_partly_replaced_counts_again_when_it_comes_back(
    platform: Platform,
) -> None:
    platform.deposit(genuine(BAC))
    platform.deposit(corrected(bac("2024")).to_bytes())
    again = platform.deposit(genuine(BAC))
    assert again.statut == "accepte"
    assert set(platform.standing(BAC).values()) == {again.depot}


def test_the_same_list_of_schools_for_another_year_is_another_deposit(platform: Platform) -> None:
    annuaire = "annuaire_geolocalisation"
    content = Table.of(annuaire).head(20).to_bytes()
    first = platform.deposit(content, f"{annuaire}__2024-2025__academie.csv")
    second = platform.deposit(content, f"{annuaire}__2025-2026__academie.csv")
    third = platform.deposit(content, school_year="2023-2024")
    now = platform.deposit(content, "annuaire.csv")
    assert [r.statut for r in (first, second, third, now)] == ["accepte"] * 4
    assert set(by_year(platform, annuaire)) == {
        "2023-2024", "2024-2025", "2025-2026", "2026-2027",
    }  # fmt: skip
    assert platform.deposit(content, "annuaire.csv").statut == "identique"


def test_an_undated_list_of_schools_comes_back_in_the_next_school_year(
    platform: Platform,
) -> None:
    annuaire = "annuaire_geolocalisation"
    content = Table.of(annuaire).head(20).to_bytes()
    platform.deposit(content, "annuaire.csv")
    platform.settings = platform.settings.model_copy(update={"annee_scolaire": "2027-2028"})
    assert platform.deposit(content, "annuaire.csv").statut == "accepte"
    assert set(by_year(platform, annuaire)) == {"2026-2027", "2027-2028"}


def test_the_same_bytes_for_another_scope_are_another_deposit(platform: Platform) -> None:
    content = bac("2024").to_bytes()
    platform.deposit(content, f"{BAC}__2023-2024__academie.csv")
    part = platform.deposit(content, f"{BAC}__2023-2024__063.csv")
    assert (part.statut, part.perimetre) == ("accepte", "063")


def test_a_measure_replaces_itself_only(platform: Platform) -> None:
    ind_291 = platform.deposit(genuine("barometre_2024"), "ind-291.csv")
    content = genuine("barometre_2024").replace(b"IND-291", b"IND-329")
    ind_329 = platform.deposit(content, "ind-329.csv")
    measures = {(m, d) for (m, _, _), d in platform.standing("barometre_2024").items()}
    assert measures == {("IND-291", ind_291.depot), ("IND-329", ind_329.depot)}


def test_a_file_without_a_row_in_scope_is_accepted_and_replaces_nothing(
    platform: Platform,
) -> None:
    platform.deposit(genuine(BAC))
    before, publication = platform.standing(BAC), platform.context().publication
    lyon = Table.of(BAC).put_all("code_departement", ["069"] * 48)
    receipt = platform.deposit(lyon.to_bytes(), genuine_name(BAC))
    assert (receipt.statut, receipt.lignes_retenues, receipt.lignes_hors_perimetre) == (
        "accepte", 0, 48,
    )  # fmt: skip
    assert any("ne remplace rien" in w for w in receipt.avertissements)
    assert platform.standing(BAC) == before
    assert platform.context().publication == publication


def test_the_order_of_arrival_decides_and_not_the_order_of_receipts(platform: Platform) -> None:
    platform.deposit(genuine(BAC))
    platform.deposit(corrected(bac("2024")).to_bytes())
    found = deposits.receipts(platform.settings.deposits)
    assert standing_slices(found[::-1], DEPARTEMENTS) == standing_slices(found, DEPARTEMENTS)
    late = standing_slices(found, DEPARTEMENTS)[Slice(BAC, "", "2023-2024", "063")]
    assert late == found[1].depot
