"""The command `explain`: where one published value comes from.

What belongs here: the road from a value back to its formula, what surrounds it, its deposits,
its run and the versions that made it. What does not: queries (`orchestration.lib.published`,
`orchestration.lib.provenance`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
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
_LABEL = 17
_LISTED = 12
_RATIOS = ("ratio_de_sommes", "ratio_de_comptes")


def _width() -> int:
    from orchestration.cli.tables import console

    return console().width


def _field(label: str, text: str) -> str:
    """Return a labelled paragraph; its lines after the first are under its text."""
    return wording.hanging(text, _width(), 0, f"{label:<{_LABEL}} ")


def _item(text: str, depth: int = 1) -> str:
    return wording.hanging(text, _width(), 2 * depth)


def _counts_lines(indicator: Row, row: Row) -> Iterator[str]:
    """Yield what is above and below the line of a share, or what a count counts."""
    definition = wording.definition(str(indicator["definition"] or "—"))
    published = indicator["agregation"] == "pourcentage_publie"
    absent = "non publié par la source" if published else "inconnu"
    above = absent if row["numerateur"] is None else wording.count(row["numerateur"])
    below = absent if row["denominateur"] is None else wording.count(row["denominateur"])
    if indicator["agregation"] in _RATIOS:
        yield _field("Numérateur", f"{above} : {definition.counted}")
        yield _field("Dénominateur", f"{below} : {definition.over or '—'}")
    elif published:
        yield _field("Ce que c'est", definition.counted)
        yield _field("Numérateur", above)
        yield _field("Dénominateur", below)
    else:
        yield _field("Ce qui est compté", definition.counted)
    if definition.remark:
        yield _field("Remarque", definition.remark)


def _value_lines(indicator: Row, row: Row) -> Iterator[str]:
    unit = row["unite"]
    value = wording.with_unit(row["valeur"], unit)
    if row["valeur"] is None:
        yield _field("Valeur", f"{wording.NOT_AVAILABLE} : {row['motif']}")
    else:
        exact = repr(row["valeur"]).replace(".", ",")
        yield _field("Valeur", f"{value} (non arrondie : {exact})")
    aggregation, multiplier = indicator["agregation"], indicator["multiplicateur"]
    yield _field("Formule", wording.formula(aggregation, multiplier))
    yield from _counts_lines(indicator, row)
    if aggregation in _RATIOS and None not in (row["valeur"], row["denominateur"]):
        times = float(multiplier or 1)
        factor = "" if times == 1 else f"{wording.count(times)} × "
        counts = f"{wording.count(row['numerateur'])} / {wording.count(row['denominateur'])}"
        yield _field("Calcul", f"{factor}{counts} = {value}")
    yield _field("Modèle SQL", f"crit_{str(indicator['critere']).replace('.', '_')}")


def _coverage(row: Row, indicator: Row, sources: list[Row], level: str) -> str:
    """Return in words who reported among those expected."""
    cover = row["couverture"]
    if cover is None:
        return "sans objet"
    counted, _ = wording.reporters(row["motif"])
    if counted:
        received, expected = wording.count(counted.received), wording.count(counted.expected)
        who = f"{received} {counted.kind} sur {expected} attendus"
    elif level == "etablissement":
        who = "l'établissement a déclaré" if cover else "l'établissement n'a rien déclaré"
    elif indicator["declarants_attendus"] == "departements" and sources:
        handed = min(len(s["recus"]) for s in sources)
        every = max(len(s["recus"]) + len(s["manquants"]) for s in sources)
        who = f"{wording.plural(handed, 'département')} sur {every}"
    else:
        who = "tous les déclarants attendus" if cover >= 1 else "des déclarants attendus"
    text = f"{wording.number(100 * cover, 0)} % : {who}"
    threshold = indicator["seuil_couverture"]
    if threshold is not None and cover < float(threshold):
        text += f" ; partielle en dessous de {wording.number(100 * float(threshold), 0)} %"
    return text


def _status_lines(
    row: Row, indicator: Row, sources: list[Row], level: str, known: Iterable[str]
) -> Iterator[str]:
    """Yield coverage, statuses and the caution that nothing else says (`known`: breaks)."""
    yield _field("Couverture", _coverage(row, indicator, sources, level))
    status = row["statut_observation"]
    yield _field("Statut", f"{status} : {wording.OBSERVATION.get(status, 'inconnu')}")
    secret = row["statut_confidentialite"]
    yield _field("Confidentialité", f"{secret} : {wording.CONFIDENTIALITY.get(secret, 'inconnue')}")
    _, caution = wording.reporters(row["motif"])
    for motive in known:
        caution = caution.replace(motive, "").strip()
    if row["valeur"] is not None and caution:
        yield _field("Précaution", caution)
    for source in sources:
        if source["manquants"]:
            codes = ", ".join(source["manquants"])
            yield _field("Non remis", f"{source['domaine']} : département {codes}")


def _official_lines(rows: list[Row]) -> Iterator[str]:
    """Yield our figure beside the official one, with their gap and what is tolerated."""
    for row in rows:
        group = "" if row["modalite"] == "ensemble" else f" ({row['modalite']})"
        gap = wording.change(row["ecart"], "%")
        verdict = "concordant" if row["concordant"] else "ÉCART AU-DELÀ DE LA TOLÉRANCE"
        allowed = wording.count(row["tolerance"])
        yield _field(
            "Vérification",
            f"{row['indicateur']}{group} {wording.number(row['valeur'])} % ; statistique "
            f"officielle {row['officiel']} {wording.number(row['valeur_officielle'])} % ; écart "
            f"{gap}, {allowed} admis : {verdict}. {row['motif_tolerance'] or ''}".rstrip(),
        )


def _perimeter_lines(
    now: Publication, indicator: Row, place: Territory, year: str
) -> Iterator[str]:
    """Yield the series of a merged school as if the merger had always been."""
    from orchestration.cli.tables import cell
    from orchestration.lib.provenance import current_perimeter

    rows = current_perimeter(now, [indicator["indicateur"]], place)
    if not rows:
        return
    merged, code = rows[0]["etablissements_reunis"], rows[0]["territoire"]
    yield f"Périmètre courant : {rows[0]['libelle']} ({code}) réuni avec {merged}"
    for row in rows:
        mark = " ← l'année demandée" if row["annee_scolaire"] == year else ""
        shown = cell({**row, "statut_observation": "A"}, with_counts=True)
        yield f"  {row['annee_scolaire']}  {shown}{mark}"


def _receipt(settings: Settings, deposit: str) -> dict[str, Any]:
    """Return the receipt of a deposit, empty when this home no longer holds it."""
    path = settings.deposits / deposit / _RECEIPT
    return dict(read_json(path)) if path.is_file() else {}


def _deposit_line(settings: Settings, source: Row, version: str) -> str:
    receipt = _receipt(settings, source["depot"])
    parts = [source["fichier"]]
    if source["perimetre"] != "academie":
        parts.append(wording.perimeter(source["perimetre"]))
    if receipt:
        parts.append(f"reçu le {wording.moment(receipt['recu_le'])}")
    kept = wording.plural(source["lignes_retenues"], "ligne retenue", "lignes retenues")
    parts.append(kept)
    if source["lignes_rejetees"]:
        parts.append(wording.plural(source["lignes_rejetees"], "rejetée"))
    judged = receipt.get("version_du_contrat")
    if judged and judged != version:
        parts.append(f"jugé par le contrat {judged}")
    parts.append(f"sha256 {source['sha256'][:_SHORT]}…, dépôt {source['depot']}")
    return _item(", ".join(parts), 2)


def _source_lines(
    settings: Settings, indicator: Row, found: list[Row], versions: dict[str, str]
) -> Iterator[str]:
    """Yield each source, its service and contract, then one line per deposit."""
    from orchestration.lib.provenance import domains
    from orchestration.lib.published import contract_of

    by_domain = {d: list(rows) for d, rows in groupby(found, key=lambda r: r["domaine"])}
    yield f"Dépôts ({len(found)})"
    for domain in domains(indicator):
        contract = contract_of(domain)
        if contract is None:
            yield _item(f"{domain} : table de référence de la plateforme, sans dépôt")
            continue
        version = versions.get(domain, "?")
        yield _item(f"{contract.title} ({domain} {version}) — service : {contract.owner or '?'}")
        for source in by_domain.get(domain, []):
            yield _deposit_line(settings, source, version)
        if domain not in by_domain:
            yield _item("aucun dépôt ne couvre cette année et ce territoire", 2)


def _publication_lines(settings: Settings, now: Publication) -> Iterator[str]:
    from orchestration.lib.publication import journal

    entries = [e for e in journal(settings.publications) if e["publication"] == now.name]
    manifest = now.manifest()
    yield "Publication"
    yield f"  {now.name}" + (f" — {wording.FICTIONAL}" * now.fictional)
    if entries:
        yield f"  publiée le {wording.moment(entries[-1]['publie_le'])}"
        yield f"  traitement {entries[-1]['run']}"
    catalogue = manifest.get("version_du_catalogue", "inconnue")
    yield f"  version du code {manifest['version_du_code']}, version du catalogue {catalogue}"


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


def _group(indicator: Row, by: str | None, value: str | None) -> tuple[str, str | None]:
    """Return the breakdown asked, and the folded code or label of its value."""
    from orchestration.lib.nomenclatures import fold
    from orchestration.lib.published import TOTAL, UnknownName, labels

    if by is None and value is None:
        return TOTAL, TOTAL
    if by is None:
        raise UnknownName("--value va avec --by : donnez la ventilation.")
    known = [v for v in str(indicator["ventilations"] or "").split("|") if v]
    if by not in known:
        possible = f"ventilations possibles : {', '.join(known)}" if known else "il n'en a aucune"
        raise UnknownName(f"Pas de ventilation « {by} » pour cet indicateur : {possible}.")
    if value is None:
        return by, None
    codes = {fold(label): code for code, label in labels(indicator, by).items()}
    return by, codes.get(fold(value), value)


def _published_row(
    now: Publication, code: str, place: Territory, year: str, group: tuple[str, str | None]
) -> Row:
    from orchestration.cli.tables import full_name
    from orchestration.lib.published import TOTAL, UnknownName

    rows = now.values([code], [place], [group[0]])
    of_year = [r for r in rows if r["annee_scolaire"] == year]
    if not of_year:
        known = wording.years(r["annee_scolaire"] for r in rows) or "aucune"
        raise UnknownName(f"{full_name(place)} : pas de ligne pour {year} (années : {known}).")
    wanted = (group[1] or "").lower()
    found = [r for r in of_year if r["modalite"].lower() == wanted]
    if found:
        return found[0]
    possible = wording.enumerate_words([r["modalite"] for r in of_year], _LISTED)
    asked = f"« {group[1]} » n'est pas une valeur de" if group[1] else "Donnez avec --value"
    name = f"« {group[0]} »" if group[0] != TOTAL else "l'ensemble"
    what = f"{asked} {name}" if group[1] else f"{asked} une valeur de {name}"
    raise UnknownName(f"{what} : {possible}.")


def _explain(
    settings: Settings, now: Publication, indicator: Row, row: Row, place: Territory
) -> Iterator[str]:
    """Yield everything that stands behind one value, after its title."""
    from orchestration.lib import provenance

    code, year = indicator["indicateur"], row["annee_scolaire"]
    sources = provenance.handed_in(now, indicator, place, year)
    breaks = provenance.breaks(now, [code])
    yield from _value_lines(indicator, row)
    yield from _status_lines(row, indicator, sources, place.level, [b["motif"] for b in breaks])
    for found in breaks:
        yield _field("Rupture", f"{found['annee_scolaire']} : {found['motif']}")
    if indicator["mises_en_garde"]:
        yield _field("Mise en garde", str(indicator["mises_en_garde"]))
    yield from _official_lines(provenance.official(now, code, place, year))
    if place.level == "etablissement":
        yield from _perimeter_lines(now, indicator, place, year)
    yield ""
    found_deposits = provenance.deposits(now, indicator, place, year)
    yield from _source_lines(settings, indicator, found_deposits, now.manifest()["contrats"])
    yield ""
    yield from _publication_lines(settings, now)


@click.command()
@click.argument("code")
@click.option("--school-year", required=True, help="The school year, like 2023-2024.")
@click.option("--territory", required=True, help="A code (06, 063), a UAI or a name.")
@click.option("--by", help="A breakdown, like sexe, with --value.")
@click.option("--value", help="A value of the breakdown: its code or its label.")
def explain(code: str, school_year: str, territory: str, by: str | None, value: str | None) -> None:
    """Print where a value comes from: formula, counts, statuses, deposits, run, versions."""
    from orchestration.cli.tables import full_name
    from orchestration.lib import published

    settings = Settings()
    existing_home(settings)
    year = published.checked_year(school_year) or school_year
    with published.open_current(settings.publications) as now:
        indicator = _one_indicator(now.catalogue(), code)
        place = now.territory(territory)
        group = _group(indicator, by, value)
        row = _published_row(now, indicator["indicateur"], place, year, group)
        click.secho(f"{indicator['indicateur']} {indicator['libelle_indicateur']}", bold=True)
        label = published.labels(indicator, group[0]).get(row["modalite"])
        narrowed = wording.code_label(row["modalite"], label)
        of_group = f" · {group[0]} : {narrowed}" if by else ""
        click.echo(f"{full_name(place)} · {year}{of_group}\n")
        for line in _explain(settings, now, indicator, row, place):
            click.echo(line)


COMMANDS = (explain,)
