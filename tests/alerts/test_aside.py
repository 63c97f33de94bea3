"""Sending aside: a command that queued a message ends at once, and the message leaves.

What belongs here: the process that sends after `psa deposit` and `psa run`. What does not: the pass
itself (`test_sending`).
"""

from __future__ import annotations

import subprocess
import time

import pytest

from orchestration.cli import alerting
from orchestration.lib.alerts.outbox import SENT, TO_SEND, Outbox
from orchestration.lib.settings import Settings
from tests.alerts.conftest import Mailbox, message


def test_what_is_queued_leaves_in_a_process_of_its_own(wired: Settings, mailbox: Mailbox) -> None:
    mailbox.slow = 0.5
    outbox = Outbox(wired)
    outbox.put([message()])
    began = time.monotonic()
    alerting.announce(wired)
    assert outbox.ids(SENT) == set()  # the server has not answered yet: nobody waited for it
    while not outbox.ids(SENT) and time.monotonic() - began < 60:
        time.sleep(0.05)
    assert outbox.ids(SENT) == {"recu-abc"}
    assert len(mailbox.letters) == 1


@pytest.mark.parametrize("configured", [True, False])
def test_nothing_is_started_for_nothing(
    settings: Settings, wired: Settings, monkeypatch: pytest.MonkeyPatch, configured: bool
) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", started)
    if configured:
        alerting.announce(wired)
    else:
        Outbox(settings).put([message()])
        alerting.announce(settings)
        assert Outbox(settings).ids(TO_SEND) == {"recu-abc"}


def test_a_full_disk_is_told_and_stops_nothing(
    wired: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("orchestration.lib.alerts.notify.queue_receipts", full)
    alerting.announce(wired)
    assert "le disque est plein" in capsys.readouterr().err
