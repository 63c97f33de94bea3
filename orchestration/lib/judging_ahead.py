"""Judging ahead: a second process judges the next domains while this one records the last.

What belongs here: what the child is given and when, and how its verdicts are taken over. What
does not: the process (`second_process`), the verdicts themselves (`guarded`), their order and
their recording (`intake`, `deposits`).

A verdict of the gate depends on the file, its contract, the référentiels and the key: who
reaches it does not matter. It is more than half of the work on a deposit, and the machine has a
second core. Whatever befalls the child, its files are judged by its parent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from orchestration.lib import guarded
from orchestration.lib.contracts import contracts
from orchestration.lib.deposits import Reception, received_file
from orchestration.lib.gate import Grounds, Verdict
from orchestration.lib.preparation import ReceivedFile
from orchestration.lib.pseudonyms import pseudonymiser
from orchestration.lib.second_process import SecondProcess, taken
from orchestration.lib.settings import Settings

# Below, all is judged before the child has loaded its libraries.
_WORTH_A_CHILD = 16 * 2**20
# What may be judged and not yet recorded: the rows of these files wait in memory.
_MOST_AHEAD = 64 * 2**20


@dataclass(frozen=True)
class _Task:
    """The files of a domain, and what their verdicts depend on."""

    settings: Settings
    files: Sequence[ReceivedFile]
    known_uais: frozenset[str] | None


@dataclass(frozen=True)
class _Given:
    """A task of the child: the schools it knows, the size of its files in bytes, its answer."""

    known_uais: frozenset[str] | None
    size: int
    verdicts: Future[list[Verdict]]


class Ahead:
    """Verdicts on the domains to come, in the order in which they will be asked."""

    def __init__(self, waiting: Mapping[str | None, Sequence[Reception]]) -> None:
        self._left = dict(waiting)
        self._given: dict[str | None, _Given] = {}
        self._worth_it = sum(map(_size, waiting.values())) >= _WORTH_A_CHILD
        self._child: SecondProcess | None = None
        self._queue = ThreadPoolExecutor(max_workers=1)

    def verdicts_of(
        self,
        domain: str | None,
        settings: Settings,
        files: Sequence[ReceivedFile],
        grounds: Grounds,
    ) -> Iterator[Verdict]:
        """Yield one verdict per file of a domain, as `guarded.verdicts_of` does."""
        self._left.pop(domain, None)
        given = self._given.pop(domain, None)
        self._give_next(settings, grounds.known_uais)
        ready = _taken_over(given, grounds.known_uais)
        if not self._left:
            self.close()
        yield from (ready[file.deposit] for file in files if file.deposit in ready)
        here = [file for file in files if file.deposit not in ready]
        yield from guarded.verdicts_of(settings, here, grounds)

    def close(self) -> None:
        """End the child: nothing more will be asked."""
        child, self._child = self._child, None
        if child is not None:
            self._queue.shutdown(wait=False, cancel_futures=True)
            child.end()

    def _give_next(self, settings: Settings, known_uais: frozenset[str] | None) -> None:
        """Give the child the next domains, as far as memory allows."""
        if not self._worth_it or not self._left:
            return
        if self._child is None:
            self._child = taken()
        room = _MOST_AHEAD - sum(given.size for given in self._given.values())
        for domain, waiting in self._left.items():
            size = _size(waiting)
            if domain not in self._given and size <= room:
                files = [received_file(settings, reception) for reception in waiting]
                task = _Task(settings, files, known_uais)
                verdicts = self._queue.submit(_judged, self._child, task)
                self._given[domain] = _Given(known_uais, size, verdicts)
                room -= size


def _size(waiting: Sequence[Reception]) -> int:
    return sum(reception.size for reception in waiting)


def _taken_over(given: _Given | None, known_uais: frozenset[str] | None) -> dict[str, Verdict]:
    """Return the verdicts of the child; none if it has not begun, failed, or knew other schools."""
    if given is None or given.verdicts.cancel() or given.verdicts.exception() is not None:
        return {}
    if given.known_uais != known_uais:
        return {}
    return {verdict.received.deposit: verdict for verdict in given.verdicts.result()}


def _judged(child: SecondProcess, task: _Task) -> list[Verdict]:
    """Return the verdicts of the child on a task; raises EOFError when it has died."""
    # The contract of a verdict is the one that this process has read.
    return [
        replace(verdict, contract=contracts()[domain] if domain else None)
        for domain, verdict in child.call(_verdicts, task)
    ]


def _verdicts(task: _Task) -> list[tuple[str | None, Verdict]]:
    """Return, in the child, each verdict apart from its contract, which its domain names."""
    pseudonyms = partial(pseudonymiser, task.settings)
    grounds = Grounds(contracts(), task.known_uais, pseudonyms)
    found = guarded.verdicts_of(task.settings, task.files, grounds)
    return [(v.contract.domain if v.contract else None, replace(v, contract=None)) for v in found]
