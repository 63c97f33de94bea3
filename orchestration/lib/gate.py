"""The gate of uploads: one verdict per deposit, one Great Expectations batch per domain.

What belongs here: turning failed expectations into rejected rows with their remedy, and the
verdict (accepted, accepted with rejects, refused). What does not: the rules (contracts), their
derivation (`expectations.contract_suite`), recording the verdict (`deposits`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

from expectations.contract_suite import SAME_YEAR, row_key
from expectations.validation import Failure
from orchestration.lib.asides import ASIDES
from orchestration.lib.batches import Batch
from orchestration.lib.cleaning import agent, ine
from orchestration.lib.columns import distinct_texts
from orchestration.lib.contracts import Contract
from orchestration.lib.messages import STAGES, stage_of
from orchestration.lib.personal_text import personal_data
from orchestration.lib.preparation import LINE, YEAR, Prepared, ReceivedFile, open_deposit, prepare
from orchestration.lib.pseudonyms import Pseudonyms
from orchestration.lib.refusals import (
    Caution,
    FileRefused,
    Reject,
    caution,
    code_of_rule,
    facts_of_rule,
    personal_kinds,
    reject,
)

ACCEPTED, WITH_REJECTS, REFUSED = "accepte", "accepte_avec_rejets", "refuse"
# Given by plausibility only: the rows stand, the figures that rest on them stay in the service.
INTERNAL_USE = "usage_interne"


# Rows of one domain validated together; more are split by deposit, to bound memory.
BATCH_ROWS = 2_500_000


@dataclass
class Verdict:
    """What the gate decided of one deposit. `table` holds the rows for the lake.

    `stage` is the one that refused it, else the last one.
    """

    received: ReceivedFile
    status: str
    contract: Contract | None = None
    scope: str = "academie"
    stage: str = STAGES[-1]
    reasons: list[FileRefused] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
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
            _, match, _ = open_deposit(file, contracts)
        except FileRefused as error:
            yield refusal(file, error)
        else:
            by_domain.setdefault(match.contract.domain, []).append(file)
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


@dataclass
class _Problems:
    """Problems of one deposit: position of the row -> rejects; rows that repeat another."""

    rejects: dict[int, list[Reject]] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)
    warnings: list[Caution] = field(default_factory=list)


def _problems(batch: Batch) -> dict[str, _Problems]:
    """Return the problems of each deposit of a batch."""
    found: dict[str, _Problems] = {p.received.deposit: _Problems() for p in batch.deposits}
    for failure in batch.failures():
        if failure.meta.get("bloquante") is False:
            for deposit, count in _count_by_deposit(batch, failure).items():
                found[deposit].warnings.append(_row_caution(failure, batch.contract, count))
            continue
        repetitions = _repetitions(batch, failure) if failure.meta["regle"] == "cle" else {}
        for row, (ready, position) in zip(failure.rows, batch.owners(failure.rows), strict=True):
            problems = found[ready.received.deposit]
            if repetitions.get(row) in ("premiere", "sans_cle"):
                continue
            if row in repetitions:
                problems.repeated.add(position)
                told = reject("regles.ligne_repetee", _line(ready, position))
            else:
                told = _reject(failure, ready, position)
            rejects = problems.rejects.setdefault(position, [])
            if not any(r.column == told.column and told.column for r in rejects):
                rejects.append(told)
    return found


def _repetitions(batch: Batch, failure: Failure) -> dict[int, str]:
    """Return the rows whose namesakes (same key) are all identical to them.

    'premiere' marks the one to keep, 'repetee' the others. Rows of one key that differ are in
    neither: nobody can say which is right. 'sans_cle' marks rows whose key is unknown: a part of it
    is missing or could not be read, which another rule says.
    """
    contract, rows = batch.contract, np.asarray(failure.rows)
    shared = batch.table.take(pa.array(rows)).to_pandas(date_as_object=False)
    undated = shared[YEAR].isna().to_numpy() | ~batch.keyed()[rows]
    roles: dict[int, str] = dict.fromkeys(rows[undated].tolist(), "sans_cle")
    shared, rows = shared[~undated], rows[~undated]
    keys = row_key(contract)
    names = [c.name for c in contract.loaded if c.business_type != "periode"]
    group = shared.groupby(keys, dropna=False, sort=False, observed=True).ngroup()
    content = shared.groupby([*keys, *set(names).difference(keys)], dropna=False, sort=False,
                             observed=True).ngroup()  # fmt: skip
    alike = (content.groupby(group).transform("nunique") == 1).to_numpy()
    first = ~group.duplicated(keep="first").to_numpy()
    roles |= dict.fromkeys(rows[alike & first].tolist(), "premiere")
    return roles | dict.fromkeys(rows[alike & ~first].tolist(), "repetee")


def _count_by_deposit(batch: Batch, failure: Failure) -> dict[str, int]:
    counts: dict[str, int] = {}
    for ready, _ in batch.owners(failure.rows):
        counts[ready.received.deposit] = counts.get(ready.received.deposit, 0) + 1
    return counts


def _row_caution(failure: Failure, contract: Contract, count: int) -> Caution:
    """Return the remark of a rule that keeps no row out."""
    if failure.meta["regle"] == "entre_colonnes":
        return caution("regles.avertissement", problem=failure.meta["phrase"], count=count)
    column = contract.column(failure.column.split("__")[0])
    code = code_of_rule(failure.meta["regle"], column)
    return caution(code, column=column.label, count=count)


def _line(ready: Prepared, position: int) -> int:
    line: int = ready.table[LINE][position].as_py()
    return line


def _reject(failure: Failure, ready: Prepared, position: int) -> Reject:
    contract = ready.contract
    line = _line(ready, position)
    rule = str(failure.meta["regle"])
    if rule == "cle":
        labels = [ready.match.labels.get(k, k) for k in contract.key]
        return reject("regles.doublon", line, key=", ".join(labels))
    if rule == "entre_colonnes":
        problem, _, remedy = str(failure.meta["phrase"]).partition(" : ")
        remedy = remedy[:1].upper() + remedy[1:]
        return reject("regles.entre_colonnes", line, problem=problem, remedy=remedy)
    name = failure.column.split("__")[0]
    if rule in ("annee_future", "autre_annee"):
        name = contract.period_column or contract.columns[0].name
    column = contract.column(name)
    shown = ready.texts.get(name)
    raw = "" if shown is None else _showable(shown.at(position).strip(), contract)
    facts = facts_of_rule(column) | _facts(rule, name, ready, position)
    label = ready.match.labels.get(name, column.label)
    spoiled = ready.spoiled.get(name) if rule == "lisible" else None
    code = (spoiled.at(position) if spoiled else "") or code_of_rule(rule, column)
    return reject(code, line, label, raw, **facts)


def _showable(raw: str, contract: Contract) -> str:
    """Return a cell that may be repeated: one that identifies somebody may stand anywhere."""
    identifies = contract.pseudonymised and (
        isinstance(ine(raw), str) or isinstance(agent(raw), str)
    )
    return "" if identifies or personal_data(raw) else raw


def _facts(rule: str, name: str, ready: Prepared, position: int) -> dict[str, object]:
    """Return what the message of a rule says of the row."""
    if rule == "donnee_personnelle":
        text = str(ready.table[name][position].as_py())
        return {"kinds": personal_kinds(personal_data(text))}
    if rule == "annee_future":
        return {"year": ready.table[YEAR][position].as_py()}
    if rule == "autre_annee" and ready.designated is not None:
        return {"year": ready.designated[position].as_py(), "told": ready.announced_year}
    return {}


def _decide(ready: Prepared, problems: _Problems, known_uais: frozenset[str] | None) -> Verdict:
    rejects = [*ready.rejects, *(r for rows in problems.rejects.values() for r in rows)]
    rejects.sort(key=lambda r: (r.line, r.column))
    rejected = len(ready.rejects) + len(problems.rejects)
    # A repeated line loses nothing where lines are not added up.
    harmless = 0 if ready.contract.exhaustive else len(problems.repeated)
    # A total or a remark loses nothing at all.
    harmless += sum(r.code in ASIDES for r in ready.rejects)
    in_scope = ready.table.num_rows + len(ready.rejects)
    verdict = Verdict(
        ready.received,
        WITH_REJECTS if rejected else ACCEPTED,
        contract=ready.contract,
        scope=ready.scope,
        warnings=[*ready.warnings, *problems.warnings],
        rejects=rejects,
        table=_without(ready.table, problems.rejects),
        read=ready.read,
        out_of_scope=ready.out_of_scope,
        without_data=ready.without_data,
        rejected=rejected,
        seen=ready.table,
        labels=ready.match.labels,
    )
    if in_scope and not ready.flags.get(SAME_YEAR, np.ones(1, dtype=bool)).any():
        _refuse(verdict, ready.contract, _another_year(ready))
    elif not ready.contract.tolerates(rejected - harmless, in_scope):
        _refuse(verdict, ready.contract, _too_many(ready.contract, rejected, in_scope))
    elif rejected and verdict.table.num_rows == 0:
        _refuse(verdict, ready.contract, FileRefused("regles.aucune_ligne_utilisable"))
    if verdict.accepted:
        verdict.warnings += _acceptance_warnings(verdict, known_uais)
    return verdict


def _refuse(verdict: Verdict, contract: Contract, reason: FileRefused) -> None:
    """Refuse a file for its rows: at the earliest stage that its tolerance did not outlive."""
    verdict.status, verdict.reasons, verdict.stage = REFUSED, [reason], reason.stage
    in_scope = verdict.read - verdict.out_of_scope - verdict.without_data
    for rank, stage in enumerate(STAGES):
        lines = {r.line for r in verdict.rejects if STAGES.index(stage_of(r.code)) <= rank}
        if lines and not contract.tolerates(len(lines), in_scope):
            verdict.stage = stage
            return


def _without(table: pa.Table, rejected: Collection[int]) -> pa.Table:
    if not rejected:
        return table
    kept = np.ones(table.num_rows, dtype=bool)
    kept[list(rejected)] = False
    return table.filter(pa.array(kept))


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
