"""The run context: an id that comes from content, and the three files that dbt reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.lib.contracts import contracts
from orchestration.lib.lake import lake_schema
from orchestration.lib.run_context import (
    current_context,
    fingerprints,
    frozen_context,
    known_uais,
    write_context,
)
from orchestration.lib.settings import Settings
from tests.fabricated import made_up
from tests.samples import Platform, Table, genuine, genuine_name

BAC, EP, CAL = "bac_departement", "etablissements_ep", "calendrier_scolaire"
pytestmark = pytest.mark.usefixtures("open_data")


def filled(settings: Settings, posted: Path, *domains: str) -> Platform:
    platform = Platform(settings, posted)
    for domain in domains:
        platform.deposit(genuine(domain), genuine_name(domain))
    return platform


def test_same_deposits_in_another_home_on_another_day_have_the_same_id(
    settings: Settings, tmp_path: Path
) -> None:
    here = filled(settings, tmp_path / "posted", BAC, CAL)
    later = Settings(home=tmp_path / "ailleurs", today=date(2027, 3, 1))
    there = filled(later, tmp_path / "posted2", BAC, CAL)
    assert here.context().publication == there.context().publication
    assert here.lake_files() == there.lake_files()


def test_whatever_stands_decides_the_id(platform: Platform) -> None:
    seen = [platform.context().publication]
    changes: list[tuple[bytes, dict[str, str]]] = [
        (genuine(BAC), {}),
        (Table.of(BAC).put(0, "presents", "9999").to_bytes(), {}),
        (genuine(BAC), {"scope": "063"}),
        (genuine(CAL), {}),
    ]
    for content, told in changes:
        platform.deposit(content, **told)
        seen.append(platform.context().publication)
    assert len(set(seen)) == len(seen)


def test_a_refused_or_identical_deposit_keeps_the_id(platform: Platform) -> None:
    platform.deposit(genuine(BAC), genuine_name(BAC))
    before = platform.context()
    assert platform.deposit(b"%PDF-1.4", genuine_name(BAC)).statut == "refuse"
    assert platform.deposit(genuine(BAC), genuine_name(BAC)).statut == "identique"
    assert platform.context().publication == before.publication
    assert fingerprints(platform.context()) == fingerprints(before)


def test_the_same_rows_under_another_file_name_have_another_id(
    settings: Settings, tmp_path: Path
) -> None:
    # The name of the file is published: the same id would promise the same bytes.
    here = filled(settings, tmp_path / "posted", BAC)
    there = Platform(Settings(home=tmp_path / "ailleurs", today=settings.today), tmp_path / "p")
    there.deposit(genuine(BAC), "bac.csv")
    assert here.context().publication != there.context().publication


@pytest.mark.parametrize(
    "change",
    [{"today": date(2027, 11, 22)}, {"annee_scolaire": "2025-2026"}],
    ids=["année suivante", "année configurée"],
)
def test_another_current_school_year_has_another_id(
    settings: Settings, change: dict[str, object]
) -> None:
    other = Settings(home=settings.home, **{"today": settings.today, **change})
    assert current_context(other, False).publication != current_context(settings, False).publication


def test_fictional_publications_say_so_in_their_id(settings: Settings) -> None:
    real = current_context(settings, False).publication
    fictional = current_context(settings, True).publication
    assert fictional.startswith("FICTIF-")
    assert not real.startswith("FICTIF")
    assert fictional.removeprefix("FICTIF-") != real


def test_only_the_domain_that_changed_has_another_fingerprint(platform: Platform) -> None:
    platform.deposit(genuine(BAC))
    platform.deposit(genuine(CAL))
    before = fingerprints(platform.context())
    platform.deposit(Table.of(CAL).head(40).to_bytes())
    after = fingerprints(platform.context())
    assert before.keys() == after.keys() == {BAC, CAL}
    assert before[BAC] == after[BAC]
    assert before[CAL] != after[CAL]


def test_dbt_finds_a_typed_table_for_every_domain_and_what_stands(platform: Platform) -> None:
    receipt = platform.deposit(genuine(BAC), genuine_name(BAC))
    context = platform.context()
    write_context(platform.settings, context, contracts())
    lake = platform.settings.lake
    for domain, contract in contracts().items():
        empty = pq.read_table(lake / domain / "_vide.parquet")
        assert empty.num_rows == 0
        assert empty.schema == lake_schema(contract)
    standing = pq.read_table(lake / "_contexte" / "en_vigueur.parquet").to_pylist()
    assert len(standing) == 10
    assert standing[0] == {
        "domaine": BAC, "mesure": "", "annee_scolaire": "2022-2023", "departement": "003",
        "depot": receipt.depot,
    }  # fmt: skip
    (deposit,) = pq.read_table(lake / "_contexte" / "depots.parquet").to_pylist()
    assert (deposit["depot"], deposit["annees"], deposit["ordre"]) == (
        receipt.depot, "2022-2023 2023-2024", 1,
    )  # fmt: skip
    (run,) = pq.read_table(lake / "_contexte" / "contexte.parquet").to_pylist()
    assert run == {
        "publication": context.publication, "academie": "06", "annee_courante": "2026-2027",
        "fictif": False, "aujourdhui": None,
    }  # fmt: skip


def test_the_context_of_dbt_holds_no_time_and_no_path(settings: Settings, tmp_path: Path) -> None:
    contents = []
    for number, day in enumerate((date(2026, 11, 22), date(2027, 1, 15))):
        home = Settings(home=tmp_path / f"h{number}", today=day)
        platform = filled(home, tmp_path / f"p{number}", BAC)
        write_context(home, platform.context(), contracts())
        contents.append(
            {p.name: p.read_bytes() for p in (home.lake / "_contexte").glob("*.parquet")}
        )
    assert contents[0] == contents[1]
    assert len(contents[0]) == 5


def test_the_known_schools_are_those_of_the_list_that_stands(platform: Platform) -> None:
    annuaire = "annuaire_geolocalisation"
    lake = platform.settings.lake
    assert known_uais(lake, platform.context().standing, (annuaire,)) is None
    table = Table.of(annuaire)
    platform.deposit(table.head(30).to_bytes())
    platform.deposit(table.head(10).to_bytes())
    known = known_uais(lake, platform.context().standing, (annuaire,))
    assert known == frozenset(table.column("uai")[:10])


def test_an_unknown_school_warns_and_its_rows_stay(platform: Platform) -> None:
    platform.deposit(Table.of("annuaire_geolocalisation").head(5).to_bytes())
    receipt = platform.deposit(genuine(EP), genuine_name(EP))
    assert (receipt.statut, receipt.lignes_retenues) == ("accepte", 87)
    (warning,) = receipt.avertissements
    assert "de la liste des établissements" in warning


def test_the_order_of_arrival_changes_neither_the_publication_nor_what_dbt_reads(
    tmp_path: Path,
) -> None:
    annuaire, contents, ids = "annuaire_geolocalisation", [], []
    for number, order in enumerate(((annuaire, EP, BAC), (BAC, EP, annuaire))):
        home = Settings(home=tmp_path / f"h{number}", today=date(2026, 11, 22))
        platform = filled(home, tmp_path / f"p{number}", *order)
        context = platform.context()
        write_context(home, context, contracts())
        ids.append(context.publication)
        contents.append((home.lake / "_contexte" / "depots.parquet").read_bytes())
    assert ids[0] == ids[1]
    assert contents[0] == contents[1]


def test_a_deposit_judged_during_a_run_waits_for_the_next_one(platform: Platform) -> None:
    platform.deposit(genuine(BAC), genuine_name(BAC))
    before = platform.context()
    write_context(platform.settings, before, contracts())
    platform.deposit(genuine(EP), genuine_name(EP))
    assert platform.context().publication != before.publication
    assert frozen_context(platform.settings, False) == before


def test_what_nobody_is_expected_to_hand_in_counts_in_no_coverage(platform: Platform) -> None:
    receipt = platform.deposit(made_up("cibles", 3))
    assert receipt.lignes_retenues == 3
    write_context(platform.settings, platform.context(), contracts())
    folder = platform.settings.lake / "_contexte"
    standing = pq.read_table(folder / "en_vigueur.parquet")["domaine"].to_pylist()
    assert set(standing) == {"cibles"}
    expected = set(pq.read_table(folder / "attentes.parquet")["domaine"].to_pylist())
    assert expected == set(contracts()) - {"cibles"}
