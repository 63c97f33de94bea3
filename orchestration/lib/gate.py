"""The gate of uploads: one verdict per deposit, one Great Expectations batch per domain.

What belongs here: which files are validated together, and the verdict (accepted, accepted with
rejects, refused). What does not: the rules (contracts), their derivation
(`expectations.contract_suite`), the rows that they reject (`rejections`), recording the verdict
(`deposits`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from expectations.contract_suite import SAME_YEAR
from orchestration.lib.asides import ASIDES
from orchestration.lib.batches import Batch
from orchestration.lib.columns import Flags, distinct_texts
from orchestration.lib.contracts import Contract
from orchestration.lib.messages import STAGES, rank_of
from orchestration.lib.preparation import Prepared, ReceivedFile, open_deposit, prepare
from orchestration.lib.pseudonyms import Pseudonyms
from orchestration.lib.refusals import (
    Caution,
    FileRefused,
    Reject,
    caution,
)
from orchestration.lib.rejections import Rejections, in_scope, rejections_of
from orchestration.lib.telling import Sentence

if TYPE_CHECKING:
    import pandas as pd

ACCEPTED, WITH_REJECTS, REFUSED = "accepte", "accepte_avec_rejets", "refuse"
# Given by plausibility only: the rows stand, the figures that rest on them stay in the service.
INTERNAL_USE = "usage_interne"


# Rows of one domain validated together; more are split by deposit, to bound memory.
BATCH_ROWS = 2_500_000


@dataclass
class Verdict:
    """What the gate decided of one deposit. `table` holds the rows for the lake.

    `stage` is the one that refused it, else the last one. `unlisted` counts the problems that a
    refused file has beyond those that `rejects` lists.
    """

    received: ReceivedFile
    status: str
    contract: Contract | None = None
    scope: str = "academie"
    stage: str = STAGES[-1]
    reasons: list[FileRefused] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    unlisted: Counter[Sentence] = field(default_factory=Counter)
    table: pa.Table = field(default_factory=lambda: pa.table({}))
    read: int = 0
    out_of_scope: int = 0
    without_data: int = 0
    rejected: int = 0
    seen: pa.Table = field(default_factory=lambda: pa.table({}))
    labels: dict[str, str] = field(default_factory=dict)

    @cached_property
    def kept(self) -> pd.DataFrame:
        """The rows for the lake as a data frame, for whoever looks at a few of them."""
        return self.table.to_pandas()

    @property
    def accepted(self) -> bool:
        """Tell whether the deposit changes the lake."""
        return self.status != REFUSED


def _nothing(_: Verdict) -> None:
    pass


@dataclass(frozen=True)
class Grounds:
    """What verdicts rest on beside the files.

    `known_uais` is the current référentiel, or None while none has been deposited: an unknown UAI
    warns, its rows stay. While another process validates the rows of a deposit, `meanwhile` is
    given the verdict that it gets if all those that can be read are right.
    """

    contracts: dict[str, Contract]
    known_uais: frozenset[str] | None = None
    pseudonyms: Pseudonyms | None = None
    meanwhile: Callable[[Verdict], None] = _nothing


def refusal(received: ReceivedFile, error: FileRefused) -> Verdict:
    """Return the verdict on a file that is refused as a whole."""
    verdict = Verdict(received, REFUSED, stage=error.stage, reasons=[error])
    if error.line is not None:
        problem = Reject(error.line, error.column or "", "", error.reason, error.remedy, error.code)
        verdict.rejects = [problem]
    return verdict


def judge(
    received: Sequence[ReceivedFile],
    contracts: dict[str, Contract],
    known_uais: frozenset[str] | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> list[Verdict]:
    """Return one verdict per file, in the order given.

    Files of one domain are validated together.
    """
    grounds = Grounds(contracts, known_uais, pseudonyms)
    verdicts = {v.received.deposit: v for v in verdicts_of(received, grounds)}
    return [verdicts[file.deposit] for file in received]


def verdicts_of(received: Sequence[ReceivedFile], grounds: Grounds) -> Iterator[Verdict]:
    """Yield one verdict per file, domain by domain, so that the rows of one can be let go."""
    by_domain: dict[str, list[ReceivedFile]] = {}
    for file in received:
        try:
            # One alone has no other to be put with: a workbook is not opened twice.
            domain = _domain_of(file, grounds) if len(received) > 1 else ""
        except FileRefused as error:
            yield refusal(file, error)
        else:
            by_domain.setdefault(domain, []).append(file)
    for files in by_domain.values():
        batch: list[Prepared] = []
        for file in files:
            try:
                ready = prepare(file, grounds.contracts, grounds.pseudonyms)
            except FileRefused as error:
                yield refusal(file, error)
                continue
            if sum(p.table.num_rows for p in [*batch, ready]) > BATCH_ROWS and batch:
                yield from _judged(batch, grounds)
                batch = []
            batch.append(ready)
        if batch:
            yield from _judged(batch, grounds)


def _domain_of(file: ReceivedFile, grounds: Grounds) -> str:
    _, match, _ = open_deposit(file, grounds.contracts)
    return match.contract.domain


def _judged(batch: list[Prepared], grounds: Grounds) -> Iterator[Verdict]:
    def meanwhile() -> None:
        # What becomes of the first deposit of several may change what is said of the next.
        if len(batch) == 1:
            known = Rejections.foreseen(batch[0])
            grounds.meanwhile(_decide(batch[0], known, grounds.known_uais))

    problems = rejections_of(Batch(batch), meanwhile)
    for ready in batch:
        yield _decide(ready, problems[ready.received.deposit], grounds.known_uais)


def _decide(ready: Prepared, problems: Rejections, known_uais: frozenset[str] | None) -> Verdict:
    rejects = sorted([*ready.rejects, *problems.rejects], key=itemgetter(0, 1))
    rejected = len(ready.rejects) + int(problems.rejected.sum())
    # A repeated line loses nothing where lines are not added up.
    harmless = 0 if ready.contract.exhaustive else problems.repeated
    # A total or a remark loses nothing at all.
    harmless += sum(r.code in ASIDES for r in ready.rejects)
    rows = in_scope(ready)
    verdict = Verdict(
        ready.received,
        WITH_REJECTS if rejected else ACCEPTED,
        contract=ready.contract,
        scope=ready.scope,
        warnings=[*ready.warnings, *problems.warnings],
        rejects=rejects,
        unlisted=problems.unlisted,
        table=_without(ready.table, problems.rejected),
        read=ready.read,
        out_of_scope=ready.out_of_scope,
        without_data=ready.without_data,
        rejected=rejected,
        seen=ready.table,
        labels=ready.match.labels,
    )
    if rows and not ready.flags.get(SAME_YEAR, np.ones(1, dtype=bool)).any():
        _refuse(verdict, ready.contract, _another_year(ready))
    elif not ready.contract.tolerates(rejected - harmless, rows):
        _refuse(verdict, ready.contract, _too_many(ready.contract, rejected, rows))
    elif rejected and verdict.table.num_rows == 0:
        _refuse(verdict, ready.contract, FileRefused("regles.aucune_ligne_utilisable"))
    if verdict.accepted:
        verdict.warnings += _acceptance_warnings(verdict, known_uais)
    return verdict


def _refuse(verdict: Verdict, contract: Contract, reason: FileRefused) -> None:
    """Refuse a file for its rows: at the earliest stage that its tolerance did not outlive."""
    verdict.status, verdict.reasons, verdict.stage = REFUSED, [reason], reason.stage
    in_scope = verdict.read - verdict.out_of_scope - verdict.without_data
    stopped_at: dict[int, int] = {}
    for told in verdict.rejects:
        rank = rank_of(told.code)
        stopped_at[told.line] = min(rank, stopped_at.get(told.line, rank))
    stopped = Counter(stopped_at.values())
    for (*_, code), count in verdict.unlisted.items():
        stopped[rank_of(code)] += count
    lost = 0
    for rank, count in sorted(stopped.items()):
        lost += count
        if not contract.tolerates(lost, in_scope):
            verdict.stage = STAGES[rank]
            return


def _without(table: pa.Table, rejected: Flags) -> pa.Table:
    return table.filter(pa.array(~rejected)) if rejected.any() else table


def _another_year(ready: Prepared) -> FileRefused:
    found = distinct_texts(ready.designated) if ready.designated is not None else []
    return FileRefused(
        "regles.toutes_d_une_autre_annee", told=ready.announced_year, found=", ".join(found)
    )


def _too_many(contract: Contract, rejected: int, rows: int) -> FileRefused:
    if contract.exhaustive:
        return FileRefused("regles.ligne_perdue", rejected=rejected, rows=rows)
    share = f"{contract.tolerated_share:.0%}".replace("%", " %")
    most = contract.tolerated_rows
    return FileRefused(
        "regles.trop_de_rejets", rejected=rejected, rows=rows, share=share, most=most
    )


def _schools(contract: Contract, table: pa.Table) -> list[str]:
    """Return the schools that the territory of rows names."""
    own = contract.territory_column
    if own is None:
        return []
    if contract.territory_type is not None:
        kinds = np.array(table[contract.territory_type].to_pylist(), dtype=object)
        table = table.filter(pa.array(kinds == "etablissement"))
    elif contract.territory_kind != "uai":
        return []
    return distinct_texts(table[own])


def _acceptance_warnings(verdict: Verdict, known_uais: frozenset[str] | None) -> list[Caution]:
    contract = verdict.contract
    if contract is None or verdict.table.num_rows == 0:
        return [caution("croisement.hors_academie")]
    if known_uais is None:
        return []
    unknown = [uai for uai in _schools(contract, verdict.table) if uai not in known_uais]
    if not unknown:
        return []
    shown = ", ".join(unknown[:5]) + ("…" if len(unknown) > 5 else "")
    return [caution("croisement.uai_inconnu", count=len(unknown), names=shown)]
