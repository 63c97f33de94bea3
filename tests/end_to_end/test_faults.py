"""What may fail between a drop and a publication, and how it ends: nothing lost, nothing doubled.

What belongs here: kills, full disks, shares, locks and clocks, with real processes and real file
systems, on homes as small as the fault allows. What does not: kills of whole runs
(`test_crashes`), publications (`test_publication_faults`), mail alone (`tests/alerts`).
"""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.lib import deposits, gate, intake
from orchestration.lib.alerts.notify import queue_receipts
from orchestration.lib.alerts.sending import send_pending
from orchestration.lib.contracts import contracts
from orchestration.lib.faults import PlatformFault
from orchestration.lib.home import open_home
from orchestration.lib.inbox import receiving, watching
from orchestration.lib.inbox.receiving import Source
from orchestration.lib.inbox.state import LEFT_BEHIND, inbox_state
from orchestration.lib.recognition import Announced
from orchestration.lib.returns import giving
from orchestration.lib.run_context import current_context
from orchestration.lib.settings import Settings
from tests.alerts.conftest import Mailbox, document, read_routes, write_routes
from tests.alerts.conftest import mailbox as mailbox
from tests.end_to_end.conftest import SOAK
from tests.end_to_end.faults import after, full, killed, mounted, root_only
from tests.samples import Table, genuine, genuine_name

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
BAC, IPS = "bac_departement", "ips_colleges"


@pytest.fixture(autouse=True)
def short_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching.settled, "__defaults__", (0.02,))


def drop(settings: Settings) -> None:
    """Drop an accepted file, one with a rejected row, and one that nobody recognises."""
    files = {
        f"{BAC}/{genuine_name(BAC)}": genuine(BAC),
        f"{IPS}/{genuine_name(IPS)}": Table.of(IPS).head(60).put(3, "uai", "0630018Z").to_bytes(),
        "inconnu.csv": b"rien;de;connu\n1;2;3\n",
    }
    for name, content in files.items():
        path = settings.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def answer(settings: Settings) -> list[deposits.Receipt]:
    return intake.answer(settings, open_home(settings))


def state(settings: Settings) -> dict[str, object]:
    """Return what a home holds, without times: verdicts, rows, and what was given back."""
    receipts = [
        {k: v for k, v in json.loads(p.read_text()).items() if k != "recu_le"}
        for p in sorted(settings.deposits.glob("*/receipt.json"))
    ]
    lake = {
        p.relative_to(settings.lake).as_posix(): p.read_bytes()
        for p in settings.lake.rglob("*.parquet")
    }
    given = sorted(
        p.relative_to(settings.returns).as_posix()
        for p in settings.returns.rglob("*")
        if p.is_file()
    )
    left = sorted(p.name for p in settings.inbox.rglob("*") if p.is_file())
    folders = sorted(p.name for p in settings.deposits.iterdir())
    return {"reçus": receipts, "lac": lake, "retours": given, "boîte": left, "dépôts": folders}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, open_data: Path) -> dict[str, object]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("PSA_")]:
            patch.delenv(name)
        settings = Settings(home=tmp_path_factory.mktemp("calme") / "home", today=NOW.date())
        drop(settings)
        assert sorted(r.statut for r in answer(settings)) == [
            "accepte", "accepte_avec_rejets", "refuse",
        ]  # fmt: skip
        return state(settings)


STAGES: dict[str, tuple[object, str, int]] = {
    "premier bloc copié": (receiving, "_block", 1),
    "copie finie": (receiving, "write_json", 0),
    "reçu, pas encore retiré": (receiving, "take_away", 1),
    "en jugement": (gate, "prepare", 1),
    "lignes au lac, pas de reçu": (deposits, "_record", 0),
    "rejets écrits, pas de reçu": (deposits, "write_json", 1),
    "reçu écrit, rien de rendu": (giving, "give_back", 0),
    "rendu à moitié": (giving, "_write", 2),
}
SHORT = ("premier bloc copié", "reçu, pas encore retiré", "lignes au lac, pas de reçu",
         "rendu à moitié")  # fmt: skip


@pytest.mark.parametrize("stage", STAGES if SOAK else SHORT)
def test_after_a_kill_each_drop_has_one_deposit_one_verdict_and_its_papers(
    settings: Settings,
    undisturbed: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
) -> None:
    module, name, calls = STAGES[stage]
    drop(settings)
    with monkeypatch.context() as patch:
        patch.setattr(module, name, after(calls, getattr(module, name)))
        killed(lambda: answer(settings))
    answer(settings)
    assert state(settings) == undisturbed
    assert answer(settings) == []


