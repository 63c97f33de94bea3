"""The sentences of the stage « croisement », in French, under codes that never change.

What belongs here: what a depositor reads of each rule; `messages` lists them with all others.
What does not: the sentences of one contract (its `quality` entries), deciding. Counts of a
school are shown, but never a count under five nor the value of a cell about a person.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.lib import french

_CHECK = "Vérifiez {where}, puis déposez de nouveau le fichier s'il y a une erreur."
SENTENCES: dict[str, tuple[str, str]] = {
    "croisement.total": ("{problem} ({count:cas/cas} : {shown}).", "{remedy}"),
    "croisement.evolution_ecole": (
        "{problem} ({count:établissement/établissements} : {shown}).",
        "{remedy}",
    ),
    "croisement.evolution_totale": (
        "{label} : {now} en {year} contre {before} en {previous} dans tout le fichier{ratio}.",
        "Vérifiez que l'export contient tous les établissements, une seule fois, et que rien n'a "
        "changé dans la façon de compter.",
    ),
    "croisement.evolution_lignes": (
        "Le fichier compte {now} lignes pour {year}, contre {before} pour {previous}.",
        "Vérifiez que l'export est complet et qu'il ne contient rien deux fois.",
    ),
    "croisement.ecole_absente": (
        "{count:établissement présent/établissements présents} en {previous} et plus dans le "
        "fichier de {year} : {shown}.",
        "Ajoutez leurs lignes, ou dites au service pourquoi ils ne répondent plus.",
    ),
    "croisement.departement_absent": (
        "Aucune ligne du fichier ne concerne le département {shown}, présent en {previous}.",
        "Vérifiez que l'export couvre toute l'académie, puis déposez-le de nouveau.",
    ),
    "croisement.uai_ferme": (
        "{count:établissement fermé/établissements fermés} avant l'année scolaire {year} : "
        "{shown}.",
        "Vérifiez l'UAI : l'établissement qui l'a remplacé a sans doute un autre code.",
    ),
    "croisement.uai_nature": (
        "{count:établissement/établissements} d'une autre nature que celle que ce fichier concerne "
        "({expected}) : {shown}.",
        "Vérifiez l'UAI de ces lignes.",
    ),
    "croisement.territoire_inconnu": (
        "{count:code/codes} de {kind} qu'aucun établissement du référentiel ne porte (colonne "
        "« {column} », à partir de la ligne {line}) : {shown}.",
        "Vérifiez ces codes et le type de territoire de la ligne.",
    ),
    "croisement.noms_et_uai": (
        "Dans {share} des lignes, le nom de l'établissement (colonne « {column} ») n'est pas celui "
        "de son UAI : {shown}.",
        "Une colonne a sans doute été triée sans les autres : reprenez l'export d'origine et "
        "triez toujours le tableau entier.",
    ),
    "croisement.departement_de_l_uai": (
        "Dans {share} des lignes, le département (colonne « {column} ») n'est pas celui de l'UAI : "
        "{shown}.",
        "Une colonne a sans doute été triée sans les autres : reprenez l'export d'origine.",
    ),
    "croisement.page_repetee": (
        "Les lignes {first} à {last} répètent les lignes {source_first} à {source_last}.",
        "L'export a sans doute donné deux fois la même page, et il en manque peut-être une autre : "
        "refaites-le en entier.",
    ),
    "croisement.taille_de_page": (
        "Le fichier compte exactement {rows} lignes, ce qui est souvent la limite d'un export.",
        "Vérifiez qu'il ne s'est pas arrêté avant la fin : la dernière page manque peut-être.",
    ),
    "croisement.valeurs_de_l_an_dernier": (
        "{label} : {share} des établissements ont exactement le même chiffre qu'en {previous}.",
        "Vérifiez que le fichier est bien celui de {year}, et non celui de {previous} renommé.",
    ),
    "croisement.copie_an_dernier": (
        "{share} des lignes sont identiques à celles de {previous}, à l'année près.",
        "Vérifiez que le fichier est bien celui de {year}, et non celui de {previous} renommé.",
    ),
    "croisement.colonne_constante": (
        "La colonne « {column} » a la même valeur dans toutes les lignes, alors qu'elle variait en "
        "{previous}.",
        _CHECK.format(where="que la formule ou le filtre de l'export n'a pas changé"),
    ),
    "croisement.colonne_vide": (
        "La colonne « {column} » est vide dans {share} des lignes, contre {before} en {previous}.",
        _CHECK.format(where="que l'export donne bien cette colonne"),
    ),
    "croisement.jour_mois": (
        "Dans la colonne « {column} », le jour et le mois semblent inversés "
        "({count:date/dates}, à partir de la ligne {line}).",
        "Écrivez les dates dans l'ordre jour/mois/année (31/12/2025) dans tout le fichier.",
    ),
    "croisement.hors_annee": (
        "La colonne « {column} » a {count:date/dates} hors de l'année scolaire {year} (à partir de "
        "la ligne {line}).",
        "Vérifiez ces dates et l'année scolaire du fichier.",
    ),
    "croisement.pourcentage": (
        "La colonne « {column} » semble écrite entre {found}, alors qu'on attend des pourcentages "
        "entre {expected}.",
        "Donnez des pourcentages de 0 à 100 (85 pour 85 %).",
    ),
    "croisement.non_examine": (
        "Le fichier n'a pas pu être comparé aux autres fichiers et aux autres années.",
        "Prévenez l'équipe de la plateforme : un de ses fichiers ne se lit plus.",
    ),
    "croisement.reference_absente": (
        "{share} des valeurs de la colonne « {column} » ne se retrouvent pas dans « {title} » de "
        "{year}.",
        "Vérifiez cette colonne : elle a peut-être été abîmée par un tableur, ou vient d'une autre "
        "année.",
    ),
}
_SHOWN = 5
_SECRET = 5


def number(value: float) -> str:
    """Return a count as a depositor reads it; a count under five is not told."""
    return f"moins de {_SECRET}" if value < _SECRET else french.number(value, 0)


def times(before: float, now: float) -> str:
    """Return how many times `before` makes `now`; nothing where it would give a count away."""
    if min(before, now) < _SECRET:
        return ""
    return f", soit {f'{now / before:.2f}'.replace('.', ',')} fois autant"


def percent(share: float) -> str:
    """Return a share as a percentage, rounded down so that « 100 % » means all."""
    return f"{int(share * 100 + 1e-9)}\u00a0%"


def some(items: Sequence[str], separator: str = " ; ") -> str:
    """Return the first items, and how many more there are."""
    more = len(items) - _SHOWN
    return separator.join(items[:_SHOWN]) + (
        f" ; et {french.plural(more, 'autre')}" if more > 0 else ""
    )


def halves(sentence: str) -> tuple[str, str]:
    """Return the problem and the remedy of a sentence of a contract (« problem : remedy. »)."""
    problem, _, remedy = sentence.partition(" : ")
    return problem, remedy[:1].upper() + remedy[1:]
