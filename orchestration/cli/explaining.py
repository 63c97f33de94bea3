"""The command `explain`: where one published value comes from.

What belongs here: the road from a value back to its formula, its deposits, its run and the
versions that made it. What does not: queries (`orchestration.lib.published`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli import wording
from orchestration.lib.atomic import read_json
from orchestration.lib.home import existing_home
from orchestration.lib.settings import Settings

if TYPE_CHECKING:
    from orchestration.lib.published import Publication, Row, Territory

_RECEIPT = "receipt.json"
_SHORT = 12


def _field(label: str, text: str) -> str:
    return f"{label:<17} {text}"


def _value_lines(indicator: Row, row: Row) -> Iterator[str]:
    unit = row["unite"]
    if row["valeur"] is None:
        yield _field("Valeur", f"{wording.NOT_AVAILABLE} : {row['motif']}")
    else:
        exact = repr(row["valeur"]).replace(".", ",")
        yield _field("Valeur", f"{wording.with_unit(row['valeur'], unit)} (non arrondie : {exact})")
    published_as_rate = indicator["agregation"] == "pourcentage_publie"
    absent = "non publié par la source" if published_as_rate else "inconnu"
    for name, label in (("numerateur", "Numérateur"), ("denominateur", "Dénominateur")):
        yield _field(label, absent if row[name] is None else wording.count(row[name]))
    yield _field("Calcul", wording.formula(indicator["agregation"], indicator["multiplicateur"]))
    yield _field("Modèle SQL", f"crit_{str(indicator['critere']).replace('.', '_')}")
    yield _field("Définition", str(indicator["definition"] or "—"))
    cover = row["couverture"]
    covered = None if cover is None else wording.number(100 * cover, 0)
    yield _field("Couverture", f"{covered} % des déclarants attendus" if covered else "sans objet")
    status = row["statut_observation"]
    yield _field("Statut", f"{status} : {wording.OBSERVATION.get(status, 'inconnu')}")
    secret = row["statut_confidentialite"]
    yield _field("Confidentialité", f"{secret} : {wording.CONFIDENTIALITY.get(secret, 'inconnue')}")
    if row["valeur"] is not None and row["motif"]:
        yield _field("Précaution", str(row["motif"]))


def _receipt(settings: Settings, deposit: str) -> dict[str, Any]:
    """Return the receipt of a deposit, empty when this home no longer holds it."""
    path = settings.deposits / deposit / _RECEIPT
    return dict(read_json(path)) if path.is_file() else {}


def _source_lines(settings: Settings, sources: list[Row], indicator: Row) -> Iterator[str]:
    yield "Dépôts"
    if not sources:
        domains = str(indicator["sources"] or "").replace("|", ", ")
        yield f"  Aucun dépôt de « {domains} » ne couvre cette année et ce territoire."
    for source in sources:
        receipt = _receipt(settings, source["depot"])
        title = receipt.get("titre") or source["domaine"]
        yield f"  {title} ({source['domaine']}, {wording.perimeter(source['perimetre'])})"
        yield f"    fichier {source['fichier']}, sha256 {source['sha256'][:_SHORT]}…"
        received = f", reçu le {wording.moment(receipt['recu_le'])}" if receipt else ""
        kept = wording.plural(source["lignes_retenues"], "ligne retenue", "lignes retenues")
        yield f"    dépôt {source['depot']}{received}, {kept}"


def _publication_lines(settings: Settings, now: Publication, domains: list[str]) -> Iterator[str]:
    from orchestration.lib.publication import journal

    entries = [e for e in journal(settings.publications) if e["publication"] == now.name]
    manifest = now.manifest()
    contracts = ", ".join(f"{d} {manifest['contrats'].get(d, '?')}" for d in domains)
    yield "Publication"
    yield f"  {now.name}" + (f" — {wording.FICTIONAL}" * now.fictional)
    if entries:
        yield f"  publiée le {wording.moment(entries[-1]['publie_le'])}"
        yield f"  traitement {entries[-1]['run']}"
    yield f"  version du code {manifest['version_du_code']}, contrats : {contracts}"


def _one_indicator(rows: list[Row], code: str) -> Row:
    from orchestration.lib.published import UnknownName, find_code

    kind, found = find_code(rows, code)
    named = [r for r in found if r["indicateur"]]
    if kind in ("critere", "indicateur") and len(named) == 1:
        return named[0]
    several = ", ".join(r["indicateur"] for r in named[:8])
    raise UnknownName(
        f"Donnez le code d'un indicateur : {several}."
        if named
        else f"« {code} » n'a pas encore d'indicateur calculé."
    )


def _published_row(now: Publication, code: str, place: Territory, year: str) -> Row:
    from orchestration.cli.tables import full_name
    from orchestration.lib.published import UnknownName

    rows = now.values([code], [place])
    for row in rows:
        if row["annee_scolaire"] == year:
            return row
    known = wording.years(r["annee_scolaire"] for r in rows) or "aucune"
    raise UnknownName(f"{full_name(place)} : pas de ligne pour {year} (années : {known}).")


@click.command()
@click.argument("code")
@click.option("--school-year", required=True, help="The school year, like 2023-2024.")
@click.option("--territory", required=True, help="A code (06, 063), a UAI or a name.")
def explain(code: str, school_year: str, territory: str) -> None:
    """Print where a value comes from: formula, counts, statuses, deposits, run, versions."""
    from orchestration.cli.tables import full_name
    from orchestration.lib import published

    settings = Settings()
    existing_home(settings)
    year = published.checked_year(school_year) or school_year
    with published.open_current(settings.publications) as now:
        indicator = _one_indicator(now.catalogue(), code)
        place = now.territory(territory)
        row = _published_row(now, indicator["indicateur"], place, year)
        click.secho(f"{indicator['indicateur']} {indicator['libelle_indicateur']}", bold=True)
        click.echo(f"{full_name(place)} · {year}\n")
        for line in _value_lines(indicator, row):
            click.echo(line)
        click.echo()
        sources = now.sources(indicator, place, year)
        for line in _source_lines(settings, sources, indicator):
            click.echo(line)
        click.echo()
        domains = [d for d in str(indicator["sources"] or "").split("|") if d]
        for line in _publication_lines(settings, now, domains):
            click.echo(line)


COMMANDS = (explain,)
