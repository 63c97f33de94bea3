"""Commands that read what is published: `catalogue`, `show`.

What belongs here: their options and what they print. What does not: queries
(`orchestration.lib.published`), tables (`tables`), provenance (`explaining`). Nothing here
loads pandas or Dagster.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli import wording
from orchestration.lib.home import existing_home
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from orchestration.lib.published import Publication, Row, Territory

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
}


def _settings() -> Settings:
    settings = Settings()
    existing_home(settings)
    return settings


def _computed(row: Row, known: dict[str, list[str]] | None) -> str:
    """Return whether an indicator has values, in a few words."""
    if not row["indicateur"]:
        return "indicateur non encore calculé"
    if known is None:
        return "rien n'est encore publié"
    years = known.get(row["indicateur"])
    return wording.years(years) if years else "aucune valeur à ce jour"


def _outline(rows: Sequence[Row], known: dict[str, list[str]] | None) -> Iterator[str]:
    """Yield référentiels, axes, objectifs, critères and indicators, each once."""
    last: dict[str, Any] = {}
    for row in rows:
        if row["referentiel"] != last.get("referentiel"):
            last = {"referentiel": row["referentiel"]}
            yield f"{row['libelle_referentiel']} ({row['referentiel']})"
        for depth, (kind, heading) in enumerate(_HEADINGS.items(), 1):
            if row[kind] != last.get(kind):
                last[kind] = row[kind]
                note = (
                    "" if kind != "critere" or row["indicateur"] else f" — {_computed(row, known)}"
                )
                yield f"{'  ' * depth}{heading} {row[kind]} {row[f'libelle_{kind}']}{note}"
        if row["indicateur"]:
            label = f"{row['indicateur']} {row['libelle_indicateur']}"
            yield f"        {label} — {_computed(row, known)}"


def _sheet(row: Row) -> Iterator[str]:
    for key, label in _FACTS.items():
        if row.get(key):
            words = [wording.LEVELS.get(w, w) for w in str(row[key]).split("|")]
            yield f"          {label} : {', '.join(words)}"
    multiplier, aggregation = row.get("multiplicateur"), row.get("agregation")
    yield f"          Calcul : {wording.formula(aggregation, multiplier)}"


@click.command()
@click.argument("code", required=False)
def catalogue(code: str | None) -> None:
    """Print référentiels, axes, objectifs, critères and indicators, or the part that CODE names."""
    from orchestration.lib import published
    from orchestration.lib.publication import current

    settings = _settings()
    rows, years = published.catalogue(settings)
    known = years if current(settings.publications) else None
    kind = "referentiel"
    if code:
        kind, rows = published.find_code(rows, code)
    for line in _outline(rows, known):
        click.echo(line)
    if kind in ("critere", "indicateur"):
        for row in rows:
            if row["indicateur"]:
                click.echo(f"\n        {row['indicateur']}")
                click.echo("\n".join(_sheet(row)))


def _chosen(rows: Sequence[Row], code: str) -> list[Row]:
    """Return the catalogue rows that `psa show CODE` is about: an indicator or a criterion."""
    from orchestration.lib.published import UnknownName, find_code

    kind, found = find_code(rows, code)
    if kind not in ("critere", "indicateur"):
        raise UnknownName(
            f"« {code} » est un {kind} : choisissez un de ses critères (psa catalogue {code})."
        )
    return found


def _checked_breakdown(chosen: Sequence[Row], by: str | None) -> None:
    from orchestration.lib.published import TOTAL, UnknownName

    known = sorted({v for r in chosen for v in str(r["ventilations"] or "").split("|") if v})
    if by and by != TOTAL and by not in known:
        possible = f"ventilations possibles : {', '.join(known)}" if known else "il n'en a aucune"
        raise UnknownName(f"Pas de ventilation « {by} » pour cet indicateur : {possible}.")


def _data(rows: Sequence[Row], columns: Sequence[str], form: str) -> str:
    """Return rows of the long table as CSV or JSON, unrounded, missing values empty or null."""
    if form == "json":
        return json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n"
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _show_indicator(
    open_publication: Publication,
    indicator: Row,
    territories: Sequence[Territory],
    by: str | None,
    school_year: str | None,
) -> None:
    from orchestration.cli import tables
    from orchestration.lib.published import TOTAL

    out = tables.console()
    code, unit = indicator["indicateur"], indicator["unite"]
    out.print(f"{code} {indicator['libelle_indicateur']}", style="bold")
    breakdowns = [TOTAL, by] if by else [TOTAL]
    rows = open_publication.values([code], territories, breakdowns, school_year)
    if not rows:
        levels = str(indicator["niveaux_calculables"] or "").split("|")
        known = ", ".join(wording.LEVELS.get(level, level) for level in levels)
        period = f" en {school_year}" if school_year else ""
        out.print(f"  Aucune ligne ici{period} (niveaux de cet indicateur : {known}).\n")
        return
    if by and by in str(indicator["ventilations"] or "").split("|"):
        for territory in territories:
            out.print(tables.breakdown_table(rows, territory, by))
    else:
        out.print(tables.territories_table(rows, territories))
    if meaning := tables.legend(rows):
        out.print(meaning)
    for note in tables.notes(rows, territories):
        out.print(tables.hanging(note, out.width))
    evolutions = [
        tables.evolution_line(found, territory, unit)
        for territory in territories
        if (found := open_publication.last_evolution(code, territory, school_year))
    ]
    if evolutions:
        out.print("Évolution")
    for line in evolutions:
        out.print(tables.hanging(line, out.width))
    if "etablissement" in str(indicator["niveaux_calculables"]) and len(territories) > 1:
        out.print("Par établissement : --territory suivi d'un UAI.")
    out.print()


@click.command()
@click.argument("code")
@click.option("--school-year", help="One school year, like 2023-2024 (default: all).")
@click.option("--territory", help="A code (06, 063), a UAI or a name (default: the académie).")
@click.option("--by", help="A breakdown, like sexe.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
def show(
    code: str, school_year: str | None, territory: str | None, by: str | None, form: str
) -> None:
    """Print the published values and evolution of an indicator, or of a whole criterion.

    By default: the académie and its départements, totals, all school years. The csv and json
    forms are unrounded rows of the long table.
    """
    from orchestration.lib import published

    settings = _settings()
    year = published.checked_year(school_year)
    with published.open_current(settings.publications) as now:
        chosen = _chosen(now.catalogue(), code)
        _checked_breakdown(chosen, by)
        places = [now.territory(territory)] if territory else now.default_territories()
        indicators = [r for r in chosen if r["indicateur"]]
        if form != "table":
            codes = [r["indicateur"] for r in indicators]
            rows = now.values(codes, places, [by or published.TOTAL], year)
            click.echo(_data(rows, now.columns(), form), nl=False)
            return
        click.echo(f"Publication {now.name}" + (f" — {wording.FICTIONAL}" * now.fictional))
        if not indicators:
            label = f"{chosen[0]['critere']} {chosen[0]['libelle_critere']}"
            click.echo(f"{label}\n  Indicateur non encore calculé : aucune valeur à montrer.")
        for indicator in indicators:
            _show_indicator(now, indicator, places, by, year)


COMMANDS = (catalogue, show)
