"""Giving back: the files of a receipt, in the deposit and beside the inbox.

What belongs here: what a deposit gets back, where, and making it again after a crash. What does
not: the words (`letter`), the layouts (`rendering`), the workbook (`annotated`), the verdict.

The verdict never depends on it: `receipt.json` is written first, and a workbook that cannot be
made leaves a receipt without one. `recu.html` is written last: a deposit that has it has it all.
"""

from __future__ import annotations

import csv
import os
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path, PurePath

from orchestration.lib import deposits
from orchestration.lib.atomic import write_bytes
from orchestration.lib.clock import paris
from orchestration.lib.contracts import Contract, contracts
from orchestration.lib.deposits import IDENTICAL, Receipt
from orchestration.lib.gate import Verdict
from orchestration.lib.messages import BLOCKING
from orchestration.lib.private import OWNER_FILE
from orchestration.lib.recognition import announced_by_name
from orchestration.lib.refusals import FileRefused, Reject
from orchestration.lib.returns import rendering
from orchestration.lib.returns.letter import ANNOTATED, Facts, Letter, letter
from orchestration.lib.returns.problems import Problem, found_in, number_of, problems_of
from orchestration.lib.returns.progress import previous_of, progress, slice_of
from orchestration.lib.settings import Settings

PAGE, TEXT = "recu.html", "recu.txt"
UNKNOWN = "inconnu"
# What services read: their group enters, nobody else.
_SHARED_FOLDER, _SHARED_FILE = 0o750, 0o640
_STEM = 120
_FORBIDDEN_COLUMN = "structure.colonne_interdite"
_SMALL = 500_000  # Bytes: a larger file is not rebuilt to show its header alone.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\]")
_UNREADABLE = (
    FileRefused, ValueError, OSError, LookupError, RuntimeError, NotImplementedError, EOFError,
    csv.Error, zipfile.BadZipFile,
)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What is given back: the content of the receipt, and its files by name."""

    letter: Letter
    files: dict[str, bytes]

    @property
    def text(self) -> str:
        """Return the receipt as text."""
        return self.files[TEXT].decode()


def give_back(
    settings: Settings,
    receipt: Receipt,
    rejects: Sequence[Reject],
    earlier: Sequence[Receipt] | None = None,
) -> bool:
    """Write the receipt and the annotated workbook of a deposit; safe to call again.

    `earlier` are the receipts known to the caller, read from disk when it has none. Return False
    when the disk or the share refuses: the verdict stands, the next run tries again.
    """
    known = deposits.receipts(settings.deposits) if earlier is None else earlier
    given = returned(settings, receipt, rejects, known)
    own, shared = settings.deposits / receipt.depot, shared_folder(settings, receipt)
    try:
        for name in (n for n in given.files if n != PAGE):
            _write(own / name, given.files[name], OWNER_FILE)
        shared.mkdir(parents=True, exist_ok=True)
        for folder in (settings.returns, shared.parent, shared):
            folder.chmod(_SHARED_FOLDER)
        for name, content in given.files.items():
            _write(shared / name, content, _SHARED_FILE)
        _write(own / PAGE, given.files[PAGE], OWNER_FILE)
    except OSError:
        return False
    return True


def give_back_missing(settings: Settings) -> int:
    """Give back what a crash or a full disk left undone; return to how many deposits."""
    known = deposits.receipts(settings.deposits)
    lacking = [r for r in known if not (settings.deposits / r.depot / PAGE).exists()]
    return sum(give_back(settings, r, rejects_of(settings, r), known) for r in lacking)


def rejects_of(settings: Settings, receipt: Receipt) -> list[Reject]:
    """Return the problems listed for a deposit, or for the one that it repeats."""
    source = receipt.identique_a or receipt.depot
    return list(deposits.read_rejects(settings.deposits, source))


def shared_folder(settings: Settings, receipt: Receipt) -> Path:
    """Return the folder that the depositor reads."""
    stem = _UNSAFE.sub("_", PurePath(receipt.fichier).stem).lstrip(".") or "fichier"
    while len(stem.encode("utf-8", "replace")) > _STEM:
        stem = stem[:-1]
    return settings.returns / (_domain(receipt) or UNKNOWN) / f"{stem}__{receipt.depot}"


def _domain(receipt: Receipt) -> str | None:
    """Return the domain of a deposit; one refused before it was known has that of its name."""
    told = (receipt.domaine, announced_by_name(receipt.fichier).domain)
    return next((domain for domain in told if domain in contracts()), None)


def returned(
    settings: Settings, receipt: Receipt, rejects: Sequence[Reject], earlier: Sequence[Receipt]
) -> Given:
    """Return what a deposit gets back, nothing written."""
    facts = _facts(settings, receipt, rejects, earlier)
    originals = settings.deposits / receipt.depot / deposits.ORIGINAL
    content = next(originals.iterdir(), None) if originals.is_dir() else None
    return compose(facts, receipt, rejects, content)


def compose(
    facts: Facts, receipt: Receipt, rejects: Sequence[Reject], content: Path | None
) -> Given:
    """Return the receipt of a verdict and its annotated workbook, when there is what to mend."""
    contract = contracts().get(_domain(receipt) or "")
    findings = receipt.constats or found_in(rejects, receipt.motifs)
    problems, remarks = problems_of(findings, rejects)
    made: tuple[str, bytes] | None = None
    if content is not None and _to_annotate(receipt, rejects, problems):
        made = _annotated(content, receipt, rejects, problems, contract, facts)
    told = letter(facts, contract, problems, remarks, made[0] if made else None)
    files = {ANNOTATED: made[1]} if made else {}
    files[TEXT] = rendering.text(told).encode()
    files[PAGE] = rendering.html(told).encode()
    return Given(told, files)


def tried(
    settings: Settings, verdict: Verdict, path: Path, fictional: bool, *, whole: bool
) -> Given:
    """Return what a deposit of this file would get back; the workbook only if `whole`."""
    reception = deposits.Reception(
        deposit="", rank=0, file_name=path.name, sha256="", size=path.stat().st_size,
        received_at=datetime.combine(settings.day, time(), paris()).isoformat(),
        domain=None, school_year=None, scope=None,
    )  # fmt: skip
    receipt = deposits.receipt_of(settings, reception, verdict, fictional)
    return compose(_plain_facts(receipt), receipt, verdict.rejects, path if whole else None)


def write_given(given: Given, folder: Path) -> list[str]:
    """Write what is given back in a folder of the caller; return the names of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in given.files.items():
        write_bytes(folder / name, content)
    return sorted(given.files)


