"""What a depositor is told: the one registry of codes, stages, problems and remedies, in French.

What belongs here: each sentence, under a code that never changes, with its stage (the first word
of the code) and its gravity (the table it stands in). What does not: who says it and when
(`refusals` carries it; reading, recognition, preparation and gate decide).

A problem of a file is a sentence; one of a cell goes on from « la valeur … ». `{…}` are facts of
the case, never a value that a person could be recognised by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from orchestration.lib.plausibility.wording import SENTENCES as _CROSSINGS

STAGES = ("octets", "structure", "types", "regles", "croisement")
BLOCKING, REJECT, WARNING = "bloquant", "rejet", "avertissement"


@dataclass(frozen=True)
class Message:
    """A message of the registry; `problem` and `remedy` are templates."""

    code: str
    gravity: str
    problem: str
    remedy: str

    @property
    def stage(self) -> str:
        """Return the stage of the checks that gives this message."""
        return stage_of(self.code)


def stage_of(code: str) -> str:
    """Return the stage that a code belongs to."""
    return code.partition(".")[0]


_AGAIN = "puis déposez-le de nouveau."
_TEXT_FORMAT = (
    "Si le tableur l'a abîmé, mettez la colonne au format Texte et saisissez-le de nouveau."
)

_FILES: dict[str, tuple[str, str]] = {
    "octets.fichier_vide": (
        "Le fichier est vide.",
        "Exportez-le de nouveau, vérifiez qu'il contient des lignes.",
    ),
    "octets.autre_document": (
        "Le fichier est {what}, pas un tableau, quel que soit son nom.",
        "Déposez le fichier de données lui-même (CSV ou classeur).",
    ),
    "octets.page_web": (
        "Le fichier est une page web, pas un tableau.",
        "Téléchargez les données au format CSV, puis déposez ce fichier.",
    ),
    "octets.pas_du_texte": (
        "Le fichier n'est pas un fichier texte, ou il est abîmé.",
        "Exportez-le de nouveau en CSV ou en classeur.",
    ),
    "octets.caractere_illisible": (
        "Le fichier est abîmé : la ligne {line} contient un caractère illisible.",
        "Téléchargez-le ou exportez-le de nouveau.",
    ),
    "octets.fichier_coupe": (
        "Le fichier est coupé : sa dernière ligne (ligne {line}) n'est pas entière.",
        "Téléchargez-le ou exportez-le de nouveau en entier.",
    ),
    "octets.guillemet_ouvert": (
        "Un guillemet ouvert à la ligne {line} n'est pas fermé comme il faut : la suite du "
        "fichier est illisible.",
        "Fermez ou retirez ce guillemet, puis déposez de nouveau le fichier.",
    ),
    "octets.archive_contenu": (
        "L'archive contient {what}.",
        "Déposez une archive d'un seul fichier, ou les fichiers un par un.",
    ),
    "octets.archive_trop_grosse": (
        "L'archive est trop grosse.",
        "Déposez le fichier par année.",
    ),
    "octets.archive_protegee": (
        "L'archive est protégée par un mot de passe.",
        "Déposez-la sans mot de passe.",
    ),
    "octets.archive_abimee": (
        "L'archive ou le classeur est abîmé et ne s'ouvre pas.",
        "Enregistrez-le de nouveau, vérifiez qu'il s'ouvre, puis déposez-le.",
    ),
    "octets.classeur_illisible": (
        "Le classeur ne s'ouvre pas : il est abîmé ou protégé par un mot de passe.",
        "Enregistrez-le de nouveau sans mot de passe, puis déposez-le.",
    ),
    "octets.classeur_vide": (
        "Le classeur est vide.",
        "Vérifiez la feuille, puis déposez-le.",
    ),
    "octets.illisible": (
        "La lecture de ce fichier a échoué pour une raison imprévue.",
        "Enregistrez-le de nouveau (CSV ou classeur .xlsx), puis déposez-le ; si le refus "
        "revient, prévenez l'équipe de la plateforme : elle a gardé le fichier et la trace de "
        "l'échec.",
    ),
    "octets.parquet_abime": (
        "Le fichier Parquet est abîmé et ne s'ouvre pas.",
        "Produisez-le de nouveau.",
    ),
    "structure.domaine_inconnu": (
        "Le domaine « {domain} » n'existe pas.",
        "Domaines connus : {known}.",
    ),
    "structure.perimetre_inconnu": (
        "Le périmètre « {scope} » n'appartient pas à l'académie.",
        "Périmètres possibles : {known}.",
    ),
    "structure.annee_impossible": (
        "{problem}.",
        "Corrigez l'année annoncée pour ce fichier.",
    ),
    "structure.annee_future": (
        "Le fichier est déposé pour l'année scolaire {year}, qui n'a pas commencé.",
        "Vérifiez l'année : l'année en cours est {current}.",
    ),
    "structure.annee_absente": (
        "L'année scolaire n'est écrite ni dans les en-têtes ni dans le nom du fichier.",
        "Gardez l'en-tête d'origine (exemple : ep_2025_2026) ou précisez l'année au dépôt.",
    ),
    "structure.en_tetes_inconnus": (
        "Les en-têtes de colonnes {what}.",
        "Vérifiez que la première ligne porte les noms des colonnes et qu'il s'agit du bon "
        "fichier.",
    ),
    "structure.autre_domaine": (
        "Ce fichier contient « {found} » alors qu'il est déposé comme « {told} ».",
        "Déposez-le dans le domaine « {domain} », ou sous son vrai nom.",
    ),
    "structure.colonne_interdite": (
        "Le fichier contient {columns} que la plateforme ne doit pas recevoir : {names}.",
        "Retirez {which} du fichier, " + _AGAIN,
    ),
    "structure.colonne_manquante": (
        "Il manque {columns} du fichier « {title} » : {names}.",
        "Exportez de nouveau le fichier avec toutes ses colonnes, sans les renommer.",
    ),
    "structure.colonne_repetee": (
        "Des colonnes figurent deux fois : {names}.",
        "Gardez une seule fois chaque colonne.",
    ),
    "structure.aucune_ligne": (
        "Le fichier a les en-têtes de « {title} » mais aucune ligne de données.",
        "Vérifiez l'export, " + _AGAIN,
    ),
    "regles.toutes_d_une_autre_annee": (
        "Le dépôt est celui de l'année scolaire {told}, mais toutes ses lignes désignent {found}.",
        "Corrigez l'année annoncée, ou déposez le bon fichier.",
    ),
    "regles.ligne_perdue": (
        "{rejected} ligne(s) sur {rows} ne peuvent pas être lues, et ce fichier n'en tolère "
        "aucune : chaque ligne entre dans un total.",
        "Corrigez-les, puis déposez de nouveau.",
    ),
    "regles.trop_de_rejets": (
        "{rejected} lignes sur {rows} sont rejetées, au-delà de la tolérance ({share} ou {most} "
        "lignes).",
        "Corrigez-les, puis déposez de nouveau le fichier.",
    ),
    "regles.aucune_ligne_utilisable": (
        "Aucune ligne du fichier n'est utilisable.",
        "Corrigez les lignes citées, puis déposez de nouveau le fichier.",
    ),
}

_ROWS: dict[str, tuple[str, str]] = {
    "octets.guillemet_isole": (
        "un guillemet isolé se trouve dans la ligne",
        "Retirez ce guillemet, ou fermez-le à la fin du texte.",
    ),
    "structure.valeurs_manquantes": (
        "la ligne compte {found} valeurs au lieu de {expected}",
        "Complétez la ligne : il manque des séparateurs ou la ligne a été coupée.",
    ),
    "structure.valeurs_en_trop": (
        "la ligne compte {found} valeurs au lieu de {expected}",
        "Un séparateur est sans doute en trop, ou un texte qui en contient n'est pas entre "
        "guillemets.",
    ),
    "types.entier": (
        "n'est pas un nombre entier",
        "Saisissez un nombre entier, sans texte ni unité.",
    ),
    "types.decimal": ("n'est pas un nombre", "Saisissez un nombre, sans texte ni unité."),
    "types.taux": ("n'est pas un pourcentage", "Saisissez un nombre entre 0 et 100, sans texte."),
    "types.date": (
        "n'est pas une date",
        "Écrivez la date sous la forme 31/12/2025 ou 2025-12-31.",
    ),
    "types.horodatage": (
        "n'est pas une date suivie d'une heure",
        "Écrivez-la sous la forme 2025-12-31T08:00:00+01:00.",
    ),
    "types.booleen": ("n'est ni oui ni non", "Saisissez O ou N."),
    "types.uai": (
        "n'est pas un code UAI",
        "Un UAI compte 7 chiffres et une lettre (exemple : 0630018C). " + _TEXT_FORMAT,
    ),
    "types.departement": (
        "n'est pas un code de département",
        "Écrivez le code sur trois caractères (exemple : 063).",
    ),
    "types.academie": (
        "n'est pas une académie connue",
        "Écrivez le nom ou le code de l'académie.",
    ),
    "types.zone": (
        "n'est pas une zone connue",
        "Écrivez D suivi du département (exemple : D63), R suivi de la région, ou FRANCE.",
    ),
    "types.commune": (
        "n'est pas un code de commune",
        "Écrivez le code officiel sur cinq caractères (exemple : 63113).",
    ),
    "types.periode": (
        "n'est pas une année lisible",
        "Écrivez l'année comme 2024 ou 2023-2024, comme dans les autres lignes.",
    ),
    "types.mois": ("n'est pas un mois", "Écrivez le mois sous la forme 2024-03."),
    "types.annee_scolaire": (
        "n'est pas une année scolaire",
        "Écrivez les deux années, sous la forme 2026-2027.",
    ),
    "types.territoire": (
        "n'est pas le code d'un territoire de l'académie",
        "Vérifiez le type de territoire, puis le code : 063 pour un département, l'UAI pour un "
        "établissement, le code du bassin ou de la circonscription, « academie » pour l'académie.",
    ),
    "types.ine": (
        "n'est pas un INE",
        "Un INE compte 11 caractères, chiffres et lettres : copiez-le depuis la base élèves.",
    ),
    "types.agent": (
        "n'est pas l'identifiant d'un agent",
        "Redonnez l'identifiant fourni par le service des personnels, sans nom ni NUMEN.",
    ),
    "types.siret": ("n'est pas un SIRET", "Un SIRET compte 14 chiffres. " + _TEXT_FORMAT),
    "types.cle_uai": (
        "n'est pas un UAI valide : la lettre finale ne correspond pas aux chiffres",
        "Vérifiez le code dans l'annuaire de l'établissement : une faute de frappe est probable.",
    ),
    "types.cle_siret": (
        "n'est pas un SIRET valide : son chiffre de contrôle est faux",
        "Vérifiez le numéro : une faute de frappe est probable.",
    ),
    "regles.obligatoire": (
        "la cellule est vide alors qu'elle est obligatoire",
        "Complétez la cellule ou retirez la ligne.",
    ),
    "regles.hors_liste": ("ne fait pas partie des valeurs attendues", "{allowed}"),
    "regles.trop_petit": ("est inférieur à {low}", "Saisissez un nombre d'au moins {low}."),
    "regles.trop_grand": ("dépasse {high}", "Saisissez un nombre d'au plus {high}."),
    "regles.hors_bornes": ("n'est pas compris entre {low} et {high}", "Vérifiez le nombre saisi."),
    "regles.trop_long": ("dépasse {limit} caractères", "Raccourcissez le texte."),
    "regles.forme": (
        "n'a pas la forme attendue",
        "Comparez avec une ligne acceptée et corrigez le code.",
    ),
    "regles.entre_colonnes": ("{problem}", "{remedy}"),
    "regles.doublon": (
        "cette ligne a la même clé qu'une autre ligne du fichier ({key})",
        "Gardez une seule de ces lignes, celle qui est juste.",
    ),
    "regles.ligne_repetee": (
        "cette ligne répète à l'identique une ligne précédente",
        "La première est gardée ; retirez celle-ci.",
    ),
    "regles.annee_future": (
        "désigne l'année scolaire {year}, qui n'a pas commencé",
        "Vérifiez l'année : seule une année scolaire ouverte peut être déposée.",
    ),
    "regles.autre_annee": (
        "désigne l'année scolaire {year}, alors que le dépôt est celui de {told}",
        "Déposez chaque année scolaire dans son propre fichier, ou corrigez l'année annoncée.",
    ),
    "regles.donnee_personnelle": (
        "semble contenir {kinds}",
        "Retirez ce qui désigne une personne et parlez de sa fonction (« la directrice », « un "
        "professeur »), puis déposez de nouveau la ligne.",
    ),
}

_CAUTIONS: dict[str, tuple[str, str]] = {
    "octets.deja_recu": (
        "Déjà reçu le {day} sous le nom « {name} » (dépôt {deposit}) : rien ne change.",
        "",
    ),
    "octets.windows_1252": (
        "Le fichier n'est pas en UTF-8 : il a été lu comme Windows-1252.",
        "",
    ),
    "octets.derniere_ligne": (
        "La dernière ligne ne se termine pas par un retour à la ligne :",
        "vérifiez qu'il ne manque rien à la fin du fichier.",
    ),
    "octets.plusieurs_feuilles": (
        "Le classeur a plusieurs feuilles : seule la plus longue a été lue.",
        "",
    ),
    "structure.colonne_inconnue": ("Colonnes inconnues, ignorées : {names}.", ""),
    "structure.annee_annoncee": ("Le fichier annonce {told} mais contient {found}.", ""),
    "types.cle_ine": (
        "La lettre de contrôle de certains INE n'est pas celle que donnent leurs chiffres : une "
        "faute de frappe est possible ({count} ligne(s))",
        "",
    ),
    "regles.avertissement": ("{problem} ({count} ligne(s))", ""),
    "croisement.hors_academie": (
        "Aucune donnée ne concerne l'académie : le dépôt ne remplace rien.",
        "",
    ),
    "croisement.uai_inconnu": (
        "{count} établissement(s) absent(s) du référentiel, rattaché(s) par leur département : "
        "{names}",
        "",
    ),
}


@cache
def messages() -> Mapping[str, Message]:
    """Return every message by code, in the order of the stages."""
    tables = ((BLOCKING, _FILES), (REJECT, _ROWS), (WARNING, _CAUTIONS), (WARNING, _CROSSINGS))
    found = [Message(code, g, *texts) for g, table in tables for code, texts in table.items()]
    ordered = sorted(found, key=lambda m: STAGES.index(m.stage))
    return MappingProxyType({message.code: message for message in ordered})


def worded(code: str, facts: Mapping[str, object]) -> tuple[str, str]:
    """Return the problem and the remedy of a code; raises KeyError when it is not known."""
    message = messages()[code]
    return message.problem.format(**facts), message.remedy.format(**facts)
