"""Receipts on the terminal: the same words as the files given back, and where these are.

What belongs here: printing, colours, paths. What does not: a word of the receipt itself
(`orchestration.lib.returns`), the verdict (`orchestration.lib.gate`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli import wording
from orchestration.lib import french

if TYPE_CHECKING:
    from orchestration.lib.deposits import Receipt
    from orchestration.lib.gate import Verdict
    from orchestration.lib.settings import Settings

_COLOURS = {"accepte": "green", "accepte_avec_rejets": "yellow", "usage_interne": "yellow",
            "refuse": "red"}  # fmt: skip


def _print(text: str, status: str) -> None:
    """Print a receipt, the line of its verdict in colour."""
    verdict = wording.VERDICTS[status].upper()
    for line in text.rstrip("\n").split("\n"):
        if line == verdict or line.endswith(f" : {verdict}"):
            click.secho(line, fg=_COLOURS.get(status), bold=True)
        else:
            click.echo(line)


def print_deposited(receipt: Receipt, settings: Settings) -> None:
    """Print the receipt of a recorded deposit, and where its files are."""
    from orchestration.lib import deposits
    from orchestration.lib.returns import giving
    from orchestration.lib.returns.problems import number_of, problems_of

    _print(giving.receipt_text(receipt, settings, with_values=True), receipt.statut)
    rejects = settings.deposits / (receipt.identique_a or receipt.depot) / deposits.REJECTS
    if rejects.exists():
        total = number_of(problems_of(receipt.constats, ())[0], ())
        words = "Liste complète à corriger"
        if receipt.refused and total > (listed := len(giving.rejects_of(settings, receipt))):
            words = f"Liste de {french.count(listed)} problèmes sur {french.count(total)}"
        click.echo(f"\n{words} : {rejects}")
    folder = giving.shared_folder(settings, receipt)
    names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    if names:
        click.echo(f"Rendu au déposant : {folder} ({', '.join(names)})")


def print_checked(
    verdict: Verdict, path: Path, settings: Settings, *, fictional: bool, output: Path | None
) -> None:
    """Print the receipt that a deposit would get; with `output`, write its files there."""
    from orchestration.lib.returns import giving

    given = giving.tried(settings, verdict, path, fictional, whole=output is not None)
    _print(giving.with_details(given.text, verdict.rejects, given.letter.problems), verdict.status)
    click.echo("\nEssai seulement : rien n'est enregistré.")
    if output is None:
        click.echo("Avec --output DOSSIER, le reçu et le classeur annoté y sont écrits.")
        return
    written = giving.write_given(given, output)
    click.echo(f"Écrit dans {output} : {', '.join(written)}")
