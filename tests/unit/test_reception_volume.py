"""A reception of many files: each document is read once, whatever the number of files."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

import pytest

from orchestration.lib import deposits, intake
from orchestration.lib.home import open_home
from tests.samples import Platform


def drop(platform: Platform, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        path = platform.settings.inbox / "ivac" / f"{number:04d}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"a;b\n{number};2\n".encode())
        os.utime(path, (time.time() - 60,) * 2)


def test_many_files_are_received_and_judged_without_reading_the_others_again(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: Counter[str] = Counter()
    read_json = deposits.read_json

    def counted(path: Path) -> object:
        reads[str(path)] += 1
        return read_json(path)

    monkeypatch.setattr(deposits, "read_json", counted)
    drop(platform, 60)
    received = intake.receive_inbox(platform.settings)
    assert [r.rank for r in received] == list(range(1, 61))
    assert reads.total() == 0
    home = open_home(platform.settings)
    for waiting in intake.pending_by_domain(platform.settings).values():
        intake.process_pending(platform.settings, home, waiting)
    assert max(reads.values()) == 1
    drop(platform, 3, start=30)
    again = intake.receive_inbox(platform.settings)
    assert [r.rank for r in again] == [61, 62, 63]
    assert all(r.deposit.endswith("-2") for r in again)


def test_a_document_that_changed_is_read_again(platform: Platform) -> None:
    receipt = platform.deposit(b"a;b\n1;2\n")
    path = platform.settings.deposits / receipt.depot / deposits.RECEIPT
    path.unlink()
    assert deposits.receipts(platform.settings.deposits) == []
    assert [r.deposit for r in deposits.pending(platform.settings.deposits)] == [receipt.depot]
