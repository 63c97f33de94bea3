"""Recognition: the header decides which contract a file belongs to, and nothing contradicts it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from orchestration.lib.contracts import Column, contracts
from orchestration.lib.reading import read_table
from orchestration.lib.recognition import Announced, HeaderMatch, announced_by_name, recognise
from orchestration.lib.refusals import FileRefused
from tests.samples import GENUINE, Table, genuine_name

pytestmark = pytest.mark.usefixtures("open_data")
HEADERS_ONLY = {
    "fr-en-annuaire-education__schema-2023.csv": "annuaire_geolocalisation",
    "fr-en-annuaire-education__schema-2024.csv": "annuaire_geolocalisation",
    "fr-en-annuaire-education__schema-2026.csv": "annuaire_geolocalisation",
    "fr-en-indicateurs-valeur-ajoutee-colleges__noms-techniques.csv": "ivac",
    "fr-en-ips-colleges-ap2022__noms-techniques.csv": "ips_colleges",
    "fr-en-ips-colleges-ap2023__version-a.csv": "ips_colleges",
    "fr-en-ips-colleges-ap2023__version-b.csv": "ips_colleges",
    "fr-en-resultats-detailles-au-dnb__ancien-schema-academie.csv": "dnb_departement",
}


def recognised(header: list[str], name: str = "export.csv", **told: str) -> HeaderMatch:
    return recognise(header, name, Announced(**told), contracts())


def refusal(header: list[str], name: str = "export.csv", **told: str) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        recognised(header, name, **told)
    return caught.value


@pytest.mark.parametrize("domain", GENUINE)
@pytest.mark.parametrize("named", [True, False], ids=["nom officiel", "autre nom"])
def test_a_genuine_header_is_recognised_under_any_name(domain: str, named: bool) -> None:
    found = recognised(Table.of(domain).header, genuine_name(domain) if named else "x.csv")
    assert found.contract.domain == domain
    assert (found.missing, found.unknown, found.repeated) == ((), (), ())


@pytest.mark.parametrize("name", HEADERS_ONLY)
def test_the_other_official_headers_are_recognised(open_data: Path, name: str) -> None:
    header = read_table((open_data / "entetes_seuls" / name).read_bytes()).header
    found = recognised(header)
    assert found.contract.domain == HEADERS_ONLY[name]
    assert found.unknown == ()


def test_files_of_other_datasets_are_never_taken_for_ours(open_data: Path) -> None:
    ours = {Path(name).name for name in GENUINE.values()} | HEADERS_ONLY.keys()
    others = [
        path for path in sorted(open_data.rglob("*.csv"))
        if path.name not in ours and not path.name.startswith("ind-")
        and "-detail-departemental" not in path.name
    ]  # fmt: skip
    assert len(others) >= 25
    for path in others:
        assert refusal(read_table(path.read_bytes()).header, path.name).reason


def mandatory_pairs(domain: str) -> list[tuple[Column, Column]]:
    """Return pairs in which each mandatory column is met; many more where there are few."""
    columns = [c for c in contracts()[domain].columns if not c.optional]
    pairs = list(combinations(columns, 2))
    chain = list(zip(columns, [*columns[1:], columns[0]], strict=True))
    return chain + Random(domain).sample(pairs, min(len(pairs), 40))  # noqa: S311


@pytest.mark.parametrize("domain", GENUINE)
def test_two_missing_columns_are_refused_and_both_are_named(domain: str) -> None:
    header = Table.of(domain).header
    whole = recognised(header)
    pairs = mandatory_pairs(domain)
    assert {c.name for pair in pairs for c in pair} == {
        c.name for c in contracts()[domain].columns if not c.optional
    }
    for one, other in pairs:
        dropped = {whole.positions[one.name], whole.positions[other.name]}
        cut = [cell for i, cell in enumerate(header) if i not in dropped]
        reason = refusal(cut, genuine_name(domain)).reason
        assert "manque 2 colonnes" in reason
        assert f"« {one.label} »" in reason
        assert f"« {other.label} »" in reason
        assert contracts()[domain].title in reason


@pytest.mark.parametrize("domain", GENUINE)
def test_columns_in_another_order_case_or_punctuation_are_the_same(domain: str) -> None:
    header = Table.of(domain).header
    shuffled = [f" {cell.upper().replace('_', ' ')} " for cell in reversed(header)]
    if domain == "etablissements_ep":
        shuffled = [c.replace("EP 2022 2023", "EP-2022-2023") for c in shuffled]
    found = recognised(shuffled)
    assert found.contract.domain == domain
    assert found.missing == ()
    assert found.positions == {
        name: len(header) - 1 - place for name, place in recognised(header).positions.items()
    }


def test_an_unknown_column_is_listed_and_harmless() -> None:
    header = [*Table.of("ivac").header, "Remarque du service"]
    assert recognised(header).unknown == ("Remarque du service",)


def test_a_column_that_figures_twice_is_refused() -> None:
    header = Table.of("ivac").header
    assert "« Secteur »" in refusal([*header, "Secteur"]).reason
    assert "« nom_de_l_etablissement »" in refusal([*header, "nom_de_l_etablissement"]).reason


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("export.csv", {"domain": "ivac"}),
        ("ivac__2023-2024__academie.csv", {}),
        ("fr-en-indicateurs-valeur-ajoutee-colleges.csv", {}),
        ("ivac__2023-2024__academie.csv", {"domain": "dnb_departement"}),
        ("fr-en-indicateurs-valeur-ajoutee-colleges.csv", {"domain": "dnb_departement"}),
        ("fr-en-resultats-detailles-au-dnb.csv", {"domain": "ivac"}),
    ],
)
def test_a_folder_an_option_or_a_name_that_contradicts_the_header_is_refused(
    name: str, told: dict[str, str]
) -> None:
    reason = refusal(Table.of("dnb_departement").header, name, **told).reason
    assert contracts()["dnb_departement"].title in reason
    assert contracts()["ivac"].title in reason


def test_an_unknown_domain_is_refused_with_the_list_of_those_that_exist() -> None:
    error = refusal(Table.of("ivac").header, domain="brevet")
    assert "« brevet »" in error.reason
    assert "dnb_departement" in error.remedy


def test_a_header_that_resembles_nothing_is_refused_in_correct_french() -> None:
    assert "ne sont ceux d'aucun fichier attendu" in refusal(["a", "b", "c"]).reason
    named = refusal(["a", "b"], "fr-en-baccalaureat-par-departement.csv").reason
    assert "ne sont pas ceux du contrat « Baccalauréat par département »" in named


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ivac__2023-2024__academie.csv", Announced("ivac", "2023-2024", "academie")),
        ("IVAC__2023-2024__063.XLSX", Announced("ivac", "2023-2024", "063")),
        ("ips_colleges__2022-2023__02a.zip", Announced("ips_colleges", "2022-2023", "02A")),
        ("ivac_2023-2024_academie.csv", Announced()),
        ("ivac__2023__academie.csv", Announced()),
        ("ivac__2023-2024__63.csv", Announced()),
        ("fr-en-etablissements-ep.csv", Announced()),
    ],
)
def test_the_name_of_a_platform_file_announces_domain_year_and_scope(
    name: str, expected: Announced
) -> None:
    assert announced_by_name(name) == expected


@pytest.mark.parametrize(
    ("label", "year"), [("ep_2022_2023", "2022-2023"), ("EP 2025-2026", "2025-2026")]
)
def test_the_school_year_is_read_in_the_header(label: str, year: str) -> None:
    table = Table.of("etablissements_ep")
    header = [label if c == "ep_2022_2023" else c for c in table.header]
    assert recognised(header).header_year == year


@pytest.mark.parametrize("label", ["ep_2022_2024", "ep_2023_2022", "ep_22_23", "ep"])
def test_a_header_that_names_no_school_year_is_not_the_column(label: str) -> None:
    header = [label if c == "ep_2022_2023" else c for c in Table.of("etablissements_ep").header]
    assert "manque 1 colonne" in refusal(header).reason
