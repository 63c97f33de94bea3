"""The command `catalogue`: what the platform measures, or is to measure.

What belongs here: the outline of référentiels and the sheet of an indicator. What does not:
queries (`orchestration.lib.published`), values (`showing`), provenance (`explaining`). Nothing
here loads pandas or Dagster.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli import wording
from orchestration.lib.home import existing_home
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from orchestration.lib.published import Row

_HEADINGS = {"axe": "Axe", "objectif": "Objectif", "critere": "Critère"}
_FACTS = {
    "definition": "Définition",
    "unite": "Unité",
    "direction": "Sens",
    "nature_indicateur": "Nature",
    "sources": "Sources",
    "mesure_source": "Mesure de la source",
    "niveaux_calculables": "Niveaux",
    "ventilations": "Ventilations",
    "motif_non_calculable": "Ailleurs",
    "mises_en_garde": "Mise en garde",
}


def _years(rows: Sequence[Row], known: dict[str, list[str]] | None) -> str:
    """Return the school years for which some indicator has a value, in a few words."""
    if known is None:
        return "rien n'est encore publié"
    years = {year for row in rows for year in known.get(row["indicateur"], [])}
    return wording.years(years) if years else "aucune valeur à ce jour"


def _criterion(rows: Sequence[Row], known: dict[str, list[str]] | None, detailed: bool) -> str:
    """Return what follows the label of a criterion: nothing where its indicators follow."""
    named = [r for r in rows if r["indicateur"]]
    if not named:
        return " — indicateur non encore calculé"
    if detailed:
        return ""
    return f" — {wording.plural(len(named), 'indicateur')}, {_years(named, known)}"


def _outline(
    rows: Sequence[Row], known: dict[str, list[str]] | None, detailed: bool
) -> Iterator[tuple[int, str]]:
    """Yield (depth, line): référentiels to critères each once, and indicators if `detailed`."""
    last: dict[str, Any] = {}
    for row in rows:
        if row["referentiel"] != last.get("referentiel"):
            last = {"referentiel": row["referentiel"]}
            yield 0, f"{row['libelle_referentiel']} ({row['referentiel']})"
        for depth, (kind, heading) in enumerate(_HEADINGS.items(), 1):
            if row[kind] == last.get(kind):
                continue
            last[kind] = row[kind]
            note = ""
            if kind == "critere":
                key = (row["referentiel"], row["critere"])
                own = [r for r in rows if (r["referentiel"], r["critere"]) == key]
                note = _criterion(own, known, detailed)
            yield depth, f"{heading} {row[kind]} {row[f'libelle_{kind}']}{note}"
        if row["indicateur"] and detailed:
            label = f"{row['indicateur']} {row['libelle_indicateur']}"
            yield 4, f"{label} — {_years([row], known)}"


def _sheet(row: Row) -> Iterator[str]:
    for key, label in _FACTS.items():
        if row.get(key):
            words = [wording.LEVELS.get(w, w) for w in str(row[key]).split("|")]
            yield f"{label} : {', '.join(words)}"
    multiplier, aggregation = row.get("multiplicateur"), row.get("agregation")
    yield f"Calcul : {wording.formula(aggregation, multiplier)}"


def _totals(rows: Sequence[Row]) -> str:
    """Return how many criteria are computed, and where to read more."""
    every = {(r["referentiel"], r["critere"]) for r in rows}
    computed = {(r["referentiel"], r["critere"]) for r in rows if r["indicateur"]}
    indicators = sum(bool(r["indicateur"]) for r in rows)
    return (
        f"{wording.plural(len(every), 'critère')}, dont {len(computed)} "
        f"calculé{'s' * (len(computed) > 1)} par {wording.plural(indicators, 'indicateur')}. "
        "Les indicateurs : psa catalogue suivi d'un code (1, 1.1, 1.1.3 ou 1.1.3-b)."
    )


@click.command()
@click.argument("code", required=False)
def catalogue(code: str | None) -> None:
    """Print référentiels, axes, objectifs and critères, or the part that CODE names.

    Indicators are listed for a code; those of a criterion with their definition.
    """
    from orchestration.cli.tables import console
    from orchestration.lib import published
    from orchestration.lib.publication import current

    settings = Settings()
    existing_home(settings)
    rows, years = published.catalogue(settings)
    known = years if current(settings.publications) else None
    kind = "referentiel"
    if code:
        kind, rows = published.find_code(rows, code)
    width = console().width
    for depth, line in _outline(rows, known, bool(code)):
        click.echo(wording.hanging(line, width, 2 * depth))
    if not code:
        click.echo(_totals(rows))
    if kind in ("critere", "indicateur"):
        for row in rows:
            if row["indicateur"]:
                click.echo(f"\n        {row['indicateur']}")
                for line in _sheet(row):
                    click.echo(wording.hanging(line, width, 10))


COMMANDS = (catalogue,)
