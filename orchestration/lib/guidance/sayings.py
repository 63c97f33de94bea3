"""What a contract says of a column and of its dates, in the words of a depositor.

What belongs here: the kind of a cell, an example, the sentences of its rules,
when the file is due. What does not: the wording of a problem (`refusals`), the layout of a
workbook (`template`) or of a page (`pages`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from expectations.contract_suite import FREE_TYPES, KEYED_TYPES
from orchestration.lib import french, messages, refusals
from orchestration.lib.choices import choices
from orchestration.lib.contracts import NUMERIC, Column, Contract
from orchestration.lib.returns.problems import sentence_of
from orchestration.lib.school_years import first_year

# What a cell holds, and an example. Examples are fictional, their check characters are right.
KINDS: dict[str, tuple[str, str]] = {
    "entier": ("Nombre entier", "12"),
    "decimal": ("Nombre, décimales permises", "12,5"),
    "taux": ("Pourcentage, de 0 à 100, sans le signe %", "87,5"),
    "uai": ("Code UAI : 7 chiffres et une lettre", "0639601U"),
    "departement": ("Code du département, sur trois caractères", "063"),
    "academie": ("Nom ou code de l'académie", "Clermont-Ferrand"),
    "commune": ("Code officiel de la commune, sur cinq caractères", "63113"),
    "zone": ("D suivi du département, R suivi de la région, ou FRANCE", "D63"),
    "date": ("Date : jour/mois/année", "15/10/{first}"),
    "horodatage": ("Date et heure", "{first}-10-15T08:00:00+02:00"),
    "booleen": ("Oui ou Non", "Oui"),
    "ine": ("INE : 11 caractères, chiffres et lettres", "0691017956Z"),
    "agent": ("Identifiant d'agent fourni par le service des personnels", "0f1e2d3c4b5a6978"),
    "siret": ("SIRET : 14 chiffres", "10000000000008"),
    "annee_scolaire": ("Année scolaire : deux années", "{school_year}"),
    "mois": ("Mois : année et mois", "{first}-10"),
    "territoire": ("Code du territoire, selon son type", "063"),
    "texte": ("Texte", ""),
    "code": ("Code", ""),
}
_PERIODS: dict[str, tuple[str, str]] = {
    "session": ("Session de l'examen : son année", "{last}"),
    "rentree": ("Année de la rentrée", "{first}"),
    "annee_scolaire": ("Année scolaire", "{school_year}"),
    "annee_civile": ("Année civile", "{first}"),
    "cumul": ("Période de deux ans", "cumul {school_year}"),
    "mois": ("Mois : année et mois", "{first}-10"),
    "date": ("Date : jour/mois/année", "15/10/{first}"),
}
_RULES = (
    "obligatoire", "lisible", "cle_de_controle", "liste", "bornes", "longueur", "forme",
    "donnee_personnelle",
)  # fmt: skip
_PERSONAL = {
    "directe": "Identifiant d'une personne : remplacé à l'arrivée par un code sans retour.",
    "indirecte": "Donnée sur une personne : jamais montrée sur un reçu.",
    "sensible": "Donnée sensible : jamais montrée sur un reçu.",
}


def asked_columns(contract: Contract) -> tuple[Column, ...]:
    """Return the columns that a file must or may have; those that nobody reads are left out."""
    return tuple(c for c in contract.columns if c.loaded or not c.optional)


def kind(column: Column, contract: Contract) -> str:
    """Return in a few words what a cell of the column holds."""
    if column.values:
        return "Une valeur de la liste"
    if column.business_type == "periode":
        return _PERIODS.get(contract.period_kind, _PERIODS["annee_scolaire"])[0]
    if column.name == contract.period_column and contract.period_kind == "mois":
        return KINDS["mois"][0]
    return KINDS[column.business_type][0]


def example(column: Column, contract: Contract, school_year: str) -> str:
    """Return a value that a file of a school year would have, or nothing for a free text."""
    if column.values:
        return choices(column)[0].shown
    found = KINDS.get(column.business_type, ("", ""))[1]
    if column.business_type == "periode":
        found = _PERIODS.get(contract.period_kind, _PERIODS["annee_scolaire"])[1]
    if column.business_type in NUMERIC:
        return _within(column, found)
    first = first_year(school_year)
    return found.format(first=first, last=first + 1, school_year=school_year)


def _within(column: Column, found: str) -> str:
    value = float(found.replace(",", "."))
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        inside = (low + high) / 2 if low is not None and high is not None else low or high or 0
        return f"{inside:g}".replace(".", ",") if inside != int(inside) else f"{inside:.0f}"
    return found


def bounds(column: Column) -> str:
    """Return the bounds of a number in words, or nothing."""
    low, high = (None if b is None else f"{b:g}".replace(".", ",") for b in
                 (column.minimum, column.maximum))  # fmt: skip
    if low is None and high is None:
        return ""
    if high is None:
        return f"{low} ou plus"
    return f"{high} ou moins" if low is None else f"de {low} à {high}"


def presence(column: Column) -> str:
    """Tell in words whether the column and its cells must be there."""
    if column.required:
        return "Obligatoire"
    return "Colonne facultative" if column.optional else "Peut rester vide"


def privacy(column: Column) -> str:
    """Return what becomes of personal data of the column, or nothing."""
    return _PERSONAL.get(column.personal_level or "", "")


def rules_of(column: Column) -> tuple[str, ...]:
    """Return the rules that a cell of the column must keep, in the order of reading."""
    applies = {
        "obligatoire": column.required,
        "lisible": column.business_type not in FREE_TYPES,
        "cle_de_controle": column.business_type in KEYED_TYPES - {"ine"},
        "liste": bool(column.values),
        "bornes": column.business_type in NUMERIC
        and (column.minimum is not None or column.maximum is not None),
        "longueur": column.max_length is not None,
        "forme": bool(column.pattern),
        "donnee_personnelle": column.free_text,
    }
    return tuple(rule for rule in _RULES if applies[rule] and column.loaded)


def due_sentence(contract: Contract) -> str:
    """Return when the file is due, every year."""
    if contract.latency_months is None:
        return "Pas d'échéance : déposez le fichier quand une décision est prise ou publiée."
    if contract.due_date and contract.latency_months == 0:
        month, day = (int(part) for part in contract.due_date.split("-"))
        return f"Chaque année, le {french.month_day(month, day)} au plus tard."
    months = contract.latency_months
    if months == 0:
        return "À la fin de chaque année scolaire, le 31 août au plus tard."
    return f"{months} mois au plus tard après la fin de l'année scolaire (31 août)."


def whom_to_call(contract: Contract) -> str:
    """Return the service that owns the file, and where to write to it."""
    owner = contract.owner or "Service producteur non précisé"
    return f"{owner} ({contract.contact})" if contract.contact else owner


def tolerance_sentence(contract: Contract) -> str:
    """Return how many rows may be wrong before the whole file is refused."""
    if contract.exhaustive:
        return (
            "Une seule ligne fautive fait refuser le fichier : chaque ligne compte dans un total."
        )
    share = f"{contract.tolerated_share:.0%}".replace("%", " %")
    return (
        f"Jusqu'à {share} des lignes, ou {contract.tolerated_rows} lignes, peuvent être rejetées "
        "et vous sont rendues ; au-delà, le fichier entier est refusé."
    )


def clean_sentence(text: str) -> str:
    """Return a sentence of a contract on one line, with a capital and a full stop."""
    line = re.sub(r"\s+", " ", text).strip()
    line = line[:1].upper() + line[1:]
    return line if line.endswith((".", "!", "?", "…")) or not line else f"{line}."


def good_to_know(contract: Contract) -> str:
    """Return what a depositor should know of the data; what is said for our team is left out."""
    sentences = re.split(r"(?<=\.) (?=[A-ZÀÉÊ])", re.sub(r"\s+", " ", contract.limitations).strip())
    return " ".join(s for s in sentences if not s.startswith("Statut des colonnes"))


def sentence(problem: str) -> str:
    """Return the problem of a cell as a receipt says it: « La valeur … »."""
    return sentence_of(problem, of_a_value=True)


def row_rules(contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield the problem and the remedy of each rule across columns."""
    for rule in contract.rules:
        problem, _, remedy = rule.sentence.partition(" : ")
        yield problem, clean_sentence(remedy)


def column_rules(column: Column) -> Iterator[tuple[str, str]]:
    """Yield the problem and the remedy of each rule of a column, as a check says them."""
    for rule in rules_of(column):
        if rule == "donnee_personnelle":
            kinds = {"kinds": "ce qui désigne une personne"}
            yield messages.worded(refusals.code_of_rule(rule, column), kinds)
        else:
            yield refusals.of_column(rule, column)