def test_two_receptions_at_once_share_the_files(settings: Settings) -> None:
    (settings.inbox / "ivac").mkdir(parents=True)
    for number in range(12):
        (settings.inbox / "ivac" / f"{number}.csv").write_text(f"a;b\n{number};2\n")
    children = []
    for _ in range(2):
        child = os.fork()
        if not child:
            try:
                answer(settings)
            except BlockingIOError:
                os._exit(1)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    received = deposits.receptions(settings.deposits)
    assert [r.rank for r in received] == list(range(1, 13))
    assert len({r.sha256 for r in received}) == 12
    assert len(deposits.receipts(settings.deposits)) == 12


def test_a_clock_set_back_does_not_change_which_deposit_stands(
    settings: Settings, open_data: Path
) -> None:
    first = settings.home.parent / genuine_name(BAC)
    first.write_bytes(genuine(BAC))
    second = settings.home.parent / "corrige.csv"
    second.write_bytes(genuine(BAC) + b"\r\n")
    for path, year in ((first, 2026), (second, 2019)):
        now = NOW.replace(year=year)
        reception = receiving.receive(settings, Source(path, Announced()), now)
        intake.process_pending(settings, open_home(settings), [reception])
    standing = set(current_context(settings, fictional=False).standing.values())
    assert standing == {reception.deposit}


@root_only
def test_a_read_only_share_gives_each_file_once_and_is_told(
    settings: Settings, open_data: Path
) -> None:
    drop(settings)
    shared = settings.home.parent / "partage"
    settings.inbox.rename(shared)
    settings.inbox.mkdir()
    with mounted(settings.inbox, "--bind", str(shared)):
        subprocess.run(
            ["mount", "-o", "remount,bind,ro", str(settings.inbox)],  # noqa: S607
            check=True,
        )
        assert len(answer(settings)) == 3
        assert answer(settings) == []
        found = inbox_state(settings, NOW, retry=True)
        assert not found.waiting
        assert [a.reason for a in found.anomalies] == [LEFT_BEHIND] * 3
        subprocess.run(
            ["mount", "-o", "remount,bind,rw", str(settings.inbox)],  # noqa: S607
            check=True,
        )
        assert answer(settings) == []
        assert not [p for p in shared.rglob("*") if p.is_file()]
        assert inbox_state(settings, NOW).anomalies == ()
    assert len(deposits.receipts(settings.deposits)) == 3


@root_only
@pytest.mark.parametrize("leaving", [0, 40_000])
def test_a_full_disk_loses_no_file_and_the_next_reception_takes_them(
    settings: Settings, undisturbed: dict[str, object], leaving: int
) -> None:
    settings.home.mkdir(parents=True)
    with mounted(settings.home, "-t", "tmpfs", "-o", "size=8m", "tmpfs"):
        open_home(settings)
        drop(settings)
        with full(settings.home, leaving):
            with pytest.raises((PlatformFault, OSError)) as fault:
                answer(settings)
            waiting = [p for p in settings.inbox.rglob("*") if p.is_file()]
            assert len(waiting) + len(deposits.receptions(settings.deposits)) == 3
            assert not list(settings.deposits.glob(".*"))
        if leaving == 0:
            assert "le disque est plein" in str(fault.value)
        answer(settings)
        assert state(settings) == undisturbed


@root_only
def test_a_disk_that_fills_up_while_judging_leaves_the_deposits_waiting(
    settings: Settings, undisturbed: dict[str, object]
) -> None:
    settings.home.mkdir(parents=True)
    with mounted(settings.home, "-t", "tmpfs", "-o", "size=8m", "tmpfs"):
        open_home(settings)
        drop(settings)
        assert len(intake.receive_inbox(settings)) == 3
        with full(settings.home, 0), pytest.raises(PlatformFault, match="plein"):
            answer(settings)
        assert len(deposits.pending(settings.deposits)) >= 1
        answer(settings)
        assert state(settings) == undisturbed


def test_a_mail_server_down_then_up_delays_no_verdict_and_doubles_no_message(
    settings: Settings, open_data: Path, mailbox: Mailbox, tmp_path: Path
) -> None:
    routes = read_routes(
        write_routes(tmp_path / "alertes.yaml", document(mailbox.port)), contracts()
    )
    mailbox.stop()
    drop(settings)
    assert len(answer(settings)) == 3
    now = datetime.now(UTC)
    assert len(queue_receipts(settings, now)) == 3
    assert send_pending(settings, routes, contracts(), now).sent == 0
    mailbox.start()
    for hours in (7, 14, 21):
        queue_receipts(settings, now)
        later = datetime.fromtimestamp(now.timestamp() + hours * 3600, UTC)
        send_pending(settings, routes, contracts(), later)
    told = [str(letter["Subject"]) for letter in mailbox.letters]
    assert len(told) == len(set(told)) == 3
