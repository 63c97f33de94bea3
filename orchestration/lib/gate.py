"""The gate of uploads: one verdict per deposit, one Great Expectations batch per domain.

What belongs here: turning failed expectations into rejected rows, and the verdict (accepted,
accepted with rejects, refused). What does not: the rules (contracts), their derivation
(`expectations.contract_suite`), what is said of a row (`telling`), recording the verdict
(`deposits`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

import numpy as np
import pandas as pd
import pyarrow as pa

from expectations.contract_suite import SAME_YEAR, row_key
from expectations.validation import Failure
from orchestration.lib.asides import ASIDES
from orchestration.lib.batches import Batch
from orchestration.lib.columns import Flags, Positions, distinct_texts, indices
from orchestration.lib.contracts import Contract
from orchestration.lib.messages import STAGES, rank_of
from orchestration.lib.preparation import YEAR, Prepared, ReceivedFile, open_deposit, prepare
from orchestration.lib.pseudonyms import Pseudonyms
from orchestration.lib.refusals import (
    Caution,
    FileRefused,
    Reject,
    caution,
    code_of_rule,
)
from orchestration.lib.telling import Sentence, Telling, repetitions

ACCEPTED, WITH_REJECTS, REFUSED = "accepte", "accepte_avec_rejets", "refuse"
# Given by plausibility only: the rows stand, the figures that rest on them stay in the service.
INTERNAL_USE = "usage_interne"


# Rows that are listed for a rule that alone refuses the file; a spreadsheet holds ten such lists.
LISTED = 100_000
# What becomes of a row whose key another one has too.
_STAYS, _REPEATED, _AT_ODDS = 0, 1, 2
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

    Files of one domain are validated together. `known_uais` is the current référentiel, or None
    while none has been deposited: an unknown UAI warns, its rows stay.
    """
    verdicts = {
        v.received.deposit: v for v in verdicts_of(received, contracts, known_uais, pseudonyms)
    }
    return [verdicts[file.deposit] for file in received]


