"""Messages that reject a row.

What belongs here: code -> (problem, remedy); a problem goes on from « la valeur … » or stands
after the line. What does not: the other gravities (`of_files`, `of_cautions`).
"""

from __future__ import annotations

_TEXT_FORMAT = (
    "Si le tableur l'a abîmé, mettez la colonne au format Texte et saisissez-le de nouveau."
)

ROWS: dict[str, tuple[str, str]] = {
    "octets.guillemet_isole": (
        "un guillemet isolé se trouve dans la ligne",
        "Retirez ce guillemet, ou fermez-le à la fin du texte.",
    ),
    "octets.erreur_de_tableur": (
        "est une erreur du tableur, pas une valeur",
        "Corrigez la formule ou saisissez la valeur, puis enregistrez de nouveau.",
    ),
    "octets.formule_sans_valeur": (
        "est une formule sans résultat enregistré",
        "Ouvrez le fichier dans le tableur, enregistrez-le, ou collez la valeur à la place de la "
        "formule.",
    ),
    "structure.ligne_de_total": (
        "cette ligne est un total, pas une ligne de données",
        "Elle est laissée de côté ; retirez-la du fichier.",
    ),
    "structure.ligne_de_remarque": (
        "cette ligne est une remarque ou une source, pas une ligne de données",
        "Elle est laissée de côté ; retirez-la du fichier.",
    ),
    "structure.en_tete_repete": (
        "cette ligne répète les noms des colonnes",
        "Elle est laissée de côté ; vérifiez que des fichiers n'ont pas été mis bout à bout.",
    ),
    "structure.valeurs_manquantes": (
        "la ligne compte {found:valeur/valeurs} au lieu de {expected}",
        "Complétez la ligne : il manque des séparateurs ou la ligne a été coupée.",
    ),
    "structure.valeurs_en_trop": (
        "la ligne compte {found:valeur/valeurs} au lieu de {expected}",
        "Un séparateur est sans doute en trop, ou un texte qui en contient n'est pas entre "
        "guillemets.",
    ),
    "types.notation_scientifique": (
        "n'est pas lisible : le tableur l'a abrégé, des chiffres sont perdus",
        "Mettez la colonne au format Texte, puis recopiez la valeur depuis votre application.",
    ),
    "types.date_americaine": (
        "est une date écrite mois/jour/année",
        "Écrivez le jour d'abord : 31/12/2025 (ou 2025-12-31).",
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
    "types.booleen": ("n'est ni oui ni non", "Écrivez Oui ou Non."),
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
    "regles.trop_petit": ("est au-dessous de {low}", "Saisissez un nombre d'au moins {low}."),
    "regles.trop_grand": ("dépasse {high}", "Saisissez un nombre d'au plus {high}."),
    "regles.hors_bornes": ("n'est pas entre {low} et {high}", "Vérifiez le nombre saisi."),
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
