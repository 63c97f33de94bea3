"""Deposits: reception, immutable copies, receipts, rejects.

What belongs here: the life of a deposit from the inbox to its receipt, and reading receipts
back. What does not: the verdict (`gate`), what stands in the lake (`run_context`).

A deposit is a folder `deposits/<id>/`: `original/<name>` and `reception.json` are written in
one step when the file is received; `rejects.csv`, then `receipt.json` when it is judged. A
folder without a receipt is a deposit that waits (or that a crash interrupted): it is judged
again, with the same result.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

from orchestration.lib import lake
from orchestration.lib.atomic import fsync_folder, read_json, write_bytes, write_json
from orchestration.lib.contracts import Contract
from orchestration.lib.gate import REFUSED, Verdict, judge
from orchestration.lib.preparation import MEASURE, YEAR, ReceivedFile, announcement
from orchestration.lib.recognition import Announced
from orchestration.lib.refusals import Reject
from orchestration.lib.settings import Settings

IDENTICAL = "identique"
RECEPTION, RECEIPT, REJECTS, ORIGINAL = (
    "reception.json", "receipt.json", "rejects.csv", "original",
)  # fmt: skip
_NOT_A_DEPOSIT = re.compile(r"^[.~]|\.(part|tmp|crdownload|filepart)$", re.IGNORECASE)


@dataclass(frozen=True)
class Reception:
    """What is known of a file when it arrives. `rank` orders deposits."""

    deposit: str
    rank: int
    file_name: str
    sha256: str
    size: int
    received_at: str
    domain: str | None
    school_year: str | None
    scope: str | None


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

    @property
    def annees(self) -> list[str]:
        """School years for which the deposit brings rows, sorted."""
        return sorted({year for _, year in self.tranches})

    @property
    def refused(self) -> bool:
        """Tell whether the deposit was refused."""
        return self.statut == REFUSED


def inbox_files(inbox: Path) -> list[Path]:
    """Return the files that wait in the inbox, in a stable order; unfinished copies excluded."""
    if not inbox.is_dir():
        return []
    return sorted(p for p in inbox.rglob("*") if p.is_file() and not _NOT_A_DEPOSIT.search(p.name))


def receive(settings: Settings, path: Path, announced: Announced, now: datetime) -> Reception:
    """Copy a file into a new immutable deposit and return its reception.

    The id comes from the content; the same content dropped again gets the next suffix, so that
    no arrival is forgotten.
    """
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    known = sorted(p.name for p in settings.deposits.glob(f"{digest[:12]}*"))
    deposit = digest[:12] if not known else f"{digest[:12]}-{len(known) + 1}"
    reception = Reception(
        deposit=deposit,
        rank=1 + max((r.rank for r in receptions(settings.deposits)), default=0),
        file_name=path.name,
        sha256=digest,
        size=len(content),
        received_at=now.isoformat(timespec="seconds"),
        domain=announced.domain,
        school_year=announced.school_year,
        scope=announced.scope,
    )
    temporary = settings.deposits / f".{deposit}.{os.getpid()}.tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    (temporary / ORIGINAL).mkdir(parents=True)
    write_bytes(temporary / ORIGINAL / path.name, content)
    write_json(temporary / RECEPTION, asdict(reception))
    temporary.rename(settings.deposits / deposit)
    fsync_folder(settings.deposits)
    return reception


def receptions(deposits: Path) -> list[Reception]:
    """Return every reception in order of arrival."""
    found = [Reception(**read_json(p)) for p in deposits.glob(f"[!.]*/{RECEPTION}")]
    return sorted(found, key=lambda r: r.rank)


def receipts(deposits: Path) -> list[Receipt]:
    """Return every receipt in order of arrival."""
    found = [Receipt(**read_json(p)) for p in deposits.glob(f"[!.]*/{RECEIPT}")]
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
        content=original(settings.deposits, reception).read_bytes(),
        announced=_announced(reception),
        academie=settings.academie,
        current_school_year=settings.current_school_year,
    )


def process(
    settings: Settings,
    waiting: Sequence[Reception],
    contracts: dict[str, Contract],
    standing: frozenset[str],
    known_uais: frozenset[str] | None,
    fictional: bool,
) -> list[Receipt]:
    """Judge the deposits that wait, write their rows to the lake, then their receipts.

    `standing` names the deposits that count today: the same bytes announced in the same way
    change nothing, and get a receipt that says so, unless a deposit that came in between still
    waits: it may take the place of the first.
    """
    earlier = {r.depot: r for r in receipts(settings.deposits)}
    unjudged = [r for r in receptions(settings.deposits) if r.deposit not in earlier]
    results: list[Receipt] = []
    fresh: list[Reception] = []
    for reception in waiting:
        twin = _standing_twin(reception, earlier, standing, settings, contracts)
        identical = {r.depot for r in results}
        if twin is None or any(
            r.rank < reception.rank and r.domain in (None, twin.domaine)
            for r in unjudged
            if r.deposit not in identical
        ):
            fresh.append(reception)
        else:
            receipt = Receipt(**{
                **asdict(twin), "depot": reception.deposit, "ordre": reception.rank,
                "fichier": reception.file_name, "recu_le": reception.received_at,
                "statut": IDENTICAL, "identique_a": twin.depot,
            })  # fmt: skip
            results.append(_record(settings, receipt, []))
    files = [received_file(settings, r) for r in fresh]
    for reception, verdict in zip(fresh, judge(files, contracts, known_uais), strict=True):
        if verdict.accepted and verdict.contract is not None:
            lake.write_deposit(
                settings.lake, verdict.contract, reception.deposit, verdict.scope, verdict.kept
            )
        results.append(
            _record(settings, _receipt(settings, reception, verdict, fictional), verdict.rejects)
        )
    return sorted(results, key=lambda r: r.ordre)


def _standing_twin(
    reception: Reception,
    earlier: dict[str, Receipt],
    standing: frozenset[str],
    settings: Settings,
    contracts: dict[str, Contract],
) -> Receipt | None:
    """Return the standing deposit that `reception` repeats in every respect, if any.

    The same bytes mean something else when they are announced for another year or scope, when
    a snapshot comes back in another school year, and when the contract has changed.
    """
    told = announcement(_announced(reception), reception.file_name, contracts)
    for receipt in earlier.values():
        if receipt.sha256 != reception.sha256 or receipt.depot not in standing:
            continue
        twin = Reception(**read_json(settings.deposits / receipt.depot / RECEPTION))
        before = announcement(_announced(twin), twin.file_name, contracts)
        contract = contracts.get(receipt.domaine or "")
        if contract is None or contract.version != receipt.version_du_contrat:
            continue
        if (before.school_year, before.scope) != (told.school_year, told.scope):
            continue
        year = told.school_year or settings.current_school_year
        moved = contract.period_kind == "instantane" and receipt.annees != [year]
        if told.domain in (None, receipt.domaine) and not moved:
            return receipt
    return None


def _receipt(
    settings: Settings, reception: Reception, verdict: Verdict, fictional: bool
) -> Receipt:
    kept = verdict.kept
    slices = [] if kept.empty else sorted(set(zip(kept[MEASURE], kept[YEAR], strict=True)))
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
        tranches=[list(s) for s in slices] if verdict.accepted else [],
        lignes_lues=verdict.read,
        lignes_retenues=len(kept) if verdict.accepted else 0,
        lignes_rejetees=verdict.rejected,
        lignes_hors_perimetre=verdict.out_of_scope,
        lignes_sans_donnee=verdict.without_data,
        motifs=verdict.reasons,
        avertissements=verdict.warnings,
    )


def rejects_csv(rejects: Sequence[Reject]) -> bytes:
    """Return the list of problems as a CSV that a French spreadsheet opens as it is."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(["ligne", "colonne", "valeur", "probleme", "que_faire"])
    for r in rejects:
        # A cell that starts like a formula would run in the depositor's spreadsheet.
        value = f"'{r.value}" if r.value[:1] in ("=", "+", "-", "@") else r.value
        writer.writerow([r.line, r.column, value, r.problem, r.remedy])
    return stream.getvalue().encode("utf-8-sig")


def read_rejects(deposits: Path, deposit: str) -> Iterator[Reject]:
    """Yield the rejects listed for a deposit."""
    path = deposits / deposit / REJECTS
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for row in list(csv.reader(stream, delimiter=";"))[1:]:
                yield Reject(int(row[0]), *row[1:])


def _record(settings: Settings, receipt: Receipt, rejects: Sequence[Reject]) -> Receipt:
    folder = settings.deposits / receipt.depot
    if rejects:
        write_bytes(folder / REJECTS, rejects_csv(rejects))
    write_json(folder / RECEIPT, {f.name: getattr(receipt, f.name) for f in fields(Receipt)})
    return receipt
