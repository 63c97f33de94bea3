"""Messages that refuse a whole file.

What belongs here: code -> (problem, remedy). What does not: the other gravities (`of_rows`,
`of_cautions`), how a message is filled (the package).
"""

from __future__ import annotations

_AGAIN = "puis déposez-le de nouveau."

FILES: dict[str, tuple[str, str]] = {
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
        "Téléchargez les données au format CSV ; si une application l'a produit sous le nom d'un "
        "classeur (.xls), ouvrez-le dans le tableur, enregistrez-le au format .xlsx, " + _AGAIN,
    ),
    "octets.pas_du_texte": (
        "Le fichier n'est pas un fichier texte, ou il est abîmé (ligne {line}).",
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
    "octets.ligne_trop_longue": (
        "La ligne {line} compte plus de dix millions de caractères : ce n'est pas un tableau.",
        "Exportez de nouveau le fichier (CSV ou classeur .xlsx), " + _AGAIN,
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
        "L'archive ou le classeur contient plus de {most} une fois ouvert.",
        "Déposez le fichier par année.",
    ),
    "octets.fichier_trop_gros": (
        "Le fichier dépasse {most}.",
        "Déposez-le par année, ou dans une archive zip.",
    ),
    "octets.archive_trop_de_fichiers": (
        "L'archive ou le classeur contient {count} fichiers ; la limite est {most}.",
        "Déposez une archive d'un seul fichier, ou les fichiers un par un.",
    ),
    "octets.archive_bombe": (
        "L'archive ou le classeur contient un fichier plus de {most} fois plus gros une fois "
        "ouvert : ce n'est pas un fichier de données ordinaire.",
        "Exportez-le de nouveau depuis votre application ; s'il a beaucoup de lignes vides, "
        "supprimez-les.",
    ),
    "octets.archive_chemin": (
        "L'archive contient un fichier dont le nom désigne un autre dossier.",
        "Refaites l'archive avec le fichier seul, sans dossier, ou déposez le fichier lui-même.",
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
    "octets.classeur_protege": (
        "Le classeur est protégé par un mot de passe.",
        "Enregistrez-le de nouveau sans mot de passe, " + _AGAIN,
    ),
    "octets.classeur_binaire": (
        "Le classeur est d'un format qui n'est pas lu (.xlsb, par exemple).",
        "Enregistrez-le au format .xlsx, " + _AGAIN,
    ),
    "octets.classeur_etendu": (
        "Une feuille du classeur s'étend bien au-delà de ses données ({extent}).",
        "Supprimez les lignes et les colonnes à droite et au-dessous du tableau, enregistrez le "
        "classeur, " + _AGAIN,
    ),
    "octets.feuilles_semblables": (
        "Plusieurs feuilles du classeur portent le même tableau : {names}. Rien ne dit laquelle "
        "compte.",
        "Gardez une seule feuille, avec toutes les lignes, " + _AGAIN,
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
        "« {year} » n'est pas une année scolaire (exemple : 2023-2024).",
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
        "{hint}Vérifiez que la première ligne porte les noms des colonnes et qu'il s'agit du bon "
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
        "{hint}",
    ),
    "structure.colonne_repetee": (
        "Des colonnes figurent deux fois : {names}.",
        "Gardez une seule fois chaque colonne.",
    ),
    "structure.aucune_ligne": (
        "Le fichier a les en-têtes de « {title} » mais aucune ligne de données.",
        "Vérifiez l'export, " + _AGAIN,
    ),
    "octets.en_tetes_abimes": (
        "Les accents des noms de colonnes sont abîmés (ligne {line}) : ils ne sont plus "
        "reconnaissables.",
        "Exportez de nouveau le fichier en UTF-8 (« CSV UTF-8 » dans le tableur), sans l'ouvrir "
        "ni l'enregistrer entre-temps.",
    ),
    "types.dates_americaines": (
        "Les dates de la colonne « {column} » sont écrites mois/jour/année (par exemple ligne "
        "{line}) : celles dont le jour va de 1 à 12 seraient lues à l'envers.",
        "Mettez la colonne au format jour/mois/année ou 2025-12-31, puis déposez de nouveau le "
        "fichier.",
    ),
    "types.territoires_inconnus": (
        "Aucune ligne ne désigne un territoire connu dans la colonne « {column} » (par exemple "
        "ligne {line}) : les colonnes sont peut-être décalées.",
        "Comparez les noms des colonnes et leur contenu, corrigez, puis déposez de nouveau le "
        "fichier.",
    ),
    "regles.toutes_d_une_autre_annee": (
        "Le dépôt est celui de l'année scolaire {told}, mais toutes ses lignes désignent {found}.",
        "Corrigez l'année annoncée, ou déposez le bon fichier.",
    ),
    "regles.ligne_perdue": (
        "Ce fichier ne tolère aucune ligne fautive, car chaque ligne entre dans un total : "
        "{rejected:ligne/lignes} sur {rows} à corriger.",
        "Corrigez-les, puis déposez de nouveau.",
    ),
    "regles.trop_de_rejets": (
        "{rejected:ligne/lignes} sur {rows} à corriger, au-delà de la tolérance ({share} ou "
        "{most:ligne/lignes}).",
        "Corrigez-les, puis déposez de nouveau le fichier.",
    ),
    "regles.aucune_ligne_utilisable": (
        "Aucune ligne du fichier n'est utilisable.",
        "Corrigez les lignes citées, puis déposez de nouveau le fichier.",
    ),
}
