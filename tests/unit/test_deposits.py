"""The life of a deposit: originals are immutable, a crash loses and doubles nothing."""

from __future__ import annotations

import json
import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.lib import deposits, intake
from orchestration.lib.columns import constant
from orchestration.lib.contracts import contracts
from orchestration.lib.gate import judge
from orchestration.lib.home import open_home
from orchestration.lib.inbox import receiving
from orchestration.lib.inbox.receiving import Source
from orchestration.lib.lake import write_deposit
from orchestration.lib.recognition import Announced
from orchestration.lib.settings import Settings
from tests.samples import Platform, Table, genuine, genuine_name

DOMAIN = "bac_departement"
pytestmark = pytest.mark.usefixtures("open_data")


def folder(platform: Platform, receipt: deposits.Receipt) -> Path:
    return platform.settings.deposits / receipt.depot


def receive(settings: Settings, path: Path, content: bytes) -> deposits.Reception:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return receiving.receive(settings, Source(path, Announced()), datetime.now(UTC))


def snapshot(platform: Platform) -> dict[str, bytes]:
    """Return the standing rows, and receipts without their time."""
    receipts = [
        {k: v for k, v in json.loads(p.read_text()).items() if k != "recu_le"}
        for p in sorted(platform.settings.deposits.glob("*/receipt.json"))
    ]
    return {**platform.lake_files(), "reçus": json.dumps(receipts).encode()}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 x", b"a;b\n1;2\n"])
def test_a_refused_file_is_kept_byte_for_byte_and_changes_nothing(
    platform: Platform, content: bytes
) -> None:
    platform.deposit(genuine(DOMAIN), genuine_name(DOMAIN))
    before = (platform.lake_files(), platform.context().publication)
    receipt = platform.deposit(content, genuine_name(DOMAIN))
    assert receipt.statut == "refuse"
    assert receipt.motifs
    original = folder(platform, receipt) / "original" / genuine_name(DOMAIN)
    assert original.read_bytes() == content
    assert (platform.lake_files(), platform.context().publication) == before


def test_an_accepted_file_is_kept_as_it_came_and_the_receipt_counts_its_rows(
    platform: Platform,
) -> None:
    receipt = platform.deposit(genuine(DOMAIN), genuine_name(DOMAIN))
    original = folder(platform, receipt) / "original" / genuine_name(DOMAIN)
    assert original.read_bytes() == genuine(DOMAIN)
    assert (receipt.statut, receipt.domaine, receipt.perimetre) == ("accepte", DOMAIN, "academie")
    assert (receipt.lignes_lues, receipt.lignes_retenues, receipt.lignes_rejetees) == (48, 48, 0)
    assert receipt.tranches == [["", "2022-2023"], ["", "2023-2024"]]
    assert (receipt.fictif, receipt.academie) == (False, "06")
    assert not (folder(platform, receipt) / "rejects.csv").exists()


def test_the_same_content_dropped_again_gets_a_folder_of_its_own(settings: Settings) -> None:
    found = [receive(settings, settings.home / "x.csv", b"a;b\n") for _ in range(3)]
    first = found[0].deposit
    assert [r.deposit for r in found] == [first, f"{first}-2", f"{first}-3"]
    assert [r.rank for r in found] == [1, 2, 3]


def test_the_id_of_a_deposit_comes_from_its_content_alone(
    settings: Settings, tmp_path: Path
) -> None:
    elsewhere = settings.model_copy(update={"home": tmp_path / "ailleurs"})
    here = receive(settings, tmp_path / "x.csv", b"a;b\n1;2\n")
    there = receive(elsewhere, tmp_path / "y.csv", b"a;b\n1;2\n")
    other = receive(elsewhere, tmp_path / "x.csv", b"a;b\n1;3\n")
    assert here.deposit == there.deposit != other.deposit


def test_a_deposit_without_receipt_is_judged_again_with_the_same_result(
    platform: Platform,
) -> None:
    content = Table.of("ips_colleges").put(3, "uai", "0630018Z").to_bytes()
    receipt = platform.deposit(content, genuine_name("ips_colleges"))
    expected = snapshot(platform)
    rejects = (folder(platform, receipt) / "rejects.csv").read_bytes()
    for leftover in (["receipt.json"], ["receipt.json", "rejects.csv"]):
        for name in leftover:
            (folder(platform, receipt) / name).unlink()
        assert platform.standing("ips_colleges") == {}
        (waiting,) = deposits.pending(platform.settings.deposits)
        home = open_home(platform.settings)
        intake.process_pending(platform.settings, home, [waiting])
        assert snapshot(platform) == expected
        assert (folder(platform, receipt) / "rejects.csv").read_bytes() == rejects
        assert deposits.pending(platform.settings.deposits) == []


def test_an_interrupted_reception_is_no_deposit(platform: Platform) -> None:
    receipt = platform.deposit(genuine(DOMAIN), genuine_name(DOMAIN))
    half = platform.settings.deposits / ".abcdef012345.999.tmp"
    shutil.copytree(folder(platform, receipt), half)
    assert [r.deposit for r in deposits.receptions(platform.settings.deposits)] == [receipt.depot]
    assert len(deposits.receipts(platform.settings.deposits)) == 1
    again = receive(platform.settings, platform.inbox / "z.csv", b"a;b\n")
    assert again.rank == 2


