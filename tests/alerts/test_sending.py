"""Messages leave once: server down then up, crash while sending, fifty at once, moved clocks.

What belongs here: the outbox against a real mail server. What does not: what messages say.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from orchestration.lib.alerts.outbox import (
    ABANDONED,
    EXHAUSTED,
    MAYBE_SENT,
    OUT_OF_DATE,
    SENT,
    TO_SEND,
    UNDER_WAY,
    Outbox,
)
from orchestration.lib.alerts.routes import Routes
from orchestration.lib.alerts.sending import LONGEST_WAIT, Pass, send_pending, wait_after
from orchestration.lib.contracts import contracts
from orchestration.lib.home import Busy, locked
from orchestration.lib.settings import Settings
from tests.alerts.conftest import NOW, Mailbox, document, message, read_routes, write_routes

MINUTE = timedelta(minutes=1)


def sent(settings: Settings, routes: Routes, now: datetime = NOW, budget: float = 10.0) -> Pass:
    return send_pending(settings, routes, contracts(), now, budget_seconds=budget)


def test_a_message_leaves_once_in_text_and_html_to_the_contact_of_its_contract(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    outbox = Outbox(settings)
    assert outbox.put([message()]) != []
    assert sent(settings, routes).sent == 1
    assert outbox.put([message()]) == []
    assert sent(settings, routes).sent == 0
    (letter,) = mailbox.letters
    assert mailbox.recipients == [contracts()["effectifs"].contact]
    assert letter["Subject"] == "Refusé : Effectifs"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["From"].addresses[0].addr_spec == "depots@exemple.fr"
    plain, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert "Le fichier est refusé." in plain.get_content()
    assert "<p>Le fichier est refusé.</p>" in page.get_content()


def test_server_down_then_up_the_message_arrives_once(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    outbox = Outbox(settings)
    outbox.put([message()])
    mailbox.stop()
    first = sent(settings, routes)
    assert (first.sent, first.left) == (0, 1)
    assert first.reason is not None
    mailbox.start()
    assert sent(settings, routes, NOW + MINUTE / 2).sent == 0  # not before its time
    assert sent(settings, routes, NOW + MINUTE).sent == 1
    assert sent(settings, routes, NOW + 9 * MINUTE).sent == 0
    assert len(mailbox.letters) == 1
    assert outbox.ids(SENT) == {"recu-abc"}


def test_waits_double_up_to_six_hours() -> None:
    waits = [wait_after(n) for n in range(1, 12)]
    assert waits[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert waits == sorted(waits)
    assert wait_after(10_000) == LONGEST_WAIT == timedelta(hours=6)


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400), timedelta(0)])
def test_a_clock_that_moved_never_holds_a_message(
    settings: Settings, routes: Routes, mailbox: Mailbox, jump: timedelta
) -> None:
    outbox = Outbox(settings)
    outbox.put([message(perime_le="9999-12-31T00:00:00+00:00")])
    mailbox.stop()
    sent(settings, routes, NOW)
    mailbox.start()
    assert sent(settings, routes, NOW + jump).sent == (0 if jump == timedelta(0) else 1)
    assert len(mailbox.letters) == (0 if jump == timedelta(0) else 1)


def test_after_too_many_attempts_a_message_is_given_up_and_can_be_sent_again(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    outbox = Outbox(settings)
    outbox.put([message()])
    mailbox.answer = "552 trop gros"
    for hour in range(3):
        assert outbox.ids(TO_SEND) == {"recu-abc"}
        sent(settings, routes, NOW + timedelta(hours=hour))
    (given_up,) = outbox.to_look_at()
    assert (given_up.issue, given_up.essais) == (EXHAUSTED, 3)
    assert "552" in (given_up.erreur or "")
    assert "trop gros" not in (given_up.erreur or "")  # what a server says may quote a message
    mailbox.answer = "250 OK"
    assert outbox.resend("recu-abc") is not None
    assert sent(settings, routes, NOW + timedelta(days=90)).sent == 1
    assert len(mailbox.letters) == 1


def test_a_line_cut_after_the_text_left_is_not_sent_again_by_itself(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    outbox = Outbox(settings)
    outbox.put([message()])
    mailbox.cut = True
    assert sent(settings, routes).abandoned == 1
    mailbox.cut = False
    for hours in range(1, 5):
        sent(settings, routes, NOW + timedelta(hours=hours))
    assert len(mailbox.letters) == 1
    (uncertain,) = outbox.to_look_at()
    assert uncertain.issue == MAYBE_SENT
    before = mailbox.letters[0]["Message-ID"]
    outbox.resend("recu-abc")
    sent(settings, routes, NOW + timedelta(days=1))
    assert [letter["Message-ID"] for letter in mailbox.letters] == [before, before]


def test_a_process_killed_while_the_server_answers_sends_nothing_twice(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    outbox = Outbox(settings)
    outbox.put([message("recu-a"), message("recu-b")])
    mailbox.slow = 30.0
    script = (
        "import sys; from datetime import datetime; from pathlib import Path\n"
        "from orchestration.lib.alerts.routes import read_routes\n"
        "from orchestration.lib.alerts.sending import send_pending\n"
        "from orchestration.lib.contracts import contracts\n"
        "from orchestration.lib.settings import Settings\n"
        "from dataclasses import replace\n"
        "r = read_routes(Path(sys.argv[2]), contracts())\n"
        "r = replace(r, envoi=replace(r.envoi, delai=60))\n"
        "send_pending(Settings(home=sys.argv[1]), r, contracts(),\n"
        "             datetime.fromisoformat(sys.argv[3]))\n"
    )
    path = settings.home.parent / "alertes.yaml"
    sender = subprocess.Popen(
        [sys.executable, "-c", script, str(settings.home), str(path), NOW.isoformat()],
        env={k: v for k, v in os.environ.items() if not k.startswith("PSA_")},
    )
    deadline = time.monotonic() + 60
    while not mailbox.letters:
        assert sender.poll() is None, "the sender ended before the server had the text"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    assert outbox.ids(UNDER_WAY) == {"recu-a"}
    mailbox.slow = 0.0
    done = sent(settings, routes, NOW + MINUTE)
    assert (done.sent, done.abandoned) == (1, 1)
    assert len(mailbox.letters) == 2
    assert {m.id for m in outbox.to_look_at()} == {"recu-a"}
    assert outbox.ids(SENT) == {"recu-b"}


def test_a_crash_between_the_claim_and_the_conversation_loses_nothing(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    outbox = Outbox(settings)
    outbox.put([message()])
    assert outbox.claim("recu-abc") is not None  # and the process dies here
    assert sent(settings, routes).sent == 1
    assert len(mailbox.letters) == 1


def test_fifty_messages_by_two_senders_and_two_depositors_arrive_once_each(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    outbox = Outbox(settings)
    fifty = [message(f"recu-{n:03}", objet=f"Message {n:03}") for n in range(50)]
    began = time.monotonic()

    def hand_in() -> None:
        for first in range(0, len(fifty), 10):
            outbox.put(fifty[first : first + 10])

    def send() -> None:
        while len(outbox.ids(SENT)) < len(fifty) and time.monotonic() < began + 60:
            try:
                sent(settings, routes)
            except Busy:
                time.sleep(0.01)

    threads = [threading.Thread(target=work) for work in (hand_in, hand_in, send, send)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mailbox.subjects == [f"Message {n:03}" for n in range(50)]
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == 50


def test_a_pass_keeps_its_budget_and_a_deaf_server_is_tried_once(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    Outbox(settings).put(message(f"recu-{n}") for n in range(20))
    mailbox.slow = 5.0
    began = time.monotonic()
    sent(settings, routes, budget=1.5)
    # The answer that it was waiting for when time was up, and no other.
    assert time.monotonic() - began < 4
    assert len(mailbox.letters) <= 2
    mailbox.stop()
    ticks = iter(range(0, 1000, 4))
    done = send_pending(
        settings, routes, contracts(), NOW + MINUTE, budget_seconds=10,
        clock=lambda: float(next(ticks)),
    )  # fmt: skip
    assert done.left >= 15


def test_a_dead_channel_is_tried_by_one_message_a_pass(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    outbox = Outbox(settings)
    outbox.put(message(f"recu-{n}") for n in range(20))
    mailbox.stop()
    sent(settings, routes)
    assert sum(m.essais for m in outbox.messages(TO_SEND)) == 1


def test_only_one_pass_at_a_time(settings: Settings, routes: Routes) -> None:
    with locked(settings.home, "envoi"), pytest.raises(Busy):
        sent(settings, routes)


def test_each_recipient_gets_it_once_even_when_another_is_refused(
    settings: Settings, mailbox: Mailbox
) -> None:
    who = {"effectifs": {"service": ["a@exemple.fr", "b@exemple.fr"]}}
    path = write_routes(settings.home.parent / "r.yaml", document(mailbox.port, destinataires=who))
    routes = read_routes(path, contracts())
    outbox = Outbox(settings)
    outbox.put([message()])
    claimed = outbox.claim("recu-abc")
    assert claimed is not None
    outbox.note(replace(claimed, remises={"courriel:a@exemple.fr": "remis"}))
    assert sent(settings, routes).sent == 1
    assert mailbox.recipients == ["b@exemple.fr"]


def test_an_old_message_is_set_aside_not_sent(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    outbox = Outbox(settings)
    outbox.put([message(perime_le=(NOW - MINUTE).isoformat())])
    sent(settings, routes)
    assert mailbox.letters == []
    assert [m.issue for m in outbox.messages(ABANDONED)] == [OUT_OF_DATE]
    assert outbox.to_look_at() == []


def test_what_a_rehearsal_says_goes_to_the_team_alone(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    Outbox(settings).put([message(fictif=True)])
    sent(settings, routes)
    assert mailbox.recipients == ["equipe@exemple.fr"]


def test_messages_are_readable_by_their_owner_alone(settings: Settings) -> None:
    outbox = Outbox(settings)
    outbox.put([message()])
    assert (outbox.folder / TO_SEND).stat().st_mode & 0o077 == 0


def test_a_crash_while_a_message_is_filed_leaves_one_of_it(
    settings: Settings, routes: Routes, mailbox: Mailbox
) -> None:
    outbox = Outbox(settings)
    outbox.put([message("recu-a"), message("recu-b")])
    mailbox.stop()
    sent(settings, routes)
    mailbox.start()
    # Died after the copy was filed, before the original was taken away.
    for name in ("recu-a", "recu-b"):
        claimed = outbox.claim(name)
        assert claimed is not None
        outbox.note(replace(claimed, en_cours="courriel:a@exemple.fr"))
    (outbox.folder / SENT / "recu-a.json").write_bytes(
        (outbox.folder / UNDER_WAY / "recu-a.json").read_bytes()
    )
    assert {m.id for m in outbox.recover()} == {"recu-b"}
    assert outbox.ids(UNDER_WAY) == set()
    assert outbox.ids(SENT) == {"recu-a"}
    sent(settings, routes, NOW + timedelta(hours=7))
    assert {m.id for m in outbox.to_look_at()} == {"recu-b"}
    assert len(mailbox.letters) == 1  # to whoever had surely not been served
