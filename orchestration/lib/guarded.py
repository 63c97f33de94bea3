"""Verdicts in spite of a bug: an unforeseen error in judging one file stops nothing else.

What belongs here: the boundary around the gate, and the trace kept for the team. What does not:
the verdicts themselves (`gate`), faults of the machine, which are nobody's file.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from orchestration.lib import gate
from orchestration.lib.atomic import write_bytes
from orchestration.lib.contracts import Contract
from orchestration.lib.faults import PlatformFault
from orchestration.lib.gate import Grounds, Verdict
from orchestration.lib.preparation import ReceivedFile, open_deposit
from orchestration.lib.private import OWNER_FILE, private_folder
from orchestration.lib.refusals import FileRefused
from orchestration.lib.settings import Settings

_FAILED = "octets.illisible"


def verdicts_of(
    settings: Settings,
    received: Sequence[ReceivedFile],
    grounds: Grounds,
) -> Iterator[Verdict]:
    """Yield one verdict per file, as the gate does.

    After an unforeseen error, files without a verdict are judged one by one: the one that fails
    alone is refused, and the trace of the failure kept. What the machine refuses (a full disk, a
    share that is gone, a lost key) is raised: the files then wait for the next run.
    """

    def meanwhile(verdict: Verdict) -> None:
        with aside(settings, verdict.received.deposit):
            grounds.meanwhile(verdict)

    waiting = {file.deposit: file for file in received}
    with _unforeseen() as caught:
        for verdict in gate.verdicts_of(received, replace(grounds, meanwhile=meanwhile)):
            del waiting[verdict.received.deposit]
            yield verdict
    if caught and len(received) == 1:
        _keep_trace(settings, received[0].deposit, caught[0])
        yield gate.refusal(received[0], FileRefused(_FAILED))
    elif caught:
        for file in waiting.values():
            yield from verdicts_of(settings, [file], grounds)


@contextmanager
def aside(settings: Settings, deposit: str) -> Iterator[None]:
    """Trace a bug in what is said of a file: the verdict stands without it, and the run goes on."""
    with _unforeseen() as caught:
        yield
    for error in caught:
        _keep_trace(settings, deposit, error)


def domain_of(file: ReceivedFile, contracts: dict[str, Contract]) -> str | None:
    """Return the domain of a file by its header; None when no contract, or a bug, knows it."""
    with _unforeseen():  # the verdict of the file will say so, with its trace
        try:
            _, match, _ = open_deposit(file, contracts)
        except FileRefused:
            return None
        return match.contract.domain
    return None


@contextmanager
def _unforeseen() -> Iterator[list[Exception]]:
    """Yield a list that holds the error of a bug, if there was one.

    What the machine or the home refuses is no bug: it is raised.
    """
    caught: list[Exception] = []
    try:
        yield caught
    except (OSError, PlatformFault):
        raise
    except Exception as error:  # noqa: BLE001 - the one boundary: no bug may stop other files
        caught.append(error)


def _keep_trace(settings: Settings, deposit: str, error: Exception) -> None:
    """Keep where the error came from. Its message is left out: it may repeat a cell."""
    lines = [f"dépôt {deposit}"]
    chain: BaseException | None = error
    while chain is not None:
        lines.append(type(chain).__name__)
        frames = traceback.extract_tb(chain.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        chain = chain.__cause__ or chain.__context__
    folder = settings.home / "journaux" / "lectures_echouees"
    private_folder(folder)
    write_bytes(folder / f"{deposit}.txt", ("\n".join(lines) + "\n").encode())
    (folder / f"{deposit}.txt").chmod(OWNER_FILE)
