"""Messages that keep nothing out: what is odd in a file that is accepted.

What belongs here: code -> (problem, remedy). What does not: the other gravities (`of_files`,
`of_rows`).
"""

from __future__ import annotations

CAUTIONS: dict[str, tuple[str, str]] = {
    "octets.deja_recu": (
        "Déjà reçu le {day} sous le nom « {name} » (dépôt {deposit}) : rien ne change.",
        "",
    ),
    "octets.encodage": (
        "Le fichier n'est pas enregistré en UTF-8 : il a été lu comme {name}.",
        "Vérifiez les lettres accentuées ; le format « CSV UTF-8 » du tableur évite le doute.",
    ),
    "octets.utf16_sans_marque": (
        "Le fichier est enregistré en UTF-16 sans le dire : il a été lu ainsi.",
        "Vérifiez les lettres accentuées ; le format « CSV UTF-8 » du tableur évite le doute.",
    ),
    "octets.marque_au_milieu": (
        "Une marque de début de fichier se trouve au milieu (ligne {line}) : plusieurs fichiers "
        "ont sans doute été mis bout à bout.",
        "Vérifiez que chaque ligne n'y figure qu'une fois.",
    ),
    "octets.accents_abimes": (
        "Des lettres accentuées sont abîmées ({sign}), à partir de la ligne {line}, colonne "
        "« {column} » ({count:cellule/cellules} en tout) : le texte a été gardé tel quel, sans "
        "réparation.",
        "Exportez de nouveau le fichier en UTF-8 pour retrouver les accents.",
    ),
    "octets.derniere_ligne": (
        "La dernière ligne ne se termine pas par un retour à la ligne :",
        "vérifiez qu'il ne manque rien à la fin du fichier.",
    ),
    "octets.titre_au_dessus": (
        "{count:ligne se trouve/lignes se trouvent} au-dessus des noms de colonnes : la lecture "
        "commence à la ligne {line}.",
        "Vérifiez que rien d'utile n'y figure.",
    ),
    "octets.en_tete_fusionne": (
        "Les noms de colonnes tiennent sur deux lignes (à partir de la ligne {line}) : elles ont "
        "été lues ensemble.",
        "Vérifiez le nom de chaque colonne sur le reçu.",
    ),
    "octets.lignes_vides": (
        "{count:ligne vide a été laissée/lignes vides ont été laissées} de côté.",
        "Supprimez-les si elles ne devaient pas s'y trouver.",
    ),
    "octets.limite_de_lignes": (
        "Le fichier compte exactement {count:ligne/lignes}, la limite d'un tableur : la suite a "
        "sans doute été coupée.",
        "Vérifiez la dernière ligne ; déposez au besoin le fichier d'origine, en CSV.",
    ),
    "octets.plusieurs_feuilles": (
        "Le classeur a plusieurs feuilles : seule « {read} » a été lue, pas {names}.",
        "Vérifiez que c'est la bonne.",
    ),
    "octets.feuille_cachee": (
        "Les données lues sont dans une feuille masquée, « {sheet} ».",
        "Vérifiez que c'est bien elle que vous vouliez déposer.",
    ),
    "octets.lien_externe": (
        "Le classeur tire des valeurs d'un autre classeur : ce sont les dernières enregistrées "
        "qui ont été lues.",
        "Mettez les liaisons à jour et collez les valeurs avant de déposer.",
    ),
    "octets.macros": (
        "Le classeur contient des macros : elles n'ont pas été exécutées.",
        "Déposez de préférence un classeur .xlsx.",
    ),
    "octets.formules": (
        "{count:cellule est calculée/cellules sont calculées} par une formule : la dernière valeur "
        "enregistrée a été lue.",
        "Ouvrez et enregistrez le classeur dans le tableur si des valeurs ont changé depuis.",
    ),
    "octets.lignes_masquees": (
        "{count:ligne est masquée/lignes sont masquées} par un filtre ou à la main, et lues "
        "comme les autres.",
        "Retirez-les du classeur si elles ne doivent pas compter.",
    ),
    "structure.colonne_sans_nom": (
        "La colonne numéro {rank} n'a pas de nom mais contient {count:valeur/valeurs} : elle n'a "
        "pas été lue.",
        "Donnez-lui son nom si elle doit être lue.",
    ),
    "structure.territoires_inconnus": (
        "{count:ligne désigne/lignes désignent} un territoire qui n'est reconnu nulle part en "
        "France, colonne « {column} » (la première : ligne {line}) : hors périmètre, elles n'ont "
        "pas été retenues.",
        "Corrigez ce territoire si ces lignes concernent l'académie.",
    ),
    "types.zero_perdu": (
        "{count:UAI a perdu son zéro initial/UAI ont perdu leur zéro initial}, colonne "
        "« {column} » (le premier : ligne {line}) : il a été remis.",
        "Mettez la colonne au format Texte dans le tableur.",
    ),
    "types.date_en_nombre": (
        "{count:date est écrite/dates sont écrites} comme un nombre de tableur (45292 pour le "
        "01/01/2024), colonne « {column} », à partir de la ligne {line} : lues ainsi.",
        "Mettez la colonne au format Date.",
    ),
    "types.jours_et_mois": (
        "Les dates de la colonne « {column} » (à partir de la ligne {line}) ont été lues "
        "jour/mois/année, mais le jour et le mois semblent inversés.",
        "Comparez-en quelques-unes avec la source ; corrigez au besoin, puis déposez de nouveau.",
    ),
    "types.date_lointaine": (
        "{count:date est très éloignée/dates sont très éloignées} d'aujourd'hui, colonne "
        "« {column} » (la première : ligne {line}).",
        "Vérifiez l'année : un tableur écrit 01/01/1900 pour une cellule à zéro.",
    ),
    "types.formats_de_date": (
        "Les dates de la colonne « {column} » sont écrites de plusieurs façons : 31/12/2025 a été "
        "lu jour/mois/année, 2025-12-31 année-mois-jour.",
        "Gardez une seule façon d'écrire les dates.",
    ),
    "types.virgules_et_points": (
        "La colonne « {column} » mêle la virgule et le point comme marque des décimales (par "
        "exemple ligne {line}) : les deux ont été lus comme telle.",
        "Vérifiez qu'un point ne sépare pas des milliers.",
    ),
    "structure.colonne_inconnue": ("Colonnes inconnues, ignorées : {names}.", ""),
    "structure.annee_annoncee": ("Le fichier annonce {told} mais contient {found}.", ""),
    "types.cle_ine": (
        "La lettre de contrôle de certains INE n'est pas celle que donnent leurs chiffres : une "
        "faute de frappe est possible ({count:ligne/lignes}).",
        "",
    ),
    "regles.avertissement": ("{problem} ({count:ligne/lignes})", ""),
    "croisement.hors_academie": (
        "Aucune donnée ne concerne l'académie : le dépôt ne remplace rien.",
        "",
    ),
    "croisement.revision_sans_motif": (
        "La campagne {years} est close depuis le {closing} : ce dépôt est enregistré comme une "
        "révision tardive sans motif.",
        "Dites au contact ci-dessous pourquoi ces chiffres changent après la clôture.",
    ),
    "croisement.uai_inconnu": (
        "{count:établissement absent/établissements absents} de la liste des établissements : "
        "{names}. Leurs lignes comptent dans le département que dit leur code.",
        "",
    ),
}
