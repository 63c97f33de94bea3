"""The impact of a file, as `psa check --impact` prints it.

What belongs here: the table of what would move and the sentences around it. What does not: the
trial (`orchestration.lib.impact`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import click
from rich import box
from rich.table import Table

from orchestration.cli import wording
from orchestration.cli.tables import console
from orchestration.lib.home import Home
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from orchestration.lib.gate import Verdict
    from orchestration.lib.impact.trial import Impact, Move

_SHOWN = 40
_MOST_DECIMALS = 4
_NOTHING_YET = "Impact : aucun calcul n'a encore été fait. Lancez d'abord : {command}"
_SUSPECT = {
    "inhabituel": "s'écarte plus des autres années que d'habitude",
    "disparaît": "n'a plus de valeur",
}


def print_impact(settings: Settings, home: Home | None, verdict: Verdict) -> None:
    """Compute and print what a file would move; nothing is recorded."""
    from orchestration.lib.impact.trial import TrialFailed, impact_of

    if not verdict.accepted:
        click.echo("\nImpact : aucun, le fichier serait refusé.")
        return
    try:
        found = impact_of(settings, home, verdict) if home is not None else None
    except TrialFailed as error:
        raise click.ClickException(str(error)) from error
    if found is None:
        command = wording.command(settings.home, "run")
        click.echo("\n" + _NOTHING_YET.format(command=command))
        return
    for line in _head(found):
        click.echo(line)
    labels = _labels(settings)
    for indicator, moves in groupby(found.moves[:_SHOWN], key=lambda m: m.indicator):
        shown = list(moves)
        heading = _heading(labels.get(indicator, ""), shown)
        click.secho(f"\n{indicator}  {heading}".rstrip(), bold=True)
        console().print(_table(shown))
    if len(found.moves) > _SHOWN:
        rest = found.moves[_SHOWN:]
        named = wording.enumerate_words(list(dict.fromkeys(m.indicator for m in rest)))
        changes = wording.plural(len(rest), "autre changement", "autres changements")
        click.echo(f"… et {changes} ({named}).")
    click.echo("  Essai seulement : la dernière publication n'est pas touchée.")


def _head(found: Impact) -> Iterator[str]:
    if not found.moves:
        yield "\nImpact : aucun indicateur de l'académie ni des départements ne changerait."
        return
    moved = wording.plural(
        len(found.indicators), "indicateur changerait", "indicateurs changeraient"
    )
    yield f"\nImpact : {moved} ({wording.enumerate_words(found.indicators, 12)})."
    for reason, words in _SUSPECT.items():
        doubtful = list(dict.fromkeys(m.indicator for m in found.moves if m.suspicion == reason))
        if doubtful:
            yield f"  À vérifier : {wording.enumerate_words(doubtful, 12)} ({words})."
    if found.warned:
        yield "  À vérifier : tous, car le fichier a des avertissements (voir plus haut)."


def _labels(settings: Settings) -> dict[str, str]:
    from orchestration.lib.published import catalogue

    rows, _ = catalogue(settings)
    return {str(r["indicateur"]): str(r["libelle_indicateur"]) for r in rows if r["indicateur"]}


def _heading(label: str, moves: list[Move]) -> str:
    """Return the name of an indicator with its unit, unless each figure bears it."""
    unit = moves[0].unit
    return f"{label} ({unit})" if unit not in (None, "%") else label


def _decimals(moves: list[Move]) -> int:
    """Return how many decimals tell each value from the one that it would become."""
    for decimals in range(1, _MOST_DECIMALS):
        shown = [[wording.with_unit(v, "%", decimals) for v in (m.now, m.then)] for m in moves]
        if all(now != then for now, then in shown):
            return decimals
    return _MOST_DECIMALS


def _table(moves: list[Move]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("Année", "Territoire"):
        table.add_column(name, no_wrap=True)
    for name in ("Aujourd'hui", "Avec ce fichier", "Écart"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("À vérifier")
    unit, decimals = "%" if moves[0].unit == "%" else None, _decimals(moves)
    for move in moves:
        table.add_row(
            move.school_year,
            "académie" if move.level == "academie" else move.territory,
            wording.with_unit(move.now, unit, decimals),
            wording.with_unit(move.then, unit, decimals),
            "" if move.change is None else wording.change(move.change, unit, decimals),
            move.suspicion,
        )
    return table
