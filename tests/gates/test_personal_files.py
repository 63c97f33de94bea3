"""Files about pupils: pseudonyms in the lake, originals in the private deposit, nothing else."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.lib import intake
from orchestration.lib.contracts import contracts
from orchestration.lib.gate import judge
from orchestration.lib.pseudonyms import KeyProblem
from orchestration.lib.recognition import Announced
from tests.fabricated import ine, made_up, table, written
from tests.samples import Platform, pseudonyms, received, validations, verdict

PUPILS = ("eleves", "devoirs_faits", "dnb_resultats", "decrochage")
TOLD = {"school_year": "2024-2025"}


def everything_but_originals(platform: Platform) -> bytes:
    home = platform.settings.home
    files = [p for p in home.rglob("*") if p.is_file() and p.parent.name != "original"]
    rows = [pq.read_table(p).to_pylist() for p in home.rglob("*.parquet")]
    return b"".join(p.read_bytes() for p in files) + repr(rows).encode()


def column(platform: Platform, domain: str, name: str) -> list[str]:
    files = sorted((platform.settings.lake / domain).glob("*/*/*.parquet"))
    return [v for p in files for v in pq.read_table(p, partitioning=None)[name].to_pylist()]


@pytest.mark.parametrize("domain", PUPILS)
def test_no_identifier_leaves_the_original(platform: Platform, domain: str) -> None:
    rows = table(domain, 40)
    rows[5]["uai"] = rows[5].get("uai", "")[:7] + "?"
    rows[7]["ine"] = "PASUNINE"
    rows.append(dict(rows[0]))
    content = written(domain, rows)
    receipt = platform.deposit(content, **TOLD)
    assert receipt.statut == "accepte_avec_rejets"
    said = everything_but_originals(platform).decode("utf-8", errors="ignore")
    assert not [n for n in range(40) if ine(n) in said]
    assert "PASUNINE" not in said
    original = platform.settings.deposits / receipt.depot / "original" / "export.csv"
    assert original.read_bytes() == content
    assert all(len(p) == 32 and int(p, 16) for p in column(platform, domain, "ine"))


def test_the_batch_of_great_expectations_holds_no_identifier(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = validations(monkeypatch)
    for domain in (*PUPILS, "referents"):
        found = verdict(made_up(domain), told=Announced(**TOLD))
        assert found.status == "accepte", found.rejects
    assert len(given) == len(PUPILS) + 1
    seen = "".join(frame.astype("object").to_csv() for frame, _ in given)
    assert not [n for n in range(20) if ine(n) in seen or f"{n:032x}" in seen.split(",")]


def test_a_pupil_is_the_same_in_every_domain_and_however_the_ine_is_written(
    platform: Platform,
) -> None:
    for domain in PUPILS:
        rows = table(domain, 6)
        rows[0]["ine"] = f" {rows[0]['ine'].lower()[:5]} {rows[0]['ine'][5:]}"
        platform.deposit(written(domain, rows), f"{domain}.csv", **TOLD)
    found = [column(platform, domain, "ine") for domain in PUPILS]
    assert found == [found[0]] * len(PUPILS)
    assert len(set(found[0])) == 6


def test_the_same_pupil_twice_in_one_file_is_seen_through_the_pseudonym() -> None:
    rows = table("eleves", 20)
    rows.append({**rows[3], "niveau": "5EME"})
    found = verdict(written("eleves", rows), told=Announced(**TOLD))
    assert [(r.line, r.value) for r in found.rejects] == [(5, ""), (22, "")]
    assert "même clé" in found.rejects[0].problem


def test_a_wrong_check_letter_of_an_ine_only_warns() -> None:
    rows = table("eleves", 20)
    rows[2]["ine"] = rows[2]["ine"][:10] + ("A" if rows[2]["ine"][10] != "A" else "B")
    rows[3]["ine"] = "123456789AB"
    found = verdict(written("eleves", rows), told=Announced(**TOLD))
    assert (found.status, found.rejects) == ("accepte", [])
    assert [w for w in found.warnings if w.code == "types.cle_ine" and w.count == 1]


def test_without_a_key_no_personal_file_is_judged() -> None:
    with pytest.raises(ValueError, match="aucune clé"):
        judge([received(made_up("eleves"))], contracts())


def test_checking_a_file_creates_the_key_and_nothing_else(
    platform: Platform, tmp_path: Path
) -> None:
    path = tmp_path / "eleves__2024-2025__academie.csv"
    path.write_bytes(made_up("eleves"))
    before = set(platform.settings.home.rglob("*"))
    found = intake.check_file(platform.settings, path, Announced())
    assert found.status == "accepte"
    created = {p.name for p in set(platform.settings.home.rglob("*")) - before}
    assert created == {"secrets", "cle_pseudonymes"}
    known = pseudonyms().of("ine", [ine(0)])[0]
    assert ine(0) != found.table["ine"][0].as_py() != known


def test_a_file_without_identifier_needs_no_key(platform: Platform) -> None:
    platform.deposit(made_up("effectifs", 1), **TOLD)
    assert not (platform.settings.home / "secrets").exists()


def test_a_changed_key_stops_the_next_deposit_and_judges_nothing(platform: Platform) -> None:
    platform.deposit(made_up("eleves"), **TOLD)
    key = platform.settings.home / "secrets" / "cle_pseudonymes"
    key.write_text("f" * 64)
    with pytest.raises(KeyProblem):
        platform.deposit(made_up("devoirs_faits"), **TOLD)
    with pytest.raises(KeyProblem):
        intake.receive_inbox(platform.settings)
    assert not (platform.settings.lake / "devoirs_faits").exists()


def test_only_the_owner_can_read_deposits_lake_and_warehouse(platform: Platform) -> None:
    settings = platform.settings
    settings.deposits.mkdir(mode=0o755, parents=True)
    rows = table("eleves", 30)
    rows[0]["niveau"] = "?"
    receipt = platform.deposit(written("eleves", rows), **TOLD)
    folder = settings.deposits / receipt.depot
    for path in (settings.deposits, settings.lake, settings.warehouse.parent, folder,
                 folder / "original", settings.home / "secrets"):  # fmt: skip
        assert path.stat().st_mode & 0o777 == 0o700, path
    assert (folder / "original" / "export.csv").stat().st_mode & 0o777 == 0o400
    assert (folder / "rejects.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "header", ["Nom", "PRÉNOM", "Né(e) le", "N° sécurité sociale", "E-mail", "Nationalité"]
)
@pytest.mark.parametrize("domain", ["eleves", "effectifs", "ivac"])
def test_a_forbidden_column_refuses_the_file_by_its_name(
    platform: Platform, domain: str, header: str
) -> None:
    names = [c.label for c in contracts()[domain].columns]
    cells = ["LEPERSONNEL"] * (len(names) + 1)
    content = "\n".join([";".join([*names, header]), ";".join(cells), ""]).encode()
    receipt = platform.deposit(content)
    assert receipt.statut == "refuse"
    assert f"« {header} »" in receipt.motifs[0]
    assert "Retirez cette colonne" in receipt.motifs[0]
    assert b"LEPERSONNEL" not in everything_but_originals(platform)


def test_a_column_that_the_contract_declares_is_not_forbidden() -> None:
    names = {c.name for c in contracts()["annuaire_geolocalisation"].columns}
    assert {"telephone", "mail", "adresse_1"} <= names