def verdicts_of(
    received: Sequence[ReceivedFile],
    contracts: dict[str, Contract],
    known_uais: frozenset[str] | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> Iterator[Verdict]:
    """Yield one verdict per file, domain by domain, so that the rows of one can be let go."""
    by_domain: dict[str, list[ReceivedFile]] = {}
    for file in received:
        try:
            # One alone has no other to be put with: a workbook is not opened twice.
            domain = open_deposit(file, contracts)[1].contract.domain if len(received) > 1 else ""
        except FileRefused as error:
            yield refusal(file, error)
        else:
            by_domain.setdefault(domain, []).append(file)
    for files in by_domain.values():
        batch: list[Prepared] = []
        for file in files:
            try:
                ready = prepare(file, contracts, pseudonyms)
            except FileRefused as error:
                yield refusal(file, error)
                continue
            if sum(p.table.num_rows for p in [*batch, ready]) > BATCH_ROWS and batch:
                yield from _judged(batch, known_uais)
                batch = []
            batch.append(ready)
        if batch:
            yield from _judged(batch, known_uais)


def _judged(batch: list[Prepared], known_uais: frozenset[str] | None) -> Iterator[Verdict]:
    problems = _problems(Batch(batch))
    for ready in batch:
        yield _decide(ready, problems[ready.received.deposit], known_uais)


class _Problems:
    """Problems of one deposit: the rejects, the rows they keep out, those that repeat another.

    A rule broken by more rows than the contract tolerates refuses the file: it is not put right
    line by line, and a long list of them would fill the memory and the disk. The first ones are
    listed, the others counted.
    """

    def __init__(self, ready: Prepared) -> None:
        self._ready = ready
        self._told: dict[str, Flags] = {}
        self.rejects: list[Reject] = []
        self.unlisted: Counter[Sentence] = Counter()
        self.rejected = self._none()
        self.repeated = 0
        self.warnings: list[Caution] = []

    def _none(self) -> Flags:
        return np.zeros(self._ready.table.num_rows, dtype=bool)

    def add(self, failure: Failure, positions: Positions) -> None:
        """Add what an expectation says of rows, unless their column already has its problem."""
        telling = Telling(failure, self._ready)
        if telling.label:
            told = self._told.setdefault(telling.label, self._none())
            positions = positions[~told[positions]]
            told[positions] = True
        self.rejected[positions] = True
        listed = len(positions)
        if not self._ready.contract.tolerates(listed, _in_scope(self._ready)):
            listed = LISTED
        self.rejects += telling.of(positions[:listed])
        self.unlisted += telling.counted(positions[listed:])

    def add_repeated(self, positions: Positions) -> None:
        """Add rows that repeat another."""
        self.repeated += len(positions)
        self.rejected[positions] = True
        self.rejects += repetitions(self._ready, positions)


def _problems(batch: Batch) -> dict[str, _Problems]:
    """Return the problems of each deposit of a batch."""
    found = {ready.received.deposit: _Problems(ready) for ready in batch.deposits}
    for failure in batch.failures():
        rows = np.asarray(failure.rows, dtype=np.int64)
        blocking = failure.meta.get("bloquante") is not False
        roles = _roles(batch, rows) if failure.meta["regle"] == "cle" else None
        for ready, its_own, positions in batch.owners(rows):
            problems = found[ready.received.deposit]
            if not blocking:
                told = _row_caution(failure, batch.contract, len(positions))
                problems.warnings.append(told)
            elif roles is None:
                problems.add(failure, positions)
            else:
                problems.add(failure, positions[roles[its_own] == _AT_ODDS])
                problems.add_repeated(positions[roles[its_own] == _REPEATED])
    return found


def _roles(batch: Batch, rows: Positions) -> Positions:
    """Return the role of each of the rows that share their key with another.

    Where all those of a key are identical, the first one stays and the others repeat it. Those that
    differ are at odds: nobody can say which is right. A key that is unknown, for a part of it is
    missing or could not be read, is told by another rule.
    """
    contract = batch.contract
    shared = batch.table.take(indices(rows)).to_pandas(date_as_object=False)
    dated = ~shared[YEAR].isna().to_numpy() & batch.keyed()[rows]
    shared = shared[dated]
    keys = row_key(contract)
    names = [c.name for c in contract.loaded if c.business_type != "periode"]
    group = shared.groupby(keys, dropna=False, sort=False, observed=True).ngroup()
    content = shared.groupby([*keys, *set(names).difference(keys)], dropna=False, sort=False,
                             observed=True).ngroup()  # fmt: skip
    alike = (content.groupby(group).transform("nunique") == 1).to_numpy()
    first = ~group.duplicated(keep="first").to_numpy()
    roles = np.full(len(rows), _STAYS)
    roles[dated] = np.where(alike, np.where(first, _STAYS, _REPEATED), _AT_ODDS)
    return roles


def _row_caution(failure: Failure, contract: Contract, count: int) -> Caution:
    """Return the remark of a rule that keeps no row out."""
    if failure.meta["regle"] == "entre_colonnes":
        return caution("regles.avertissement", problem=failure.meta["phrase"], count=count)
    column = contract.column(failure.column.split("__")[0])
    code = code_of_rule(failure.meta["regle"], column)
    return caution(code, column=column.label, count=count)


def _in_scope(ready: Prepared) -> int:
    """Return how many rows a deposit has for our territory."""
    return ready.table.num_rows + len(ready.rejects)


def _decide(ready: Prepared, problems: _Problems, known_uais: frozenset[str] | None) -> Verdict:
    rejects = sorted([*ready.rejects, *problems.rejects], key=itemgetter(0, 1))
    rejected = len(ready.rejects) + int(problems.rejected.sum())
    # A repeated line loses nothing where lines are not added up.
    harmless = 0 if ready.contract.exhaustive else problems.repeated
    # A total or a remark loses nothing at all.
    harmless += sum(r.code in ASIDES for r in ready.rejects)
    rows = _in_scope(ready)
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
