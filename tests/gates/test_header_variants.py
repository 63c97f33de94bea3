"""One dataset, several official header styles: the genuine rows under each of them are the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.lib.contracts import contracts
from orchestration.lib.gate import Verdict
from orchestration.lib.reading import read_table
from orchestration.lib.recognition import match_header
from tests.samples import GENUINE, Table, kept_values, prepared, verdict

pytestmark = pytest.mark.usefixtures("open_data")


def headed(open_data: Path, name: str) -> list[str]:
    return read_table((open_data / "entetes_seuls" / name).read_bytes()).header


def remapped(table: Table, header: list[str]) -> Table:
    """Return the rows of `table` under another header, column by column of the contract."""
    contract = contracts()[table.domain]
    there = {place: name for name, place in match_header(header, contract).positions.items()}
    here = match_header(table.header, contract).positions
    rows = [
        [row[here[there[i]]] if there.get(i) in here else "" for i in range(len(header))]
        for row in table.rows
    ]
    return replace(table, header=header, rows=rows)


def without(rows: list[dict[str, object]], *names: str) -> list[dict[str, object]]:
    return [{k: v for k, v in row.items() if k not in names} for row in rows]


@pytest.mark.parametrize(
    ("name", "domain", "absent"),
    [
        ("fr-en-indicateurs-valeur-ajoutee-colleges__noms-techniques.csv", "ivac", ()),
        ("fr-en-ips-colleges-ap2022__noms-techniques.csv", "ips_colleges", ()),
        ("fr-en-ips-colleges-ap2023__version-a.csv", "ips_colleges", ("effectifs",)),
        ("fr-en-ips-colleges-ap2023__version-b.csv", "ips_colleges", ("effectifs",)),
        *(
            (f"fr-en-annuaire-education__schema-{year}.csv", "annuaire_geolocalisation",
             ("denomination_principale", "patronyme_uai"))
            for year in (2023, 2024, 2026)
        ),
    ],
)  # fmt: skip
def test_the_genuine_rows_under_another_official_header_are_the_same(
    open_data: Path,
    verdicts: dict[str, Verdict],
    name: str,
    domain: str,
    absent: tuple[str, ...],
) -> None:
    variant = remapped(Table.of(domain), headed(open_data, name))
    assert variant.header != Table.of(domain).header
    found = verdict(variant.to_bytes(), name)
    assert (found.status, found.warnings) == ("accepte", [])
    assert without(kept_values(found.kept), *absent) == without(
        kept_values(verdicts[domain].kept), *absent
    )
    assert all(row[column] is None for row in kept_values(found.kept) for column in absent)


def test_the_old_brevet_without_departement_counts_for_the_academie(
    open_data: Path, verdicts: dict[str, Verdict]
) -> None:
    table = Table.of("dnb_departement")
    one = replace(table, rows=[r for r, d in zip(table.rows, table.column("code_departement"),
                                                 strict=True) if d == "63"])  # fmt: skip
    name = "fr-en-resultats-detailles-au-dnb__ancien-schema-academie.csv"
    found = verdict(remapped(one, headed(open_data, name)).to_bytes(), name)
    assert (found.status, len(found.kept)) == ("accepte", len(one.rows))
    assert set(found.kept["_departement"]) == {"academie"}
    assert found.kept["code_departement"].isna().all()
    place = ("code_departement", "_departement")
    modern = verdicts["dnb_departement"].kept
    expected = kept_values(modern[modern["_departement"] == "063"])
    assert without(kept_values(found.kept), *place) == without(expected, *place)


def test_the_old_brevet_of_several_departements_at_once_would_double_its_rows(
    open_data: Path,
) -> None:
    name = "fr-en-resultats-detailles-au-dnb__ancien-schema-academie.csv"
    found = verdict(remapped(Table.of("dnb_departement"), headed(open_data, name)).to_bytes())
    assert found.status == "refuse"
    assert any("même clé" in r.problem for r in found.rejects)


@pytest.mark.parametrize("domain", GENUINE)
def test_the_names_of_the_contract_are_headers_too(
    domain: str, verdicts: dict[str, Verdict]
) -> None:
    table = Table.of(domain)
    places = match_header(table.header, contracts()[domain]).positions
    names = {place: name for name, place in places.items()}
    header = [names[i] for i in range(len(table.header))]
    if domain == "etablissements_ep":  # its school year is written in this header only
        header[places["education_prioritaire"]] = "EP 2022-2023"
    found = prepared(replace(table, header=header).to_bytes())
    assert (found.contract.domain, found.rejects, found.warnings) == (domain, [], [])
    assert kept_values(found.table) == kept_values(verdicts[domain].kept)


def test_a_rejected_cell_is_named_as_in_the_header_of_the_depositor(open_data: Path) -> None:
    table = Table.of("ivac").put(0, "taux_reussite_g", "tous")
    name = "fr-en-indicateurs-valeur-ajoutee-colleges__noms-techniques.csv"
    labels = verdict(table.to_bytes()).rejects
    technical = verdict(remapped(table, headed(open_data, name)).to_bytes()).rejects
    assert [r.column for r in labels] == ["Taux de réussite G"]
    assert [r.column for r in technical] == ["taux_de_reussite_g"]
