"""The gate of uploads: one verdict per deposit, one Great Expectations batch per domain.

What belongs here: turning failed expectations into rejected rows with their remedy, and the
verdict (accepted, accepted with rejects, refused). What does not: the rules (contracts), their
derivation (`expectations.contract_suite`), recording the verdict (`deposits`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from expectations.contract_suite import contract_suite, folded_values, row_key
from expectations.validation import Failure, validate
from orchestration.lib import refusals
from orchestration.lib.contracts import Contract
from orchestration.lib.preparation import LINE, YEAR, Prepared, ReceivedFile, prepare
from orchestration.lib.refusals import FileRefused, Reject

ACCEPTED, WITH_REJECTS, REFUSED = "accepte", "accepte_avec_rejets", "refuse"


@dataclass
class Verdict:
    """What the gate decided of one deposit. `kept` holds the rows for the lake."""

    received: ReceivedFile
    status: str
    contract: Contract | None = None
    scope: str = "academie"
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    kept: pd.DataFrame = field(default_factory=pd.DataFrame)
    read: int = 0
    out_of_scope: int = 0
    without_data: int = 0
    rejected: int = 0

    @property
    def accepted(self) -> bool:
        """Tell whether the deposit changes the lake."""
        return self.status != REFUSED


def _refusal(received: ReceivedFile, error: FileRefused) -> Verdict:
    verdict = Verdict(received, REFUSED, reasons=[str(error)])
    if error.line is not None:
        verdict.rejects = [Reject(error.line, error.column or "", "", error.reason, error.remedy)]
    return verdict


def judge(
    received: Sequence[ReceivedFile],
    contracts: dict[str, Contract],
    known_uais: frozenset[str] | None = None,
) -> list[Verdict]:
    """Return one verdict per file, in the order given.

    Files of one domain are validated together. `known_uais` is the current référentiel, or None
    while none has been deposited: an unknown UAI warns, its rows stay.
    """
    verdicts: dict[str, Verdict] = {}
    prepared: dict[str, list[Prepared]] = {}
    for file in received:
        try:
            ready = prepare(file, contracts)
        except FileRefused as error:
            verdicts[file.deposit] = _refusal(file, error)
        else:
            prepared.setdefault(ready.contract.domain, []).append(ready)
    for domain, batch in prepared.items():
        problems = _problems(domain, batch)
        for ready in batch:
            rows = problems.get(ready.received.deposit, _Problems())
            verdicts[ready.received.deposit] = _decide(ready, rows, known_uais)
    return [verdicts[file.deposit] for file in received]


@dataclass
class _Problems:
    """Problems of one deposit: position of the row -> rejects; rows that repeat another."""

    rejects: dict[int, list[Reject]] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)


def _problems(domain: str, batch: list[Prepared]) -> dict[str, _Problems]:
    """Return the problems of each deposit: position of the row in its frame -> rejects."""
    contract = batch[0].contract
    frame = pd.concat([p.frame for p in batch], ignore_index=True)
    found: dict[str, _Problems] = {p.received.deposit: _Problems() for p in batch}
    if frame.empty:
        return found
    owners = [(p, i) for p in batch for i in range(len(p.frame))]
    for failure in validate(f"contrat_{domain}", frame, contract_suite(contract)):
        if failure.meta.get("bloquante") is False:
            for deposit, count in _count_by_deposit(failure, owners).items():
                found[deposit].warnings.append(f"{failure.meta['phrase']} ({count} ligne(s))")
            continue
        repetitions = _repetitions(frame, contract) if failure.meta["regle"] == "cle" else {}
        for row in failure.rows:
            ready, position = owners[row]
            problems = found[ready.received.deposit]
            if repetitions.get(row) in ("premiere", "sans_annee"):
                continue
            reject = _reject(failure, ready, position)
            if row in repetitions:
                problems.repeated.add(position)
                reject = Reject(reject.line, "", "", *refusals.REPEATED)
            rejects = problems.rejects.setdefault(position, [])
            if not any(r.column == reject.column and reject.column for r in rejects):
                rejects.append(reject)
    return found


def _repetitions(frame: pd.DataFrame, contract: Contract) -> dict[int, str]:
    """Return the rows whose namesakes (same key) are all identical to them.

    'premiere' marks the one to keep, 'repetee' the others. Rows of one key that differ are in
    neither: nobody can say which is right. 'sans_annee' marks rows whose key is unknown: their
    period could not be read, which another rule says.
    """
    names = [c.name for c in contract.loaded if c.business_type != "periode"]
    keys = row_key(contract)
    shared = frame[frame.duplicated(keys, keep=False)]
    undated = shared.index[shared[YEAR].isna()]
    roles: dict[int, str] = dict.fromkeys(map(int, undated), "sans_annee")
    shared = shared.drop(index=undated)
    for _, group in shared.groupby(keys, dropna=False, sort=False):
        if not group[names].astype("object").duplicated(keep="first").iloc[1:].all():
            continue
        first, *others = (int(i) for i in group.index)
        roles |= {first: "premiere", **dict.fromkeys(others, "repetee")}
    return roles


def _count_by_deposit(failure: Failure, owners: list[tuple[Prepared, int]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in failure.rows:
        deposit = owners[row][0].received.deposit
        counts[deposit] = counts.get(deposit, 0) + 1
    return counts


def _reject(failure: Failure, ready: Prepared, position: int) -> Reject:
    contract = ready.contract
    line = int(ready.frame[LINE].iloc[position])
    rule = str(failure.meta["regle"])
    if rule == "cle":
        labels = [ready.match.labels.get(k, k) for k in contract.key]
        problem, remedy = refusals.DUPLICATE
        return Reject(line, "", "", problem.format(key=", ".join(labels)), remedy)
    if rule == "entre_colonnes":
        problem, _, remedy = str(failure.meta["phrase"]).partition(" : ")
        return Reject(line, "", "", problem, remedy[:1].upper() + remedy[1:])
    name = failure.column.split("__")[0]
    if rule == "annee_future":
        name = contract.period_column or contract.columns[0].name
    column = contract.column(name)
    place = ready.match.positions.get(name)
    raw = "" if place is None or column.personal else ready.cells[position][place].strip()
    if rule == "annee_future":
        problem, remedy = refusals.FUTURE
        problem = problem.format(year=ready.frame[YEAR].iloc[position])
    elif rule == "lisible":
        problem, remedy = refusals.READABLE_AS[column.business_type]
    elif rule == "cle_uai":
        problem, remedy = refusals.UAI_KEY
    elif rule == "obligatoire":
        problem, remedy = refusals.MISSING
    elif rule == "liste":
        problem, remedy = refusals.out_of_set(folded_values(column))
    elif rule == "bornes":
        problem, remedy = refusals.out_of_bounds(column.minimum, column.maximum)
    else:
        problem, remedy = refusals.out_of_pattern()
    return Reject(line, ready.match.labels.get(name, column.label), raw, problem, remedy)


def _decide(ready: Prepared, problems: _Problems, known_uais: frozenset[str] | None) -> Verdict:
    rejects = [*ready.rejects, *(r for rows in problems.rejects.values() for r in rows)]
    rejects.sort(key=lambda r: (r.line, r.column))
    rejected = len(ready.rejects) + len(problems.rejects)
    # A repeated line loses nothing where lines are not added up.
    harmless = 0 if ready.contract.exhaustive else len(problems.repeated)
    in_scope = len(ready.frame) + len(ready.rejects)
    verdict = Verdict(
        ready.received,
        WITH_REJECTS if rejected else ACCEPTED,
        contract=ready.contract,
        scope=ready.scope,
        warnings=[*ready.warnings, *problems.warnings],
        rejects=rejects,
        kept=ready.frame.drop(index=list(problems.rejects)).reset_index(drop=True),
        read=ready.read,
        out_of_scope=ready.out_of_scope,
        without_data=ready.without_data,
        rejected=rejected,
    )
    if not ready.contract.tolerates(rejected - harmless, in_scope):
        verdict.status = REFUSED
        verdict.reasons = [_too_many(ready.contract, rejected, in_scope)]
    elif rejected and verdict.kept.empty:
        verdict.status = REFUSED
        verdict.reasons = ["Aucune ligne du fichier n'est utilisable."]
    if verdict.accepted:
        verdict.warnings += _acceptance_warnings(verdict, known_uais)
    return verdict


def _too_many(contract: Contract, rejected: int, rows: int) -> str:
    if contract.exhaustive:
        return (
            f"{rejected} ligne(s) sur {rows} ne peuvent pas être lues, et ce fichier n'en tolère "
            "aucune : chaque ligne entre dans un total. Corrigez-les, puis déposez de nouveau."
        )
    return (
        f"{rejected} lignes sur {rows} sont rejetées, au-delà de la tolérance "
        f"({contract.tolerated_share:.0%} ou {contract.tolerated_rows} lignes). "
        "Corrigez-les, puis déposez de nouveau le fichier."
    ).replace("%", " %")


def _acceptance_warnings(verdict: Verdict, known_uais: frozenset[str] | None) -> list[str]:
    contract = verdict.contract
    if contract is None or verdict.kept.empty:
        return ["Aucune donnée ne concerne l'académie : le dépôt ne remplace rien."]
    if contract.territory_kind != "uai" or known_uais is None:
        return []
    unknown = sorted(set(verdict.kept[contract.territory_column]) - known_uais)
    if not unknown:
        return []
    shown = ", ".join(unknown[:5]) + ("…" if len(unknown) > 5 else "")
    return [
        f"{len(unknown)} établissement(s) absent(s) du référentiel, rattaché(s) par leur "
        f"département : {shown}"
    ]
