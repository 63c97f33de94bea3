"""Refusals and rejects: what a depositor is told, in French.

What belongs here: the two ways of saying no (a whole file, one row) and their wording. What
does not: deciding (reading, recognition and gate decide).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class FileRefused(Exception):
    """The whole file is refused. The message says why and what to do, in plain French.

    `line` and `column` locate the problem where there is a place.
    """

    def __init__(
        self, reason: str, remedy: str, *, line: int | None = None, column: str | None = None
    ) -> None:
        super().__init__(f"{reason} {remedy}".strip())
        self.reason = reason
        self.remedy = remedy
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Reject:
    """One problem of one row: where it is, what is wrong, how to mend it."""

    line: int
    column: str
    value: str
    problem: str
    remedy: str


# A longer list is not read in a cell of a spreadsheet.
_LISTED = 60
READABLE_AS: dict[str, tuple[str, str]] = {
    "entier": (
        "n'est pas un nombre entier",
        "Saisissez un nombre entier, sans texte ni unité.",
    ),
    "decimal": ("n'est pas un nombre", "Saisissez un nombre, sans texte ni unité."),
    "taux": ("n'est pas un pourcentage", "Saisissez un nombre entre 0 et 100, sans texte."),
    "date": ("n'est pas une date", "Écrivez la date sous la forme 31/12/2025 ou 2025-12-31."),
    "horodatage": (
        "n'est pas une date suivie d'une heure",
        "Écrivez-la sous la forme 2025-12-31T08:00:00+01:00.",
    ),
    "booleen": ("n'est ni oui ni non", "Saisissez O ou N."),
    "uai": (
        "n'est pas un code UAI",
        "Un UAI compte 7 chiffres et une lettre (exemple : 0630018C). Si le tableur l'a abîmé, "
        "mettez la colonne au format Texte et saisissez-le de nouveau.",
    ),
    "departement": (
        "n'est pas un code de département",
        "Écrivez le code sur trois caractères (exemple : 063).",
    ),
    "academie": ("n'est pas une académie connue", "Écrivez le nom ou le code de l'académie."),
    "zone": (
        "n'est pas une zone connue",
        "Écrivez D suivi du département (exemple : D63), R suivi de la région, ou FRANCE.",
    ),
    "commune": (
        "n'est pas un code de commune",
        "Écrivez le code officiel sur cinq caractères (exemple : 63113).",
    ),
    "periode": (
        "n'est pas une année lisible",
        "Écrivez l'année comme 2024 ou 2023-2024, comme dans les autres lignes.",
    ),
    "mois": ("n'est pas un mois", "Écrivez le mois sous la forme 2024-03."),
    "annee_scolaire": (
        "n'est pas une année scolaire",
        "Écrivez les deux années, sous la forme 2026-2027.",
    ),
    "territoire": (
        "n'est pas le code d'un territoire de l'académie",
        "Vérifiez le type de territoire, puis le code : 063 pour un département, l'UAI pour un "
        "établissement, le code du bassin ou de la circonscription, « academie » pour l'académie.",
    ),
    "ine": (
        "n'est pas un INE",
        "Un INE compte 11 caractères, chiffres et lettres : copiez-le depuis la base élèves.",
    ),
    "agent": (
        "n'est pas l'identifiant d'un agent",
        "Redonnez l'identifiant fourni par le service des personnels, sans nom ni NUMEN.",
    ),
    "siret": (
        "n'est pas un SIRET",
        "Un SIRET compte 14 chiffres. Si le tableur l'a abîmé, mettez la colonne au format Texte "
        "et saisissez-le de nouveau.",
    ),
}

MISSING = (
    "la cellule est vide alors qu'elle est obligatoire",
    "Complétez la cellule ou retirez la ligne.",
)
KEYS: dict[str, tuple[str, str]] = {
    "uai": (
        "n'est pas un UAI valide : la lettre finale ne correspond pas aux chiffres",
        "Vérifiez le code dans l'annuaire de l'établissement : une faute de frappe est probable.",
    ),
    "siret": (
        "n'est pas un SIRET valide : son chiffre de contrôle est faux",
        "Vérifiez le numéro : une faute de frappe est probable.",
    ),
}
DUPLICATE = (
    "cette ligne a la même clé qu'une autre ligne du fichier ({key})",
    "Gardez une seule de ces lignes, celle qui est juste.",
)
REPEATED = (
    "cette ligne répète à l'identique une ligne précédente",
    "La première est gardée ; retirez celle-ci.",
)
TOO_FEW = (
    "la ligne compte {found} valeurs au lieu de {expected}",
    "Complétez la ligne : il manque des séparateurs ou la ligne a été coupée.",
)
TOO_MANY = (
    "la ligne compte {found} valeurs au lieu de {expected}",
    "Un séparateur est sans doute en trop, ou un texte qui en contient n'est pas entre guillemets.",
)
STRAY_QUOTE = (
    "un guillemet isolé se trouve dans la ligne",
    "Retirez ce guillemet, ou fermez-le à la fin du texte.",
)
FUTURE = (
    "désigne l'année scolaire {year}, qui n'a pas commencé",
    "Vérifiez l'année : seule une année scolaire ouverte peut être déposée.",
)

OTHER_YEAR = (
    "désigne l'année scolaire {year}, alors que le dépôt est celui de {told}",
    "Déposez chaque année scolaire dans son propre fichier, ou corrigez l'année annoncée.",
)


PERSONAL_DATA = {
    "courriel": "une adresse électronique",
    "telephone": "un numéro de téléphone",
    "ine": "un INE",
    "nir": "un numéro de sécurité sociale",
    "nom": "le nom d'une personne (« M. » ou « Mme » suivi d'un nom)",
}


def personal(kinds: Sequence[str]) -> tuple[str, str]:
    """Return the problem and remedy of a text that names or identifies a person.

    What was found is never repeated: the receipt is read by more people than the text.
    """
    *some, last = [PERSONAL_DATA[kind] for kind in kinds]
    return (
        f"semble contenir {', '.join(some)}{' et ' if some else ''}{last}",
        "Retirez ce qui désigne une personne et parlez de sa fonction (« la directrice », « un "
        "professeur »), puis déposez de nouveau la ligne.",
    )


def too_long(limit: int | None) -> tuple[str, str]:
    """Return the problem and remedy of a text beyond its length."""
    return (f"dépasse {limit} caractères", "Raccourcissez le texte.")


def out_of_set(allowed: Sequence[str]) -> tuple[str, str]:
    """Return the problem and remedy of a value outside a closed list."""
    problem = "ne fait pas partie des valeurs attendues"
    if len(allowed) > _LISTED:
        return problem, f"Exemples de valeurs attendues : {', '.join(allowed[:5])}…"
    return problem, f"Valeurs attendues : {', '.join(allowed)}."


def out_of_bounds(minimum: float | None, maximum: float | None) -> tuple[str, str]:
    """Return the problem and remedy of a number outside its bounds."""
    low, high = (None if b is None else f"{b:g}".replace(".", ",") for b in (minimum, maximum))
    if high is None:
        return (f"est inférieur à {low}", f"Saisissez un nombre d'au moins {low}.")
    if low is None:
        return (f"dépasse {high}", f"Saisissez un nombre d'au plus {high}.")
    return (f"n'est pas compris entre {low} et {high}", "Vérifiez le nombre saisi.")


def out_of_pattern() -> tuple[str, str]:
    """Return the problem and remedy of a code that has not the expected form."""
    return ("n'a pas la forme attendue", "Comparez avec une ligne acceptée et corrigez le code.")
