"""Receipts as a depositor reads them.

What belongs here: the lines of a receipt, from a recorded deposit or from a verdict that is not
recorded. What does not: the verdict (`orchestration.lib.gate`), the wording of one problem
(`orchestration.lib.refusals`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli import wording

if TYPE_CHECKING:
    from orchestration.lib.deposits import Receipt
    from orchestration.lib.gate import Verdict
    from orchestration.lib.refusals import Reject
    from orchestration.lib.settings import Settings

_SHOWN, _SHOWN_BY_CHECK, _GROUPS, _VALUE = 10, 40, 5, 40
_SENTENCES = ("la ", "le ", "l'", "cette ", "un ", "une ")
_COLOURS = {"accepte": "green", "accepte_avec_rejets": "yellow", "refuse": "red"}


@dataclass(frozen=True)
class Answer:
    """What a depositor is told of one file, deposited or only checked."""

    file: str
    status: str
    title: str | None
    domain: str | None
    years: Sequence[str]
    scope: str
    read: int
    kept: int
    rejected: int
    out_of_scope: int
    without_data: int
    reasons: Sequence[str]
    warnings: Sequence[str]
    rejects: Sequence[Reject]
    fictional: bool
    deposit: str | None = None
    twin: str | None = None
    rejects_path: Path | None = None


def describe_reject(reject: Reject, *, with_remedy: bool = True) -> str:
    """Return one problem of one row: where, what and, where it is asked, how to mend it."""
    place = f"ligne {reject.line}"
    if reject.column:
        place += f", colonne « {reject.column} »"
    value = reject.value if len(reject.value) <= _VALUE else reject.value[: _VALUE - 1] + "…"
    problem = reject.problem[:1].lower() + reject.problem[1:]
    if value:
        problem = f"« {value} » {problem}"
    elif reject.column and not problem.startswith(_SENTENCES):
        problem = f"la valeur {problem}"
    return f"{place} : {problem}. {reject.remedy if with_remedy else ''}".strip()


def _counts(answer: Answer) -> str:
    parts = [
        wording.plural(answer.read, "ligne lue", "lignes lues"),
        wording.plural(answer.kept, "retenue"),
        wording.plural(answer.rejected, "rejetée"),
    ]
    if answer.out_of_scope:
        parts.append(f"{wording.count(answer.out_of_scope)} hors périmètre")
    if answer.without_data:
        parts.append(f"{wording.count(answer.without_data)} sans donnée")
    return ", ".join(parts)


def _rejects(answer: Answer) -> Iterator[str]:
    """Yield the first problems, a summary when there are many, and where the rest is."""
    alone = answer.rejects[0].problem if len(answer.rejects) == 1 else None
    if not answer.rejects or (alone and any(alone in reason for reason in answer.reasons)):
        return
    limit = _SHOWN if answer.rejects_path else _SHOWN_BY_CHECK
    yield "  À corriger :"
    told: set[tuple[str, str]] = set()
    for reject in answer.rejects[:limit]:
        kind = (reject.column, reject.remedy)
        yield f"    - {describe_reject(reject, with_remedy=kind not in told)}"
        told.add(kind)
    more = len(answer.rejects) - limit
    if more <= 0:
        return
    kinds = Counter((r.column, r.problem) for r in answer.rejects)
    yield f"    … et {wording.plural(more, 'autre problème', 'autres problèmes')}. En tout :"
    for (column, problem), times in kinds.most_common(_GROUPS):
        where = f"colonne « {column} » : " if column else ""
        yield f"      {wording.count(times)} fois, {where}{problem}"
    if answer.rejects_path is None:
        yield "    Le reçu d'un dépôt en donne la liste complète (rejects.csv)."


def _identity(answer: Answer) -> Iterator[str]:
    if answer.title:
        yield f"  Domaine : {answer.title} ({answer.domain})"
    if answer.years:
        period = wording.years(answer.years)
        yield f"  Années : {period} · périmètre : {wording.perimeter(answer.scope)}"
    if answer.read:
        yield f"  {_counts(answer)}"


def receipt_lines(answer: Answer) -> Iterator[str]:
    """Yield the lines of a receipt, the verdict first."""
    if answer.fictional:
        yield f"  {wording.FICTIONAL}"
    yield from _identity(answer)
    if answer.twin:
        yield f"  Ce fichier est déjà en vigueur (dépôt {answer.twin}) : rien ne change."
    for reason in answer.reasons:
        yield f"  Motif : {reason}"
    for warning in answer.warnings:
        yield f"  Attention : {warning}"
    problems = list(_rejects(answer))
    yield from problems
    if problems and answer.rejects_path:
        yield f"  Liste complète à corriger : {answer.rejects_path}"
    if answer.deposit:
        yield f"  Dépôt : {answer.deposit}"


def print_answer(answer: Answer) -> None:
    """Print one receipt."""
    verdict = wording.VERDICTS[answer.status].upper()
    click.secho(f"{answer.file} : {verdict}", fg=_COLOURS.get(answer.status), bold=True)
    for line in receipt_lines(answer):
        click.echo(line)


def answer_of_receipt(receipt: Receipt, settings: Settings) -> Answer:
    """Return what to tell of a recorded deposit."""
    from orchestration.lib import deposits

    source = receipt.identique_a or receipt.depot
    path = settings.deposits / source / deposits.REJECTS
    return Answer(
        file=receipt.fichier,
        status=receipt.statut,
        title=receipt.titre,
        domain=receipt.domaine,
        years=receipt.annees,
        scope=receipt.perimetre,
        read=receipt.lignes_lues,
        kept=receipt.lignes_retenues,
        rejected=receipt.lignes_rejetees,
        out_of_scope=receipt.lignes_hors_perimetre,
        without_data=receipt.lignes_sans_donnee,
        reasons=receipt.motifs,
        warnings=receipt.avertissements,
        rejects=list(deposits.read_rejects(settings.deposits, source)),
        fictional=receipt.fictif,
        deposit=receipt.depot,
        twin=receipt.identique_a,
        rejects_path=path if path.exists() else None,
    )


def answer_of_verdict(verdict: Verdict, fictional: bool) -> Answer:
    """Return what to tell of a file that is only checked."""
    from orchestration.lib.columns import distinct_texts
    from orchestration.lib.preparation import YEAR

    kept = verdict.table
    return Answer(
        file=verdict.received.file_name,
        status=verdict.status,
        title=verdict.contract.title if verdict.contract else None,
        domain=verdict.contract.domain if verdict.contract else None,
        years=distinct_texts(kept[YEAR]) if verdict.accepted and kept.num_rows else [],
        scope=verdict.scope,
        read=verdict.read,
        kept=kept.num_rows if verdict.accepted else 0,
        rejected=verdict.rejected,
        out_of_scope=verdict.out_of_scope,
        without_data=verdict.without_data,
        reasons=[str(r) for r in verdict.reasons],
        warnings=[str(w) for w in verdict.warnings],
        rejects=verdict.rejects,
        fictional=fictional,
    )
