"""Deposits: reception, immutable copies, receipts, rejects.

What belongs here: the life of a deposit from the inbox to its receipt, and reading receipts
back. What does not: the verdict (`gate`), what stands in the lake (`run_context`).

A deposit is a folder `deposits/<id>/`: `original/<name>` and `reception.json` are written in
one step when the file is received; `rejects.csv`, then `receipt.json` when it is judged. A
folder without a receipt is a deposit that waits (or that a crash interrupted): it is judged
again, with the same result. Only the user of the pipeline can read any of it.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from orchestration.lib import guarded, lake
from orchestration.lib.atomic import read_json, write_bytes, write_json
from orchestration.lib.campaigns.revisions import dated
from orchestration.lib.contracts import Contract
from orchestration.lib.findings import finding, findings
from orchestration.lib.french import moment
from orchestration.lib.gate import REFUSED, Grounds, Verdict
from orchestration.lib.messages import STAGES
from orchestration.lib.preparation import MEASURE, YEAR, ReceivedFile, announcement
from orchestration.lib.private import OWNER_FILE
from orchestration.lib.pseudonyms import mark_lake
from orchestration.lib.recognition import Announced
from orchestration.lib.refusals import Reject, caution
from orchestration.lib.settings import Settings


class Examiner(Protocol):
    """What says of a verdict how it stands beside other files (`plausibility.examine`)."""

    def examine(self, verdict: Verdict) -> None:
        """Add to a verdict what is odd."""

    def accept(self, receipt: Receipt) -> None:
        """Let the rows of a deposit stand for those that follow."""


# What yields one verdict per file: here, or taken over from another process.
Judging = Callable[[Settings, Sequence[ReceivedFile], Grounds], Iterator[Verdict]]
IDENTICAL = "identique"
RECEPTION, RECEIPT, REJECTS, ORIGINAL = (
    "reception.json", "receipt.json", "rejects.csv", "original",
)  # fmt: skip

_FORMULA_SIGNS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Reception:
    """What is known of a file when it arrives.

    `rank` orders deposits; `arrival` identifies the drop in the inbox, if it came that way;
    `reason` is what a depositor says of a late file.
    """

    deposit: str
    rank: int
    file_name: str
    sha256: str
    size: int
    received_at: str
    domain: str | None
    school_year: str | None
    scope: str | None
    arrival: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Receipt:
    """What a depositor gets back, and what the platform remembers of a deposit."""

    depot: str
    ordre: int
    fichier: str
    sha256: str
    octets: int
    recu_le: str
    fictif: bool
    academie: str
    statut: str
    domaine: str | None
    titre: str | None
    version_du_contrat: str | None
    perimetre: str
    tranches: list[list[str]]
    lignes_lues: int
    lignes_retenues: int
    lignes_rejetees: int
    lignes_hors_perimetre: int
    lignes_sans_donnee: int
    motifs: list[str]
    avertissements: list[str]
    identique_a: str | None = None
    etape: str = STAGES[-1]
    constats: list[dict[str, Any]] = field(default_factory=list)
    revision: dict[str, str] | None = None

    @property
    def annees(self) -> list[str]:
        """School years for which the deposit brings rows, sorted."""
        return sorted({year for _, year in self.tranches})

    @property
    def refused(self) -> bool:
        """Tell whether the deposit was refused."""
        return self.statut == REFUSED


@lru_cache(maxsize=20_000)
def _parsed(path: str, _modified: int, _inode: int) -> dict[str, Any]:
    found: dict[str, Any] = read_json(Path(path))
    return found


def _documents(deposits: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON document `name` of each deposit; one that did not change is not read again."""
    if not deposits.is_dir():
        return
    with os.scandir(deposits) as entries:
        folders = sorted(e.path for e in entries if not e.name.startswith("."))
    for folder in folders:
        path = Path(folder, name)
        try:
            state = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        yield _parsed(str(path), state.st_mtime_ns, state.st_ino)


def receptions(deposits: Path) -> list[Reception]:
    """Return every reception in order of arrival."""
    found = [Reception(**document) for document in _documents(deposits, RECEPTION)]
    return sorted(found, key=lambda r: r.rank)


def receipts(deposits: Path) -> list[Receipt]:
    """Return every receipt in order of arrival."""
    found = [Receipt(**document) for document in _documents(deposits, RECEIPT)]
    return sorted(found, key=lambda r: r.ordre)


