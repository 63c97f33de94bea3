"""Intake: from files that wait in the inbox to receipts.

What belongs here: receiving the inbox, sharing pending deposits among domains, judging them
under the deposit lock, and the same for files given by hand. What does not: Dagster steps,
printing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from orchestration.lib import deposits, gate, guarded
from orchestration.lib.contracts import contracts
from orchestration.lib.deposits import Judging, Receipt, Reception
from orchestration.lib.faults import PlatformFault, told_when_full
from orchestration.lib.home import DEPOSIT_LOCK, Home, locked
from orchestration.lib.inbox import receiving, remote, taking
from orchestration.lib.inbox.watching import settled
from orchestration.lib.judging_ahead import Ahead
from orchestration.lib.plausibility.examine import Examiner
from orchestration.lib.preparation import ReceivedFile
from orchestration.lib.pseudonyms import pseudonymiser, verify_key
from orchestration.lib.recognition import Announced
from orchestration.lib.run_context import Slice, known_uais, standing_slices, what_stands
from orchestration.lib.settings import Settings

REFERENTIALS = ("annuaire_geolocalisation", "ref_etablissements")
_WAIT_SECONDS = 300.0


@contextmanager
def _at_the_desk(settings: Settings) -> Iterator[None]:
    """Hold the lock of deposits; a disk without room is told in plain words."""
    held = locked(settings.home, DEPOSIT_LOCK, wait_seconds=_WAIT_SECONDS)
    with told_when_full(settings.home), held:
        yield


def receive_inbox(settings: Settings) -> list[Reception]:
    """Move what waits in the inbox into deposits, in a stable order; return the receptions.

    The folder names the domain when a contract has its name. A file still being written waits
    for the next run. Raises KeyProblem when the key of the pseudonyms has changed, ContractFault
    when a contract cannot be read: the files then stay where they are.
    """
    verify_key(settings)
    contracts()
    now = datetime.now(UTC)
    whole = settled(settings.inbox, now)
    with _at_the_desk(settings):
        receiving.forget_unfinished(settings)
        register = receiving.Register.of(settings.deposits)
        return taking.take(settings, whole, now, register).received


def receive_remote(settings: Settings) -> list[Reception]:
    """Bring what waits in the remote inbox, if there is one; return the receptions."""
    if settings.inbox_distante is None:
        return []
    return remote.bring(settings, datetime.now(UTC))


def give_back_all(settings: Settings) -> None:
    """Give back what a crash left undone, then take answers to the remote inbox if there is one.

    After the verdicts: nobody waits for the papers of an earlier day.
    """
    # It reads deposits back.
    from orchestration.lib.returns.giving import give_back_missing

    with _at_the_desk(settings), guarded.aside(settings, "retours"):
        give_back_missing(settings)
    if settings.inbox_distante is not None:
        remote.answer_there(settings)


def domain_of(settings: Settings, reception: Reception) -> str | None:
    """Return the domain whose step judges a deposit: the one announced, else by its header."""
    if reception.domain in contracts():
        return reception.domain
    return _recognised(deposits.received_file(settings, reception))


@lru_cache(maxsize=10_000)
def _recognised(received: ReceivedFile) -> str | None:
    """Return the domain of a deposit by its header: an original never changes."""
    return guarded.domain_of(received, contracts())


def pending_by_domain(settings: Settings) -> dict[str | None, list[Reception]]:
    """Return the deposits that wait for a verdict, by domain (None: not recognised)."""
    shared: dict[str | None, list[Reception]] = {}
    for reception in deposits.pending(settings.deposits):
        shared.setdefault(domain_of(settings, reception), []).append(reception)
    return shared


def fully_standing(
    receipts: Sequence[Receipt], standing: dict[Slice, str], departements: Sequence[str]
) -> frozenset[str]:
    """Return the deposits that stand for every slice they brought."""
    alone = {r.depot: standing_slices([r], departements) for r in receipts}
    return frozenset(
        depot
        for depot, slices in alone.items()
        if slices and all(standing[part] == depot for part in slices)
    )


@lru_cache(maxsize=1)
def _examiner(lake: Path, departements: tuple[str, ...]) -> Examiner:
    """Return the examiner of this process: what it has read of the lake serves it again."""
    return Examiner(lake, contracts(), departements)


def _grounds(settings: Settings, standing: dict[Slice, str], examiner: Examiner) -> gate.Grounds:
    """Return what verdicts rest on today; `examiner` looks at rows while they are validated."""
    known = known_uais(settings.lake, standing, REFERENTIALS)
    return gate.Grounds(contracts(), known, partial(pseudonymiser, settings), examiner.foresee)


def process_pending(
    settings: Settings,
    home: Home,
    waiting: Sequence[Reception],
    judging: Judging = guarded.verdicts_of,
) -> list[Receipt]:
    """Judge deposits that wait, under the deposit lock, and return their receipts.

    One that another process judged meanwhile keeps the receipt that it got.
    """
    if not waiting:
        return []
    verify_key(settings)
    departements = settings.academie.codes_departements
    with _at_the_desk(settings):
        earlier = deposits.receipts(settings.deposits)
        standing = standing_slices(earlier, departements)
        judged = {r.depot: r for r in earlier}
        examiner = _examiner(settings.lake, departements).knows(standing)
        received = deposits.process(
            settings,
            [r for r in waiting if r.deposit not in judged],
            _grounds(settings, standing, examiner),
            fully_standing(earlier, standing, departements),
            home.fictional,
            examiner,
            judging,
        )
    return [*(judged[r.deposit] for r in waiting if r.deposit in judged), *received]


def answer(settings: Settings, home: Home) -> list[Receipt]:
    """Receive both inboxes and judge everything that waits; return the receipts.

    The network comes last: who drops a file here does not wait for a server elsewhere.
    """
    receive_inbox(settings)
    receipts = _judge_all(settings, home)
    if receive_remote(settings):
        receipts += _judge_all(settings, home)
    give_back_all(settings)
    return receipts


def _judge_all(settings: Settings, home: Home) -> list[Receipt]:
    """Judge what waits: référentiels first, others are held to them; then small domains first.

    The lock is let go in between: a file of millions of lines delays nobody but its own domain.
    """

    def small_first(domain: str | None, waiting: Sequence[Reception]) -> tuple[bool, int]:
        return domain not in REFERENTIALS, sum(reception.size for reception in waiting)

    with closing(Desk(settings, home, small_first)) as desk:
        return [receipt for domain in desk.waiting() for receipt in desk.judge(domain)]


def _by_name(domain: str | None, _: Sequence[Reception]) -> str:
    return domain or ""


class Desk:
    """What a run knows of deposits: read once, and what stands again after a verdict.

    Its steps are many and most have nothing to judge: each would read every receipt twice.
    """

    def __init__(
        self,
        settings: Settings,
        home: Home,
        order: Callable[[str | None, Sequence[Reception]], Any] = _by_name,
    ) -> None:
        """Share what waits among domains, in the order in which they are to be judged.

        Its default is the order of the steps of Dagster.
        """
        self._settings, self._home = settings, home
        waiting = pending_by_domain(settings)
        self._pending = {d: waiting[d] for d in sorted(waiting, key=lambda d: order(d, waiting[d]))}
        self._early: dict[str | None, list[Receipt]] = {}
        self._ahead: Ahead | None = None
        self._standing: tuple[dict[Slice, str], tuple[Receipt, ...]] | None = None

    def waiting(self) -> list[str | None]:
        """Return the domains that have something to judge (None: not recognised)."""
        return list(self._pending)

    def judge(self, domain: str | None) -> list[Receipt]:
        """Judge what waited in a domain (None: what no contract recognises); return receipts.

        The référentiels are judged first, whatever the order of steps: others are held to them.
        """
        for first in REFERENTIALS:
            if first in self._pending:
                self._early[first] = self._judged(first, guarded.verdicts_of)
        if self._ahead is None:
            self._ahead = Ahead(self._pending)
        judging = partial(self._ahead.verdicts_of, domain)
        return [*self._early.pop(domain, []), *self._judged(domain, judging)]

    def close(self) -> None:
        """Stop judging ahead of what is asked."""
        if self._ahead is not None:
            self._ahead.close()

    def _judged(self, domain: str | None, judging: Judging) -> list[Receipt]:
        waiting = self._pending.pop(domain, [])
        judged = process_pending(self._settings, self._home, waiting, judging)
        if judged:
            self._standing = None
        return judged

    def standing(self) -> tuple[dict[Slice, str], tuple[Receipt, ...]]:
        """Return which deposit stands for each slice, and those deposits."""
        if self._standing is None:
            self._standing = what_stands(self._settings)
        return self._standing


def deposit_file(
    settings: Settings, home: Home, path: Path, announced: Announced, reason: str | None = None
) -> Receipt:
    """Receive and judge one file given by hand; return its receipt. The file is left in place.

    `reason` is why it comes late, in the words of its depositor.
    """
    with _at_the_desk(settings):
        source = receiving.Source(path, announced, reason=reason)
        try:
            reception = receiving.receive(settings, source, datetime.now(UTC))
        except receiving.NotTaken as why:
            raise PlatformFault(f"« {path.name} » {why}.") from why
    return process_pending(settings, home, [reception])[0]


def check_file(settings: Settings, path: Path, announced: Announced) -> gate.Verdict:
    """Return the verdict that a deposit of this file would get; nothing is recorded.

    But the trace of a bug, if judging this file meets one.
    """
    departements = settings.academie.codes_departements
    standing = standing_slices(deposits.receipts(settings.deposits), departements)
    received = ReceivedFile(
        deposit="essai",
        file_name=path.name,
        content=path,
        announced=announced,
        academie=settings.academie,
        current_school_year=settings.current_school_year,
    )
    examiner = _examiner(settings.lake, departements).knows(standing)
    grounds = _grounds(settings, standing, examiner)
    (verdict,) = guarded.verdicts_of(settings, [received], grounds)
    with guarded.aside(settings, received.deposit):
        examiner.examine(verdict)
    return verdict
