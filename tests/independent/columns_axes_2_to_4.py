"""The columns that the formulas of axes 2, 3, 4 and of the survey read.

What belongs here: a literal table, typed by hand from the specification of the domains: new
domains, and more columns of those that axis 1 reads. What does not: any reading of the contracts.
"""

from tests.independent.kinds import CODE, DATE, DEPARTEMENT, NUMBER, TEXT, UAI, YES_NO

# Civil years: the school year that opens in them.
_CIVIL_YEAR = ("annee", "civil_year")
PERIODS = {
    "bien_etre_travail": _CIVIL_YEAR,
    "certifications": ("session", "session"),
    "formation_adultes": _CIVIL_YEAR,
    "publications": _CIVIL_YEAR,
    "sst_registres": (None, "announced"),
}
TERRITORIES: dict[str, str | None] = {
    "actions_intervenants": None,
    "bien_etre_travail": "code_territoire",
    "campus_metiers": None,
    "clee_actions": "code_departement",
    "communautes_apprentissage": "code_departement",
    "formation_adultes": "uai_support",
    "formation_sessions": "code_departement",
    "publications_service": None,
    "reseaux": "uai_pilote",
    "reunions": "code_territoire",
}

_YEAR = {"annee_scolaire": ("Année scolaire", TEXT)}
_UNIT = _YEAR | {"uai": ("UAI", UAI)}
_AGENT = {"id_agent": ("Pseudonyme de l'agent", TEXT)}
_RESEAU = {"id_reseau": ("Identifiant de réseau", TEXT)}
_ACTION = {"id_action": ("Identifiant d'action", TEXT)}
_SEX = {"sexe": ("Sexe", CODE)}
_BASSIN = {
    "code_departement": ("Département", DEPARTEMENT),
    "code_bassin_formation": ("Bassin de formation", TEXT),
}
_TYPED = {
    "territoire_type": ("Type de territoire", CODE),
    "code_territoire": ("Code du territoire", TEXT),
}

COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "actions": _RESEAU | {
        "nb_personnels": ("Nombre de personnels", NUMBER),
        "support_valorisation": ("Support de valorisation", YES_NO),
        "originale": ("Action originale", YES_NO),
        "evaluation_realisee": ("Évaluation réalisée", YES_NO),
    },
    "actions_intervenants": _YEAR | _ACTION | _AGENT | _RESEAU | {
        "role_expert": ("Intervient comme expert", YES_NO),
    },
    "bien_etre_travail": _TYPED | {
        "annee": ("Année", TEXT), "bet_code": ("Indicateur", CODE),
        "fonction": ("Fonction", CODE), "numerateur": ("Numérateur", NUMBER),
        "denominateur": ("Dénominateur", NUMBER),
    },
    "campus_metiers": _YEAR | _RESEAU | {
        "filiere": ("Filière", TEXT),
        "nb_etab_secondaire": ("Nombre d'établissements du secondaire", NUMBER),
        "nb_etab_superieur": ("Nombre d'établissements du supérieur", NUMBER),
        "nb_cfa_of": ("Nombre de CFA et d'organismes de formation", NUMBER),
        "nb_entreprises": ("Nombre d'entreprises", NUMBER),
        "nb_collectivites": ("Nombre de collectivités", NUMBER),
        "nb_actions_territoire": ("Nombre d'actions avec le territoire", NUMBER),
        "niveau_integration": ("Niveau d'intégration", NUMBER),
    },
    "certifications": _AGENT | _SEX | {
        "session": ("Session", TEXT), "uai": ("UAI", UAI),
        "type_certification": ("Certification", CODE), "certif_voie": ("Voie d'accès", CODE),
        "option_certification": ("Secteur disciplinaire ou option", TEXT),
        "present": ("Présence", YES_NO), "admis": ("Admission", YES_NO),
    },
    "clee_actions": _YEAR | _ACTION | _BASSIN | {
        "clee_type": ("Type d'action", CODE), "nb_eleves": ("Nombre d'élèves", NUMBER),
    },
    "communautes_apprentissage": _YEAR | _BASSIN | {
        "id_cap": ("Identifiant de la communauté", TEXT),
        "cap_type": ("Type de communauté", CODE),
        "adossement_recherche": ("Adossement à la recherche", YES_NO),
        "nb_reunions": ("Nombre de réunions", NUMBER),
        "nb_membres": ("Nombre de membres", NUMBER),
    },
    "communautes_membres": _UNIT | _AGENT,
    "conventions_territoire": {
        "inclut_eac": ("Comporte un volet EAC", YES_NO),
        "nb_communes": ("Nombre de communes", NUMBER),
    },
    "demarches_qualite": _UNIT | {
        "qualite_type": ("Type de démarche", CODE), "active": ("Démarche active", YES_NO),
        "nb_procedures": ("Procédures formalisées", NUMBER),
        "nb_procedures_validees": ("Procédures validées", NUMBER),
        "date_derniere_evaluation": ("Date de la dernière évaluation", DATE),
    },
    "evaluations_exploitation": {
        "concertation_dediee": ("Concertation dédiée", YES_NO),
        "niveau_appropriation": ("Niveau d'appropriation", NUMBER),
    },
    "formation_adultes": {
        "annee": ("Année", TEXT), "uai_support": ("UAI support", UAI),
        "id_action_greta": ("Identifiant d'action GRETA", TEXT),
        "domaine_nsf": ("Domaine NSF", TEXT),
        "besoin_territorial_reference": ("Besoin territorial référencé", YES_NO),
        "nb_stagiaires": ("Nombre de stagiaires", NUMBER),
    },
    "formation_participations": _UNIT | _AGENT | {
        "id_session": ("Identifiant de session", TEXT), "convoque": ("Convocation", YES_NO),
        "present": ("Présence", YES_NO), "heures_suivies": ("Heures suivies", NUMBER),
    },
    "formation_sessions": _YEAR | _BASSIN | {
        "id_dispositif": ("Identifiant de dispositif", TEXT),
        "id_module": ("Identifiant de module", TEXT),
        "id_session": ("Identifiant de session", TEXT), "gaia_theme": ("Thème", CODE),
        "gaia_public": ("Public visé", CODE), "gaia_modalite": ("Modalité", CODE),
        "type_certification": ("Certification", CODE),
        "nb_jours": ("Nombre de jours", NUMBER), "realisee": ("Session réalisée", YES_NO),
    },
    "numerique_etablissement": {
        "nb_ressources_gar": ("Ressources affectées", NUMBER),
        "nb_ressources_produites": ("Nb ressources produites", NUMBER),
        "portail_documentaire": ("Portail documentaire", YES_NO),
        "haut_debit": ("Raccordement au haut débit", YES_NO),
        "classe_virtuelle": ("Classe virtuelle", YES_NO), "webradio": ("Webradio", YES_NO),
        "convention_collectivite": ("Convention collectivité", YES_NO),
    },
    "personnels": _UNIT | _AGENT | _SEX | {"fonction": ("Fonction", CODE)},
    "publications": _AGENT | {
        "annee": ("Année", TEXT), "uai": ("UAI", UAI),
        "id_publication": ("Identifiant de publication", TEXT),
        "publi_type": ("Type de publication", CODE),
        "comite_lecture": ("Comité de lecture", YES_NO),
    },
    "publications_service": _YEAR | {
        "id_publication": ("Identifiant de publication", TEXT),
        "publi_service_type": ("Type de publication", CODE), "echelle": ("Échelle", CODE),
    },
    "recherche_implications": _UNIT | _AGENT | {
        "code_structure": ("Structure de recherche", TEXT),
        "rech_type": ("Type d'implication", CODE),
    },
    "ref_etablissements": {"attendu_remontee": ("Remontée attendue", YES_NO)},
    "remontee_qualitative": _UNIT | {
        "critere_code": ("Critère", TEXT), "niveau_maturite": ("Niveau de maturité", NUMBER),
        "nb_actions": ("Nombre d'actions", NUMBER), "nb_preuves": ("Nombre de preuves", NUMBER),
        "valide": ("Validée par l'échelon supérieur", YES_NO),
    },
    "reseaux": _YEAR | _RESEAU | {
        "type_reseau": ("Type de réseau", CODE), "uai_pilote": ("UAI pilote", UAI),
        "date_creation": ("Date de création", DATE),
        "date_dissolution": ("Date de dissolution", DATE),
        "projet_formalise": ("Projet formalisé", YES_NO),
        "outil_pilotage": ("Outil de pilotage", YES_NO),
        "date_autoevaluation": ("Date d'autoévaluation", DATE),
        "niveau_coherence": ("Niveau de cohérence", NUMBER),
    },
    "reseaux_agents": _UNIT | _RESEAU | _AGENT,
    "reseaux_membres": _UNIT | _RESEAU | {
        "date_entree": ("Date d'entrée", DATE), "date_sortie": ("Date de sortie", DATE),
        "unite_active": ("Unité active", YES_NO),
    },
    "reunions": _YEAR | _TYPED | {
        "id_reunion": ("Identifiant de réunion", TEXT), "type_reunion": ("Type de réunion", CODE),
    },
    "sst_registres": {
        "id_fiche": ("Identifiant de fiche", TEXT), "uai": ("UAI", UAI),
        "date_depot": ("Date de dépôt", DATE), "type_fiche": ("Nature de la fiche", CODE),
        "theme_rps": ("Risques psychosociaux", YES_NO), "date_reponse": ("Date de réponse", DATE),
    },
    "volet_culturel": _UNIT | _AGENT | {
        "conception_volet": ("Conception du volet culturel", YES_NO),
        "conduite_projet": ("Conduite d'un projet", YES_NO),
    },
}  # fmt: skip