def pending(deposits: Path) -> list[Reception]:
    """Return the receptions that have no receipt yet, in order of arrival."""
    return [r for r in receptions(deposits) if not (deposits / r.deposit / RECEIPT).exists()]


def original(deposits: Path, reception: Reception) -> Path:
    """Return the path of the original bytes of a deposit."""
    return deposits / reception.deposit / ORIGINAL / reception.file_name


def _announced(reception: Reception) -> Announced:
    return Announced(reception.domain, reception.school_year, reception.scope)


def received_file(settings: Settings, reception: Reception) -> ReceivedFile:
    """Return what the gate needs to judge a deposit."""
    return ReceivedFile(
        deposit=reception.deposit,
        file_name=reception.file_name,
        content=original(settings.deposits, reception),
        announced=_announced(reception),
        academie=settings.academie,
        current_school_year=settings.current_school_year,
    )


def process(
    settings: Settings,
    waiting: Sequence[Reception],
    grounds: Grounds,
    standing: frozenset[str],
    fictional: bool,
    examiner: Examiner,
    judging: Judging = guarded.verdicts_of,
) -> list[Receipt]:
    """Judge the deposits that wait, write their rows to the lake, then their receipts.

    `standing` names the deposits that count today: the same bytes announced in the same way
    change nothing, and get a receipt that says so, unless a deposit that came in between still
    waits: it may take the place of the first. `examiner` says what is odd about a verdict beside
    what stands, those of this batch included. `judging` yields the verdicts, as
    `guarded.verdicts_of` does.
    """
    earlier = {r.depot: r for r in receipts(settings.deposits)}
    unjudged = [r for r in receptions(settings.deposits) if r.deposit not in earlier]
    twins: dict[str, list[Receipt]] = {}
    for receipt in earlier.values():
        if receipt.depot in standing:
            twins.setdefault(receipt.sha256, []).append(receipt)
    results: list[Receipt] = []
    fresh: dict[str, Reception] = {}
    identical: set[str] = set()
    for reception in waiting:
        candidates = twins.get(reception.sha256, [])
        twin = _standing_twin(reception, candidates, settings, grounds.contracts)
        if twin is None or any(
            r.rank < reception.rank and r.domain in (None, twin.domaine)
            for r in unjudged
            if r.deposit not in identical
        ):
            fresh[reception.deposit] = reception
        else:
            identical.add(reception.deposit)
            known = [*earlier.values(), *results]
            receipt = _receipt_of_twin(reception, twin)
            receipt = dated(settings, receipt, reception.reason, grounds.contracts)
            results.append(_record(settings, receipt, [], known))
    files = [received_file(settings, r) for r in fresh.values()]
    for verdict in judging(settings, files, grounds):
        reception = fresh[verdict.received.deposit]
        with guarded.aside(settings, reception.deposit):
            examiner.examine(verdict)
        if verdict.accepted and verdict.contract is not None:
            if verdict.contract.pseudonymised and grounds.pseudonyms is not None:
                mark_lake(settings.lake, grounds.pseudonyms())
            lake.write_deposit(
                settings.lake, verdict.contract, reception.deposit, verdict.scope, verdict.table
            )
        receipt = receipt_of(settings, reception, verdict, fictional)
        receipt = dated(settings, receipt, reception.reason, grounds.contracts)
        known = [*earlier.values(), *results]
        results.append(_record(settings, receipt, verdict.rejects, known))
        if verdict.accepted:
            with guarded.aside(settings, reception.deposit):
                examiner.accept(receipt)
    return sorted(results, key=lambda r: r.ordre)


def _standing_twin(
    reception: Reception,
    candidates: Sequence[Receipt],
    settings: Settings,
    contracts: dict[str, Contract],
) -> Receipt | None:
    """Return the one of `candidates` (standing, same bytes) that `reception` repeats, if any.

    The same bytes mean something else when they are announced for another year or scope, when
    a snapshot comes back in another school year, and when the contract has changed.
    """
    told = announcement(_announced(reception), reception.file_name, contracts)
    for receipt in candidates:
        twin = Reception(**read_json(settings.deposits / receipt.depot / RECEPTION))
        before = announcement(_announced(twin), twin.file_name, contracts)
        contract = contracts.get(receipt.domaine or "")
        if contract is None or contract.version != receipt.version_du_contrat:
            continue
        if (before.school_year, before.scope) != (told.school_year, told.scope):
            continue
        year = told.school_year or settings.current_school_year
        dated_by_rows = contract.period_column is not None or contract.period_kind == "en_tete"
        moved = not dated_by_rows and receipt.annees != [year]
        if told.domain in (None, receipt.domaine) and not moved:
            return receipt
    return None