def test_rows_in_the_lake_without_a_receipt_do_not_stand(platform: Platform) -> None:
    settings, contract = platform.settings, contracts()[DOMAIN]
    reception = receive(settings, platform.inbox / genuine_name(DOMAIN), genuine(DOMAIN))
    (verdict,) = judge([deposits.received_file(settings, reception)], contracts())
    write_deposit(settings.lake, contract, reception.deposit, "academie", verdict.table)
    assert platform.lake_files()
    assert platform.standing(DOMAIN) == {}


def test_what_an_interrupted_attempt_left_in_the_lake_is_not_counted_twice(
    platform: Platform,
) -> None:
    contract = contracts()[DOMAIN]
    receipt = platform.deposit(genuine(DOMAIN), genuine_name(DOMAIN))
    expected = snapshot(platform)
    (folder(platform, receipt) / "receipt.json").unlink()
    (verdict,) = judge(
        [
            deposits.received_file(
                platform.settings, deposits.pending(platform.settings.deposits)[0]
            )
        ],
        contracts(),
    )
    place = verdict.table.column_names.index("_annee_scolaire")
    year = constant("1999-2000", verdict.table.num_rows)
    older = verdict.table.set_column(place, "_annee_scolaire", year)
    write_deposit(platform.settings.lake, contract, receipt.depot, "academie", older)
    waiting = deposits.pending(platform.settings.deposits)
    intake.process_pending(platform.settings, open_home(platform.settings), waiting)
    assert snapshot(platform) == expected


def test_the_inbox_is_emptied_in_order_and_the_folder_names_the_domain(
    platform: Platform,
) -> None:
    inbox = platform.settings.inbox
    for name in ("ivac/b.csv", "ivac/a.csv", "autre/c.csv", "d.csv"):
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
        os.utime(path, (time.time() - 60,) * 2)
    received = intake.receive_inbox(platform.settings)
    assert [(r.file_name, r.domain) for r in received] == [
        ("c.csv", None), ("d.csv", None), ("a.csv", "ivac"), ("b.csv", "ivac"),
    ]  # fmt: skip
    assert not [p for p in inbox.rglob("*") if p.is_file()]
    assert intake.receive_inbox(platform.settings) == []


@pytest.mark.parametrize(
    "name", [".cache.csv", "~$classeur.xlsx", "x.csv.part", "y.TMP", "z.crdownload", "t.filepart"]
)
def test_an_unfinished_copy_waits(platform: Platform, name: str) -> None:
    path = platform.settings.inbox / "ivac" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a;b\n")
    assert intake.receive_inbox(platform.settings) == []
    assert path.exists()


def test_a_file_name_as_long_as_the_system_allows_is_received(platform: Platform) -> None:
    name = "é" * 125 + ".csv"
    receipt = platform.deposit(genuine(DOMAIN), name)
    assert receipt.statut == "accepte"
    assert (folder(platform, receipt) / "original" / name).read_bytes() == genuine(DOMAIN)


def test_files_that_no_contract_recognises_are_shared_out_under_no_domain(
    platform: Platform,
) -> None:
    settings = platform.settings
    receive(settings, platform.inbox / "a.csv", genuine(DOMAIN))
    receive(settings, platform.inbox / "b.csv", b"rien;de;connu\n1;2;3\n")
    receive(settings, platform.inbox / "c.csv", "\u00a0".encode())
    receive(settings, platform.inbox / "d.zip", b"PK\x03\x04 plus rien")
    shared = intake.pending_by_domain(settings)
    assert {d: [r.file_name for r in rs] for d, rs in shared.items()} == {
        DOMAIN: ["a.csv"], None: ["b.csv", "c.csv", "d.zip"],
    }  # fmt: skip


def test_checking_a_file_gives_the_verdict_and_records_nothing(
    platform: Platform, tmp_path: Path
) -> None:
    path = tmp_path / genuine_name(DOMAIN)
    path.write_bytes(genuine(DOMAIN))
    verdict = intake.check_file(platform.settings, path, Announced())
    assert (verdict.status, len(verdict.kept)) == ("accepte", 48)
    assert not platform.settings.deposits.exists()
    assert not platform.settings.lake.exists()


def test_a_deposit_that_two_processes_found_waiting_is_judged_once(platform: Platform) -> None:
    settings, home = platform.settings, open_home(platform.settings)
    reception = receive(settings, platform.inbox / genuine_name(DOMAIN), genuine(DOMAIN))
    (first,) = intake.process_pending(settings, home, [reception])
    before = (snapshot(platform), platform.standing(DOMAIN))
    (second,) = intake.process_pending(settings, home, [reception])
    assert first == second
    assert first.statut == "accepte"
    assert (snapshot(platform), platform.standing(DOMAIN)) == before
    assert set(platform.standing(DOMAIN).values()) == {reception.deposit}
