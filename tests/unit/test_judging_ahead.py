"""Judging ahead: what another process judges is what this one would have judged."""

from __future__ import annotations

import os
import pickle
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import psutil
import pytest
from pydantic import SecretStr

from orchestration.lib import deposits, guarded, intake, judging_ahead, second_process
from orchestration.lib.deposits import RECEIPT, Receipt
from orchestration.lib.gate import Verdict
from orchestration.lib.home import open_home
from orchestration.lib.intake import Desk
from orchestration.lib.preparation import ReceivedFile
from orchestration.lib.refusals import FileRefused
from orchestration.lib.settings import Settings
from tests.fabricated import YEAR, made_up, table, written


def files() -> dict[str, bytes]:
    """Return files of several domains: accepted, with rejects, refused, not recognised."""
    spoiled = table("devoirs_faits", 80)
    spoiled[3]["uai"] = "0631234A"
    hopeless = [row | {"uai": "?"} for row in table("eac_actions", 20)]
    return {
        f"eleves/eleves__{YEAR}__academie.csv": made_up("eleves"),
        f"devoirs_faits/devoirs_faits__{YEAR}__academie.csv": written("devoirs_faits", spoiled),
        f"eac_actions/eac_actions__{YEAR}__academie.csv": written("eac_actions", hopeless),
        f"personnels/personnels__{YEAR}__academie.csv": made_up("personnels"),
        "personnels/note.csv": b"%PDF-1.7 une note",
        "autre/inconnu.csv": b"a;b\n1;2\n",
    }


@pytest.fixture
def waiting(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of a home where files wait for their verdict, whatever their size."""
    monkeypatch.setattr(judging_ahead, "_WORTH_A_CHILD", 0)
    settings = settings.model_copy(update={"cle_pseudonymes": SecretStr("clé des essais " * 4)})
    for name, content in files().items():
        path = settings.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (time.time() - 60,) * 2)
    intake.receive_inbox(settings)
    return settings


@pytest.fixture
def judged_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that this process judges, as it goes."""
    names: list[str] = []
    verdicts_of = guarded.verdicts_of

    def told(settings: Settings, received: list[ReceivedFile], *more: object) -> Iterator[Verdict]:
        names.extend(file.file_name for file in received)
        return verdicts_of(settings, received, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(guarded, "verdicts_of", told)
    return names


def judged(settings: Settings) -> list[Receipt]:
    """Return the receipts of everything that waits, without the moment of their reception."""
    with closing(Desk(settings, open_home(settings))) as desk:
        found = [receipt for domain in desk.waiting() for receipt in desk.judge(domain)]
    return sorted((replace(r, recu_le="", ordre=0) for r in found), key=lambda r: r.depot)


def written_down(settings: Settings) -> dict[str, bytes]:
    """Return the rejects and the rows of the lake."""
    kept = [*settings.deposits.rglob("rejects.csv"), *settings.lake.rglob("*.parquet")]
    return {str(path.relative_to(settings.home)): path.read_bytes() for path in kept}


def judges() -> list[psutil.Process]:
    """Return the processes that judge for this one; other tests leave children of their own."""
    children = psutil.Process().children()
    command = {child: child.as_dict(["cmdline"], ad_value=[])["cmdline"] for child in children}
    return [child for child in children if second_process.__name__ in command[child]]


def test_verdicts_are_the_same_as_without_the_other_process(
    waiting: Settings, judged_here: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts, kept = judged(waiting), written_down(waiting)
    assert {r.statut for r in receipts} == {"accepte", "accepte_avec_rejets", "refuse"}
    there = len(files()) - len(judged_here)
    assert there >= 3
    for receipt in waiting.deposits.glob(f"*/{RECEIPT}"):
        receipt.unlink()
    shutil.rmtree(waiting.lake)
    monkeypatch.setattr(judging_ahead, "_WORTH_A_CHILD", 2**40)
    judged_here.clear()
    assert judged(waiting) == receipts
    assert written_down(waiting) == kept
    assert len(judged_here) == len(files())


def test_what_a_dead_process_had_to_judge_is_judged_here(
    waiting: Settings, judged_here: list[str]
) -> None:
    with closing(Desk(waiting, open_home(waiting))) as desk:
        first, *others = desk.waiting()
        receipts = desk.judge(first)
        (child,) = judges()
        child.kill()
        receipts += [receipt for domain in others for receipt in desk.judge(domain)]
    assert len(receipts) == len(judged_here) == len(files())
    assert deposits.pending(waiting.deposits) == []


def test_schools_that_came_meanwhile_are_known_to_the_verdict(
    waiting: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: list[frozenset[str] | None] = [None]
    monkeypatch.setattr(intake, "known_uais", lambda *_: known[0])
    with closing(Desk(waiting, open_home(waiting))) as desk:
        first, *others = desk.waiting()
        desk.judge(first)
        known[0] = frozenset({"0631234X"})
        (receipt,) = [r for d in others for r in desk.judge(d) if r.domaine == "eleves"]
    assert any(c["code"] == "croisement.uai_inconnu" for c in receipt.constats)


def test_a_process_that_judges_ends_when_nothing_is_left(waiting: Settings) -> None:
    with closing(Desk(waiting, open_home(waiting))) as desk:
        for domain in desk.waiting():
            desk.judge(domain)
        assert judges() == []


def test_few_bytes_are_not_worth_another_process(
    waiting: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    with closing(Desk(waiting, open_home(waiting))) as desk:
        desk.judge(desk.waiting()[0])
        assert judges() == []


def test_what_may_wait_in_memory_is_bounded(
    waiting: Settings, judged_here: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging_ahead, "_MOST_AHEAD", 10)
    assert len(judged(waiting)) == len(judged_here) == len(files())


def test_a_refusal_goes_from_one_process_to_another_whole() -> None:
    refused = FileRefused("regles.trop_de_rejets", line=3, rejected=9, rows=10, share="5 %", most=3)
    again = pickle.loads(pickle.dumps(refused))  # noqa: S301
    assert (str(again), again.code, again.line) == (str(refused), refused.code, 3)
