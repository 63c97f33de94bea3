"""The command `show`: the published values of an indicator or of a criterion.

What belongs here: its options, which tables and cautions it prints, in which order. What does
not: queries (`orchestration.lib.published`, `provenance`), layout (`tables`), where a value
comes from (`explaining`). Nothing here loads pandas or Dagster.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from orchestration.cli import wording
from orchestration.lib.home import existing_home
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from orchestration.lib.published import Publication, Row, Territory

# Beyond this many lines, a table of territories is no longer read.
_LINES = 60


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
    from orchestration.lib.published import LEVELS, TOTAL, UnknownName

    known = sorted({v for r in chosen for v in str(r["ventilations"] or "").split("|") if v})
    levels = {v for r in chosen for v in str(r["niveaux_calculables"] or "").split("|")}
    if by in LEVELS and by not in known and by not in levels:
        names = ", ".join(level for level in LEVELS if level in levels)
        raise UnknownName(f"Cet indicateur n'a pas de niveau « {by} » (ses niveaux : {names}).")
    if by and by != TOTAL and by not in known and by not in LEVELS:
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


@dataclass(frozen=True)
class _Asked:
    """What `psa show` is asked beside the code."""

    territories: Sequence[Territory]
    by: str | None
    school_year: str | None
    alone: bool
    current: bool


def _no_rows(indicator: Row, school_year: str | None) -> str:
    levels = str(indicator["niveaux_calculables"] or "").split("|")
    known = ", ".join(wording.LEVELS.get(level, level) for level in levels)
    period = f" en {school_year}" if school_year else ""
    return f"  Aucune ligne ici{period} (niveaux de cet indicateur : {known}).\n"


def _figures(
    now: Publication, indicator: Row, asked: _Asked, out: Console
) -> tuple[list[Row], list[Territory]]:
    """Print the tables of one indicator; return the rows shown and their territories."""
    from orchestration.cli import tables
    from orchestration.lib.published import LEVELS, TOTAL, labels

    code, by, places = indicator["indicateur"], asked.by, list(asked.territories)
    if by in LEVELS:
        places = now.inside(places[0], by)
        rows = now.values([code], places, [TOTAL], asked.school_year)
        known = {r["territoire"] for r in rows if r["valeur"] is not None}
        listed = [t for t in places if t.code in known]
        shown = listed[:_LINES]
        if shown:
            title = f"par {wording.LEVELS[by]}" + (" (en %)" if indicator["unite"] == "%" else "")
            out.print(tables.level_table(rows, shown, title))
        if len(listed) > _LINES:
            closer = "" if asked.alone else "précisez --territory (un département), ou "
            out.print(f"… et {len(listed) - _LINES} de plus : {closer}--format csv.")
        kept = {t.code for t in shown}
        return [r for r in rows if r["territoire"] in kept], shown
    if by and by in str(indicator["ventilations"] or "").split("|"):
        named = labels(indicator, by)
        rows = now.values([code], places, [TOTAL, by], asked.school_year)
        many = len({r["modalite"] for r in rows}) > tables.MANY
        if many and not asked.alone:
            places = places[:1]
        rows = [r for r in rows if r["territoire"] in {t.code for t in places}]
        if last := _only_year(rows):
            rows = [r for r in rows if r["annee_scolaire"] == last]
            out.print(f"Chaque valeur de « {by} » est d'une seule année : voici {last} "
                      "(les autres : --school-year).")  # fmt: skip
        for place in places if rows else ():
            out.print(tables.breakdown_table(rows, place, by, named))
        if many and not asked.alone:
            out.print("Ailleurs : --territory suivi d'un département, d'un UAI ou d'un nom.")
        return rows, places
    rows = now.values([code], places, [TOTAL], asked.school_year)
    if rows:
        out.print(tables.territories_table(rows, places))
    return rows, places


def _only_year(rows: Sequence[Row]) -> str | None:
    """Return the last school year when no value of a breakdown is found in two, like months."""
    from orchestration.lib.published import TOTAL

    pairs = {(r["modalite"], r["annee_scolaire"]) for r in rows if r["ventilation"] != TOTAL}
    years = {year for _, year in pairs}
    lives_once = len({modality for modality, _ in pairs}) == len(pairs)
    return max(years) if lives_once and len(years) > 1 else None


def _cautions(now: Publication, indicator: Row, rows: Sequence[Row], out: Console,
              places: Sequence[Territory]) -> None:  # fmt: skip
    """Print what a reader must know before using the figures: breaks, caveats, gaps."""
    from orchestration.cli import tables
    from orchestration.lib.provenance import breaks

    found = breaks(now, [indicator["indicateur"]])
    if meaning := tables.legend(rows):
        out.print(meaning)
    for row in found:
        out.print(wording.hanging(f"Rupture {row['annee_scolaire']} : {row['motif']}", out.width))
    if indicator["mises_en_garde"]:
        text = f"Mise en garde : {indicator['mises_en_garde']}"
        out.print(wording.hanging(text, out.width))
    for note in tables.notes(rows, places, [row["motif"] for row in found]):
        out.print(wording.hanging(note, out.width))


def _show_indicator(now: Publication, indicator: Row, asked: _Asked) -> None:
    from orchestration.cli import tables
    from orchestration.lib.provenance import current_perimeter

    out = tables.console()
    code, unit = indicator["indicateur"], indicator["unite"]
    measured = "" if unit in (None, "%") else f" (en {unit})"
    out.print(f"{code} {indicator['libelle_indicateur']}{measured}", style="bold")
    place = asked.territories[0]
    if asked.current:
        merged = current_perimeter(now, [code], place, asked.school_year)
        out.print(f"  {_perimeter_note(now, place, merged)}")
        if merged:
            out.print(tables.perimeter_table(merged))
            _cautions(now, indicator, [], out, [])
            out.print()
            return
    rows, places = _figures(now, indicator, asked, out)
    if not rows:
        out.print(_no_rows(indicator, asked.school_year))
    else:
        _cautions(now, indicator, rows, out, places)
        _around(now, indicator, asked, out, places)
    if place.successor and not asked.current:
        out.print(f"Établissement réuni à {place.successor} : --perimeter courant donne la série "
                  "commune.")  # fmt: skip
    out.print()


def _perimeter_note(now: Publication, place: Territory, merged: Sequence[Row]) -> str:
    """Say what the present perimeter of a school is made of."""
    from orchestration.cli import tables

    if merged:
        code, absorbed = merged[0]["territoire"], merged[0]["etablissements_reunis"]
        return f"{merged[0]['libelle']} ({code}), réuni avec {absorbed} : périmètre courant"
    name = tables.short_name(place)
    if place.successor or place.code in {t.successor for t in now.territories()}:
        return f"{name} : cet indicateur n'a pas de série à périmètre courant."
    return f"{name} n'a jamais fusionné : son périmètre courant est celui d'époque."


def _around(
    now: Publication, indicator: Row, asked: _Asked, out: Console, places: Sequence[Territory]
) -> None:
    """Print the evolution of the territories shown, and where to read more closely."""
    from orchestration.cli import tables
    from orchestration.lib.published import LEVELS

    code, unit = indicator["indicateur"], indicator["unite"]
    evolutions = [
        tables.evolution_line(found, territory, unit)
        for territory in (places if asked.by not in LEVELS else ())
        if (found := now.last_evolution(code, territory, asked.school_year))
    ]
    if evolutions:
        out.print("Évolution")
    for line in evolutions:
        out.print(wording.hanging(line, out.width))
    if "etablissement" in str(indicator["niveaux_calculables"]) and not asked.alone:
        out.print("Plus fin : --by circonscription, --by bassin, ou --territory suivi d'un UAI.")


def _checked_perimeter(place: Territory, perimeter: str, by: str | None) -> bool:
    """Tell whether the present perimeter is asked; raises UnknownName where it has no sense."""
    from orchestration.lib.published import UnknownName

    if perimeter != "courant":
        return False
    if place.level != "etablissement":
        raise UnknownName(
            "--perimeter courant réunit un établissement et ceux qu'il a absorbés : donnez son "
            "UAI avec --territory."
        )
    if by:
        raise UnknownName("--perimeter courant donne les totaux seulement : retirez --by.")
    return True


def _rows_of(now: Publication, codes: list[str], asked: _Asked) -> tuple[list[Row], list[str]]:
    """Return the rows and the columns of the csv and json forms."""
    from orchestration.lib.provenance import current_perimeter
    from orchestration.lib.published import LEVELS, TOTAL

    if asked.current:
        rows = current_perimeter(now, codes, asked.territories[0], asked.school_year)
        return rows, now.columns("perimetre_courant")
    places, by = list(asked.territories), asked.by
    if by in LEVELS:
        places, by = now.inside(places[0], by), TOTAL
    return now.values(codes, places, [by or TOTAL], asked.school_year), now.columns()


@click.command()
@click.argument("code")
@click.option("--school-year", help="One school year, like 2023-2024 (default: all).")
@click.option("--territory", help="A code (06, 063), a UAI or a name (default: the académie).")
@click.option("--by", help="A breakdown, like sexe, or a level, like circonscription.")
@click.option(
    "--perimeter",
    type=click.Choice(["epoque", "courant"]),
    default="epoque",
    help="A merged school: as it was each year (default), or as it is today.",
)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
def show(
    code: str,
    school_year: str | None,
    territory: str | None,
    by: str | None,
    perimeter: str,
    form: str,
) -> None:
    """Print the published values and evolution of an indicator, or of a whole criterion.

    By default: the académie and its départements, totals, all school years. The csv and json
    forms are unrounded rows of the long table.
    """
    from orchestration.lib import published

    settings = Settings()
    existing_home(settings)
    year = published.checked_year(school_year)
    with published.open_current(settings.publications) as now:
        chosen = _chosen(now.catalogue(), code)
        _checked_breakdown(chosen, by)
        places = [now.territory(territory)] if territory else now.default_territories()
        current = _checked_perimeter(places[0], perimeter, by)
        asked = _Asked(places, by, year, territory is not None, current)
        indicators = [r for r in chosen if r["indicateur"]]
        if form != "table":
            rows, columns = _rows_of(now, [r["indicateur"] for r in indicators], asked)
            click.echo(_data(rows, columns, form), nl=False)
            return
        click.echo(f"Publication {now.name}" + (f" — {wording.FICTIONAL}" * now.fictional))
        if not indicators:
            label = f"{chosen[0]['critere']} {chosen[0]['libelle_critere']}"
            click.echo(f"{label}\n  Indicateur non encore calculé : aucune valeur à montrer.")
        for indicator in indicators:
            _show_indicator(now, indicator, asked)


COMMANDS = (show,)
