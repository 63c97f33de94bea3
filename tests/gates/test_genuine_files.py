"""Genuine official files are accepted whole, and their rows say what the files say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.lib.contracts import contracts
from orchestration.lib.gate import Verdict, judge
from tests.samples import GENUINE, genuine, received

pytestmark = pytest.mark.usefixtures("open_data")
# rows kept and rows of other territories, as counted in the files; school years computed by hand
EXPECTED = {
    "annuaire_geolocalisation": (191, 0, ["2026-2027"]),
    "etablissements_ep": (87, 0, ["2022-2023"]),
    "calendrier_scolaire": (61, 0, [f"{y}-{y + 1}" for y in range(2017, 2026)]),
    "dnb_departement": (188, 0, [f"{y}-{y + 1}" for y in range(2015, 2024)]),
    "ivac": (456, 0, ["2021-2022", "2022-2023", "2023-2024"]),
    "bac_departement": (48, 0, ["2022-2023", "2023-2024"]),
    "inserjeunes_cfa": (291, 0, [f"{y}-{y + 1}" for y in range(2018, 2024)]),
    "poursuite_superieur_academie": (72, 0, [f"{y}-{y + 1}" for y in range(2009, 2021)]),
    "ips_colleges": (187, 0, ["2022-2023"]),
    "effectifs_lycee_gt": (160, 0, ["2019-2020", "2020-2021", "2021-2022"]),
    "barometre_2023": (208, 0, [f"{y}-{y + 1}" for y in range(2016, 2023)]),
    "barometre_2024": (24, 12, ["2022-2023", "2023-2024", "2026-2027"]),
}


@pytest.mark.parametrize("domain", GENUINE)
def test_a_genuine_file_is_accepted_whole(domain: str, verdicts: dict[str, Verdict]) -> None:
    found = verdicts[domain]
    kept, elsewhere, years = EXPECTED[domain]
    assert (found.status, found.rejects, found.warnings) == ("accepte", [], [])
    assert (len(found.kept), found.out_of_scope) == (kept, elsewhere)
    assert sorted(set(found.kept["_annee_scolaire"])) == years
    assert found.read == kept + elsewhere + found.without_data


def test_the_official_totals_of_the_brevet_are_found(verdicts: dict[str, Verdict]) -> None:
    rows = verdicts["dnb_departement"].kept
    year = rows[rows["_annee_scolaire"] == "2023-2024"]
    assert (year["admis"].sum(), year["presents"].sum()) == (13009, 15015)
    by_departement = year.groupby("_departement")[["admis", "presents"]].sum()
    rates = (100 * by_departement["admis"] / by_departement["presents"]).round(1)
    assert rates.to_dict() == {"003": 83.7, "015": 89.7, "043": 90.2, "063": 86.1}


def test_the_official_counts_of_colleges_with_value_added_are_found(
    verdicts: dict[str, Verdict],
) -> None:
    rows = verdicts["ivac"].kept.dropna(subset=["va_taux_reussite_g"])
    positive = rows[rows["va_taux_reussite_g"] > 0]
    counts = {
        year: (int((positive["_annee_scolaire"] == year).sum()), len(group))
        for year, group in rows.groupby("_annee_scolaire")
    }
    assert counts == {"2021-2022": (59, 138), "2022-2023": (77, 143), "2023-2024": (43, 120)}


def test_codes_are_clean_whatever_the_source_did_to_them(verdicts: dict[str, Verdict]) -> None:
    schools = verdicts["etablissements_ep"].kept
    assert set(schools["code_departement"]) == {"003", "063"}
    assert schools["code_commune"].str.fullmatch(r"\d{5}").all()
    assert "03185" in set(schools["code_commune"])
    assert set(verdicts["dnb_departement"].kept["academie"]) == {"06"}
    assert set(verdicts["annuaire_geolocalisation"].kept["secteur"]) == {"public", "prive"}
    assert set(verdicts["bac_departement"].kept["sexe"]) == {"F", "M"}
    assert set(verdicts["poursuite_superieur_academie"].kept["code_academie"]) == {"06"}


def test_the_measure_and_the_departement_of_a_barometer_row_are_its_own(
    verdicts: dict[str, Verdict],
) -> None:
    rows = verdicts["barometre_2024"].kept
    assert set(rows["_mesure"]) == {"IND-291"}
    assert set(rows["_departement"]) == {"003", "015", "043", "063"}
    measured = verdicts["barometre_2023"].kept
    assert "taux-collegiens-beneficiaires" in set(measured["_mesure"])
    assert (measured["_mesure"] == measured["id_indicateur"]).all()


def test_the_files_of_one_domain_judged_together_get_their_own_verdicts(open_data: Path) -> None:
    paths = sorted((open_data / "barometre_2024").glob("ind-*.csv"))
    assert len(paths) == 27
    files = [received(p.read_bytes(), p.name, deposit=p.stem) for p in paths]
    files.append(received(b"", "ind-999.csv", deposit="vide"))
    found = {v.received.deposit: v for v in judge(files, contracts())}
    assert list(found) == [f.deposit for f in files]
    assert found.pop("vide").status == "refuse"
    assert {v.status for v in found.values()} == {"accepte"}
    # IND-294, 376, 384, 833 and 834 have no département: they replace nothing.
    assert {d for d, v in found.items() if v.kept.empty} == {
        "ind-294", "ind-376", "ind-384", "ind-833", "ind-834",
    }  # fmt: skip
    for deposit, one in found.items():
        if not one.kept.empty:
            assert set(one.kept["_mesure"]) == {deposit.upper()}
            assert set(one.kept["_depot"]) == {deposit}


@pytest.mark.parametrize("domain", ["barometre_2024", "calendrier_scolaire"])
def test_targets_and_holidays_to_come_are_not_mistakes(domain: str) -> None:
    file = replace(received(genuine(domain)), current_school_year="2024-2025")
    (found,) = judge([file], contracts())
    assert (found.status, found.rejects) == ("accepte", [])
    assert max(found.kept["_annee_scolaire"]) > "2024-2025"