def receipt_text(receipt: Receipt, settings: Settings, *, with_values: bool = False) -> str:
    """Return the receipt as text, as it was given; without values it may be sent by e-mail."""
    path = settings.deposits / receipt.depot / TEXT
    rejects = rejects_of(settings, receipt)
    if path.exists():
        text = path.read_text(encoding="utf-8")
    else:
        known = deposits.receipts(settings.deposits)
        text = compose(_facts(settings, receipt, rejects, known), receipt, rejects, None).text
    if not with_values:
        return text
    return with_details(text, rejects, problems_of(receipt.constats, ())[0])


def with_details(text: str, rejects: Sequence[Reject], problems: Sequence[Problem]) -> str:
    """Return a receipt followed by the first problems with their values, for its depositor."""
    return text + rendering.details(rejects, number_of(problems, rejects))


def _to_annotate(receipt: Receipt, rejects: Sequence[Reject], problems: Sequence[Problem]) -> bool:
    """Tell whether there is something to show in the file; one that cannot be read shows none."""
    if receipt.statut == IDENTICAL or (receipt.refused and receipt.etape == "octets"):
        return False
    # What must not come in is not handed round either.
    if any(p.code == _FORBIDDEN_COLUMN for p in problems):
        return False
    rows_at_fault = any(r.line > 1 for r in rejects)
    header_at_fault = any(p.gravity == BLOCKING and p.lines for p in problems)
    return rows_at_fault or (header_at_fault and receipt.octets <= _SMALL)


def _annotated(
    content: Path,
    receipt: Receipt,
    rejects: Sequence[Reject],
    problems: Sequence[Problem],
    contract: Contract | None,
    facts: Facts,
) -> tuple[str, bytes] | None:
    """Return what the workbook holds, and its bytes; None when the original cannot be shown."""
    from orchestration.lib.returns.annotated import annotated_workbook
    from orchestration.lib.returns.grid import grid_of
    from orchestration.lib.returns.layout import plan_of

    about = [
        ("Fichier", receipt.fichier),
        ("Dépôt", receipt.depot or "essai, rien n'est enregistré"),
        ("Contrat", f"{receipt.titre or 'non reconnu'}, version {receipt.version_du_contrat}"
         if receipt.version_du_contrat else "non reconnu"),
        *([("FICTIF", "Données fictives : répétition.")] if facts.fictional else []),
    ]  # fmt: skip
    try:
        grid = grid_of(content.read_bytes(), receipt.fichier, contract)
        plan = plan_of(grid, receipt.lignes_rejetees, number_of(problems, rejects))
        return plan.sentence, annotated_workbook(grid, plan, rejects, problems, contract, about)
    except _UNREADABLE:
        return None


def _plain_facts(receipt: Receipt) -> Facts:
    return Facts(
        file=receipt.fichier,
        deposit=receipt.depot or None,
        received_at=receipt.recu_le,
        academie=receipt.academie,
        fictional=receipt.fictif,
        status=receipt.statut,
        domain=receipt.domaine,
        years=receipt.annees,
        scope=receipt.perimetre,
        version=receipt.version_du_contrat,
        read=receipt.lignes_lues,
        kept=receipt.lignes_retenues,
        rejected=receipt.lignes_rejetees,
        out_of_scope=receipt.lignes_hors_perimetre,
        without_data=receipt.lignes_sans_donnee,
        announced_year=announced_by_name(receipt.fichier).school_year,
        twin=receipt.identique_a,
    )


def _facts(
    settings: Settings, receipt: Receipt, rejects: Sequence[Reject], earlier: Sequence[Receipt]
) -> Facts:
    """Return the facts of a recorded deposit, those that other deposits tell included."""
    facts = vars(_plain_facts(receipt))
    own = [r for r in earlier if r.domaine in (_domain(receipt), None) and r.ordre < receipt.ordre]
    if receipt.identique_a:
        twins = [r for r in own if r.depot == receipt.identique_a]
        return Facts(**{**facts, "twin_at": twins[0].recu_le if twins else None})
    announced = slice_of(settings.deposits, receipt)
    facts["announced_year"] = max(announced.years, default=facts["announced_year"])
    previous = previous_of(settings.deposits, receipt, own)
    if previous is not None:
        change = progress(previous, rejects_of(settings, previous), receipt, rejects)
        facts["progress"] = change.sentence if change else ""
        standing = [r for r in own if not r.refused and not r.identique_a]
        accepted = previous_of(settings.deposits, receipt, standing)
        facts["standing_at"] = accepted.recu_le if accepted else None
    return Facts(**facts)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a file in one step. It can be made again: nothing waits for the disk."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_bytes(content)
    temporary.chmod(mode)
    temporary.replace(path)
