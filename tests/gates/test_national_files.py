"""National files and other académies: rows of elsewhere are counted and change no figure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.lib.gate import Verdict
from orchestration.lib.home import HomeError, open_home
from orchestration.lib.settings import Settings
from tests.samples import GENUINE, Platform, Table, genuine, genuine_name, kept_values, uai, verdict

pytestmark = pytest.mark.usefixtures("open_data")
LYON, CORSE, DOM = 0, 1, 2
PLACES: dict[str, tuple[str, tuple[str, ...]]] = {
    "dnb_departement": ("code_departement", ("69", "2A", "971", "ETRANGER")),
    "bac_departement": ("code_departement", ("069", "02A", "971", "099")),
    "barometre_2023": ("code_departement", ("69", "2A", "971", "987")),
    "barometre_2024": ("enforce_zone_id", ("D69", "D2A", "D971", "FRANCE")),
    "calendrier_scolaire": ("location", ("Lyon", "Corse", "Guadeloupe", "Nouvelle Calédonie")),
    "poursuite_superieur_academie": ("code_academie", ("A10", "A27", "A32", "ETRANGER")),
}
PREFIXES = ("069", "620", "971")


def elsewhere(table: Table, row: int, number: int) -> list[str]:
    """Return a copy of a row that is about another territory."""
    if table.domain not in PLACES:
        return table.row_like(row, uai=uai(f"{PREFIXES[number % 3]}{7000 + number}"))
    column, places = PLACES[table.domain]
    return table.row_like(row, **{column: places[number % len(places)]})


def national(domain: str, foreign: int = 40) -> Table:
    """Return the genuine rows, lost among rows of other académies."""
    table = Table.of(domain)
    rows = [elsewhere(table, i % len(table.rows), i) for i in range(foreign)]
    half = foreign // 2
    return replace(table, rows=[*rows[:half], *table.rows, *rows[half:]])


@pytest.mark.parametrize("domain", GENUINE)
def test_rows_of_elsewhere_are_counted_out_of_scope_and_change_nothing(
    domain: str, verdicts: dict[str, Verdict]
) -> None:
    alone = verdicts[domain]
    found = verdict(national(domain).to_bytes(), genuine_name(domain))
    assert (found.status, found.rejects) == ("accepte", [])
    assert found.out_of_scope == alone.out_of_scope + 40
    assert found.read == alone.read + 40
    assert kept_values(found.kept) == kept_values(alone.kept)


@pytest.mark.parametrize("domain", ["bac_departement", "ivac", "barometre_2023"])
def test_mistakes_about_other_territories_are_not_ours_to_refuse(
    domain: str, verdicts: dict[str, Verdict]
) -> None:
    table = national(domain)
    number = {"bac_departement": "presents", "ivac": "nb_candidats_g"}.get(domain, "valeur")
    for row in range(20):
        table = table.put(row, number, "beaucoup")
    found = verdict(table.to_bytes(), genuine_name(domain))
    assert found.status == "accepte"
    assert kept_values(found.kept) == kept_values(verdicts[domain].kept)


@pytest.mark.parametrize("name", ["ETRANGER", "LYON", "TOM"])
def test_a_row_without_departement_is_ours_only_if_its_academie_is(
    name: str, verdicts: dict[str, Verdict]
) -> None:
    table = Table.of("dnb_departement")
    abroad = table.plus(table.row_like(0, code_departement="", academie=name))
    found = verdict(abroad.to_bytes())
    assert (found.status, found.out_of_scope) == ("accepte", 1)
    assert kept_values(found.kept) == kept_values(verdicts["dnb_departement"].kept)
    ours = table.plus(table.row_like(0, code_departement="", annee="2014"))
    last = verdict(ours.to_bytes()).kept.iloc[-1]
    assert (last["_departement"], last["_annee_scolaire"]) == ("academie", "2013-2014")


@pytest.mark.parametrize(
    ("name", "domain"),
    [("10", "bac_departement"), ("Lyon", "ips_colleges"), ("A10", "barometre_2024")],
)
def test_another_academie_by_settings_takes_its_rows_and_leaves_ours(
    name: str, domain: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PSA_ACADEMIE", name)
    monkeypatch.setenv("PSA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PSA_TODAY", "2026-11-22")
    platform = Platform(Settings(), tmp_path / "posted")
    assert platform.settings.academie.code == "10"
    table = Table.of(domain)
    lyon = [r for i in range(3) for r in [elsewhere(table, i, 0)]]
    if domain == "ips_colleges":
        lyon = [table.row_like(i, uai=uai(f"069700{i}")) for i in range(3)]
    receipt = platform.deposit(table.plus(*lyon).to_bytes(), genuine_name(domain))
    assert (receipt.statut, receipt.academie) == ("accepte", "10")
    assert receipt.lignes_retenues == 3
    assert receipt.lignes_hors_perimetre == len(table.rows)
    departements = {departement for _, _, departement in platform.standing(domain)}
    assert departements == {"001", "042", "069", "academie"}


def test_our_file_alone_replaces_nothing_in_another_academie(
    tmp_path: Path, settings: Settings
) -> None:
    lyon = Settings(home=tmp_path / "lyon", academie_name="Lyon", today=settings.today)
    platform = Platform(lyon, tmp_path / "posted")
    receipt = platform.deposit(genuine("ivac"), genuine_name("ivac"))
    assert (receipt.statut, receipt.lignes_retenues) == ("accepte", 0)
    assert receipt.lignes_hors_perimetre == 456
    assert platform.context().standing == {}


def test_corse_is_found_by_its_own_prefixes_and_codes(tmp_path: Path, settings: Settings) -> None:
    corse = Settings(home=tmp_path / "corse", academie_name="Corse", today=settings.today)
    platform = Platform(corse, tmp_path / "posted")
    table = Table.of("ips_colleges")
    south, north = table.row_like(0, uai=uai("6200001")), table.row_like(1, uai=uai("7200002"))
    platform.deposit(table.plus(south, north).to_bytes())
    bac = Table.of("bac_departement")
    receipt = platform.deposit(
        bac.plus(bac.row_like(0, code_departement="2A"), bac.row_like(0, code_departement="02B"))
        .to_bytes()
    )  # fmt: skip
    assert receipt.lignes_retenues == 2
    assert {d for _, _, d in platform.standing("ips_colleges")} == {"02A", "02B", "academie"}


def test_a_home_serves_one_academie(platform: Platform) -> None:
    lyon = Settings(home=platform.settings.home, academie_name="Lyon")
    with pytest.raises(HomeError, match="sert l'académie 06, pas 10"):
        open_home(lyon)


def test_an_unknown_academie_is_refused_with_the_settings() -> None:
    with pytest.raises(ValueError, match="académie inconnue"):
        Settings(academie_name="Auvergne")