def _receipt_of_twin(reception: Reception, twin: Receipt) -> Receipt:
    """Return the receipt of a file already received: when, under which name, and its verdict."""
    told = caution(
        "octets.deja_recu", day=moment(twin.recu_le), name=twin.fichier, deposit=twin.depot
    )
    return replace(
        twin,
        depot=reception.deposit,
        ordre=reception.rank,
        fichier=reception.file_name,
        recu_le=reception.received_at,
        statut=IDENTICAL,
        identique_a=twin.depot,
        avertissements=[str(told), *twin.avertissements],
        constats=[*twin.constats, finding(told)],
    )


def receipt_of(
    settings: Settings, reception: Reception, verdict: Verdict, fictional: bool
) -> Receipt:
    """Return the receipt of a verdict, nothing written."""
    kept = verdict.table.num_rows if verdict.accepted else 0
    contract = verdict.contract
    return Receipt(
        depot=reception.deposit,
        ordre=reception.rank,
        fichier=reception.file_name,
        sha256=reception.sha256,
        octets=reception.size,
        recu_le=reception.received_at,
        fictif=fictional,
        academie=settings.academie.code,
        statut=verdict.status,
        domaine=contract.domain if contract else reception.domain,
        titre=contract.title if contract else None,
        version_du_contrat=contract.version if contract else None,
        perimetre=verdict.scope,
        tranches=_slices(verdict) if kept else [],
        lignes_lues=verdict.read,
        lignes_retenues=kept,
        lignes_rejetees=verdict.rejected,
        lignes_hors_perimetre=verdict.out_of_scope,
        lignes_sans_donnee=verdict.without_data,
        motifs=[str(r) for r in verdict.reasons],
        avertissements=[str(w) for w in verdict.warnings],
        etape=verdict.stage,
        constats=findings(verdict),
    )


def _slices(verdict: Verdict) -> list[list[str]]:
    groups = verdict.table.group_by([MEASURE, YEAR]).aggregate([])
    return sorted([str(row[MEASURE]), str(row[YEAR])] for row in groups.to_pylist())


def rejects_csv(rejects: Sequence[Reject]) -> bytes:
    """Return the list of problems as a CSV that a French spreadsheet opens as it is."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(["ligne", "colonne", "valeur", "probleme", "que_faire", "code"])
    for r in rejects:
        # A cell that starts like a formula would run in the depositor's spreadsheet.
        value = f"'{r.value}" if r.value.startswith(_FORMULA_SIGNS) else r.value
        writer.writerow([r.line, r.column, value, r.problem, r.remedy, r.code])
    return stream.getvalue().encode("utf-8-sig")


def read_rejects(deposits: Path, deposit: str) -> Iterator[Reject]:
    """Yield the rejects listed for a deposit, values as they were before `rejects_csv`."""
    path = deposits / deposit / REJECTS
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for row in list(csv.reader(stream, delimiter=";"))[1:]:
                quoted = row[2][:1] == "'" and row[2][1:].startswith(_FORMULA_SIGNS)
                yield Reject(int(row[0]), row[1], row[2][quoted:], *row[3:])


def _record(
    settings: Settings, receipt: Receipt, rejects: Sequence[Reject], known: Sequence[Receipt]
) -> Receipt:
    """Write the verdict, then give the depositor what he reads; `known` are earlier receipts."""
    # It reads deposits back.
    from orchestration.lib.returns import giving

    folder = settings.deposits / receipt.depot
    if rejects:
        write_bytes(folder / REJECTS, rejects_csv(rejects))
        (folder / REJECTS).chmod(OWNER_FILE)
    write_json(folder / RECEIPT, {f.name: getattr(receipt, f.name) for f in fields(Receipt)})
    with guarded.aside(settings, receipt.depot):
        giving.give_back(settings, receipt, rejects, known)
    return receipt
