"""The columns that the formulas read: the label that depositors see, and the kind of cell.

What belongs here: a literal table, typed by hand from the specification of the domains, those of
axis 1 and the whole of all domains. What does not: columns that no formula reads, and any reading
of the contracts.
"""

from tests.independent import columns_axes_2_to_4
from tests.independent.kinds import (
    CODE,
    DATE,
    DEPARTEMENT,
    INE,
    MONTH,
    NUMBER,
    TEXT,
    UAI,
    YES_NO,
)

# Domain -> column that says the school year, and how it says it.
PERIODS = {
    "bts_resultats": ("session", "session"),
    "decrochage": ("campagne", "day"),
    "dnb_resultats": ("session", "session"),
    "inserjeunes": ("millesime", "session"),
    "labellisations": (None, "announced"),
    "poursuite_superieur": ("session", "session"),
    "signalements": (None, "announced"),
    "superieur_reussite": ("session_bac", "session"),
    "usages_numeriques": ("mois", "month"),
} | columns_axes_2_to_4.PERIODS
SCHOOL_YEAR = ("annee_scolaire", "school_year")

# Domain -> column that carries the territory, where it is not `uai`; None where none does.
TERRITORIES: dict[str, str | None] = {
    "actions": "code_departement",
    "avenants_communs": "uai_college",
    "conventions_territoire": "code_departement",
    "decrochage": "uai_origine",
    "partenariats": "code_departement",
} | columns_axes_2_to_4.TERRITORIES

_YEAR = {"annee_scolaire": ("Année scolaire", TEXT)}
_UNIT = _YEAR | {"uai": ("UAI", UAI)}
_LEVEL = {"niveau": ("Niveau", CODE)}
_SEX = {"sexe": ("Sexe", CODE)}
_PUPILS = {"nb_eleves": ("Nombre d'élèves", NUMBER)}
_SESSION = {"session": ("Session", TEXT), "uai": ("UAI", UAI)}

_AXIS_1 = {
    "actions": _YEAR | {
        "id_action": ("Identifiant d'action", TEXT), "type_action": ("Type d'action", CODE),
        "theme_action": ("Thème de l'action", CODE), "perimetre": ("Périmètre", CODE),
        "code_departement": ("Département", DEPARTEMENT),
        "statut_action": ("Statut de l'action", CODE),
    },
    "actions_unites": _UNIT | {"id_action": ("Identifiant d'action", TEXT)},
    "avenants_communs": _YEAR | {
        "id_avenant": ("Identifiant d'avenant", TEXT), "uai_college": ("UAI du collège", UAI),
        "avenant_objet": ("Objet principal d'un avenant", CODE),
        "avenant_statut": ("Statut d'un avenant commun", CODE),
        "date_dernier_bilan": ("Date du dernier bilan", DATE),
    },
    "avenants_unites": _UNIT | {"id_avenant": ("Identifiant d'avenant", TEXT)},
    "besoins_particuliers": _UNIT | _LEVEL | {
        "type_accompagnement": ("Plan ou dispositif de prise en charge", CODE),
        "nb_eleves": ("Élèves distincts pour ce dispositif", NUMBER),
        "nb_eleves_accompagnes": ("Élèves accompagnés", NUMBER),
        "delai_median_jours": ("Délai médian de mise en place", NUMBER),
    },
    "bts_resultats": _SESSION | _SEX | {
        "type_bac": ("Voie du baccalauréat", CODE), "nb_presents": ("Nombre de présents", NUMBER),
        "nb_admis": ("Admis", NUMBER),
    },
    "co_intervention": _UNIT | {
        "cointerv_type": ("Type de co-intervention", CODE),
        "heures_annuelles": ("Heures annuelles", NUMBER),
        "inscrite_projet": ("Inscrite projet", YES_NO),
    },
    "competences_numeriques": _UNIT | _LEVEL | {
        "nb_eleves_concernes": ("Nombre d'élèves concernés", NUMBER),
        "nb_certifies": ("Élèves certifiés", NUMBER),
    },
    "conventions_territoire": _YEAR | {
        "id_convention": ("Identifiant de convention", TEXT),
        "type_convention": ("Type de convention", CODE),
        "code_departement": ("Département", DEPARTEMENT),
        "statut_convention": ("Statut de la convention", CODE),
        "nb_unites": ("Nombre d'unités", NUMBER), "signataire_drac": ("Signataire DRAC", YES_NO),
    },
    "decrochage": _LEVEL | _SEX | {
        "campagne": ("Date d'extraction", DATE), "ine": ("INE", INE),
        "uai_origine": ("UAI d'origine", UAI), "rio_statut": ("Statut", CODE),
        "rio_situation": ("Situation après accompagnement", CODE),
    },
    "devoirs_faits": _UNIT | _LEVEL | {
        "ine": ("INE", INE), "df_statut": ("Statut", CODE),
        "seances_proposees": ("Séances proposées", NUMBER),
        "seances_suivies": ("Séances suivies", NUMBER),
    },
    "dnb_resultats": _SESSION | _SEX | {
        "ine": ("INE", INE), "dnb_serie": ("Série du DNB", CODE),
        "dnb_statut": ("Statut du candidat au DNB", CODE),
        "present": ("Présence effective", YES_NO), "admis": ("Admission", YES_NO),
    },
    "eac_actions": _UNIT | {
        "id_projet": ("Identifiant de projet", TEXT),
        "eac_domaine": ("Domaine artistique et culturel ADAGE", CODE),
        "pilier_rencontre": ("Pilier rencontre", YES_NO),
        "pilier_pratique": ("Pilier pratique", YES_NO),
        "pilier_connaissances": ("Pilier connaissances", YES_NO),
    },
    "eac_couverture": _UNIT | _LEVEL | {
        "nb_eleves": ("Effectif de référence", NUMBER),
        "nb_eleves_touches": ("Élèves touchés par au moins une action", NUMBER),
        "nb_eleves_3_piliers": ("Élèves touchés par les trois piliers", NUMBER),
    },
    "effectifs": _UNIT | _LEVEL | _SEX | _PUPILS,
    "eleves": _UNIT | _SEX | {
        "ine": ("INE", INE), "annee_naissance": ("Année de naissance", NUMBER),
    },
    "evaluations_exploitation": _UNIT | {
        "eval_campagne": ("Campagne", CODE),
        "restitution_consultee": ("Restitution consultée", YES_NO),
    },
    "evaluations_nationales": _UNIT | {
        "eval_campagne": ("Campagne", CODE), "discipline": ("Discipline évaluée", CODE),
        "domaine": ("Domaine ou compétence évaluée", TEXT),
        "nb_attendus": ("Élèves attendus à la campagne", NUMBER),
        "nb_evalues": ("Élèves évalués", NUMBER),
        "nb_a_besoins": ("Élèves du groupe à besoins", NUMBER),
        "nb_satisfaisants": ("Élèves du groupe satisfaisant", NUMBER),
    },
    "experimentations": _UNIT | {
        "id_projet": ("Identifiant de projet", TEXT),
        "co_intervention": ("Projet en co-intervention", YES_NO),
        "exp_statut": ("Statut d'un projet d'expérimentation", CODE),
        "date_depot": ("Date de dépôt", DATE), "date_decision": ("Date de décision", DATE),
    },
    "inserjeunes": {
        "millesime": ("Millésime", TEXT), "uai": ("UAI", UAI),
        "type_diplome": ("Diplôme InserJeunes", CODE),
        "voie_formation": ("Voie de formation", CODE),
        "nb_annee_term": ("Inscrits en dernière année", NUMBER),
        "nb_poursuite_etudes": ("En poursuite d'études l'année suivante", NUMBER),
        "nb_sortants": ("Sortants d'études", NUMBER),
        "nb_en_emploi_6_mois": ("En emploi salarié à 6 mois", NUMBER),
    },
    "instances_suivi": _UNIT | {
        "id_seance": ("Identifiant de séance", TEXT), "instance_type": ("Instance de suivi", CODE),
        "cas_complexe": ("Cas complexe", YES_NO),
        "date_reexamen_prevue": ("Date prévue du réexamen", DATE),
        "date_reexamen_realise": ("Date du réexamen réalisé", DATE),
    },
    "labellisations": {
        "id_label": ("Identifiant de label", TEXT), "uai": ("UAI", UAI),
        "type_label": ("Label", CODE), "niveau_label": ("Niveau du label", NUMBER),
        "date_obtention": ("Date d'obtention", DATE),
        "date_fin_validite": ("Date de fin de validité", DATE),
    },
    "langues_dispositifs": _UNIT | _LEVEL | _SEX | _PUPILS | {
        "dispositif": ("Dispositif linguistique", CODE), "langue": ("Langue vivante", CODE),
        "discipline_dnl": ("Discipline DNL", TEXT),
    },
    "mixite_parcours": _UNIT | {
        "code_mef": ("Code MEF", TEXT), "nb_scolaires": ("Élèves sous statut scolaire", NUMBER),
        "nb_apprentis": ("Nombre d'apprentis", NUMBER),
        "nb_stagiaires_fc": ("Stagiaires de la formation continue", NUMBER),
        "nb_contrats_pro": ("Nombre de contrats de professionnalisation", NUMBER),
    },
    "mobilites": _UNIT | {
        "mob_sens": ("Sens de la mobilité", CODE), "mob_public": ("Public mobile", CODE),
        "mob_programme": ("Cadre de la mobilité", CODE), "mob_modalite": ("Modalité", CODE),
        "nb_participants": ("Nombre de participants", NUMBER),
        "nb_filles": ("Nombre de filles", NUMBER),
    },
    "numerique_etablissement": _UNIT | {"ent_deploye": ("ENT déployé", YES_NO)},
    "partenariats": _YEAR | {
        "id_partenariat": ("Identifiant de partenariat", TEXT),
        "type_partenariat": ("Type de partenariat", CODE), "perimetre": ("Périmètre", CODE),
        "code_departement": ("Département", DEPARTEMENT),
        "statut_convention": ("Statut de la convention", CODE),
        "nb_eleves_beneficiaires": ("Nombre d'élèves bénéficiaires", NUMBER),
        "evaluation_realisee": ("Évaluation réalisée", YES_NO),
    },
    "partenariats_etrangers": _UNIT | {
        "id_partenariat": ("Identifiant de partenariat", TEXT),
        "actif": ("Partenariat actif dans l'année", YES_NO),
    },
    "partenariats_unites": _UNIT | {"id_partenariat": ("Identifiant de partenariat", TEXT)},
    "poursuite_superieur": _SESSION | _SEX | {
        "type_bac": ("Voie du baccalauréat", CODE),
        "nb_bacheliers": ("Nombre de bacheliers", NUMBER),
        "nb_poursuivants": ("Bacheliers poursuivant dans le supérieur", NUMBER),
    },
    "protocoles_climat": _UNIT | {
        "adhesion_phare": ("Adhésion pHARe", YES_NO),
        "protocole_formalise": ("Protocole formalisé", YES_NO),
    },
    "ref_etablissements": _UNIT | {
        "type_etablissement": ("Type d'établissement", CODE), "degre": ("Degré", CODE),
        "secteur": ("Secteur", CODE), "education_prioritaire": ("Éducation prioritaire", CODE),
        "code_departement": ("Département", DEPARTEMENT),
        "code_bassin_formation": ("Bassin de formation", TEXT),
        "code_circonscription": ("Circonscription du premier degré", TEXT),
        "niveau_densite": ("Densité de la commune", CODE), "etat": ("État", CODE),
    },
    "referents": _UNIT | {
        "type_referent": ("Type de référent", CODE), "id_agent": ("Pseudonyme de l'agent", TEXT),
        "fonction": ("Fonction de l'agent", CODE),
    },
    "signalements": {
        "id_signalement": ("Identifiant de signalement", TEXT), "uai": ("UAI", UAI),
        "date_signalement": ("Date du signalement", DATE),
        "signal_categorie": ("Famille du signalement", CODE),
        "gravite": ("Gravité", CODE), "date_prise_en_charge": ("Date de prise en charge", DATE),
    },
    "superieur_reussite": _SEX | {
        "session_bac": ("Session bac", TEXT), "uai": ("UAI", UAI),
        "type_bac": ("Voie du baccalauréat", CODE),
        "filiere_sup": ("Filière courte du supérieur", CODE),
        "nb_entrants": ("Nombre d'entrants", NUMBER),
        "nb_passage_2e_annee": ("Passages en deuxième année", NUMBER),
        "nb_diplomes_3ans": ("Diplômés en 2 ou 3 ans", NUMBER),
    },
    "usages_numeriques": {
        "mois": ("Mois", MONTH), "uai": ("UAI", UAI),
        "service_num": ("Service ou outil numérique", CODE),
        "profil": ("Profil d'usager de l'ENT", CODE), "nb_visites": ("Nombre de visites", NUMBER),
        "nb_visiteurs_uniques": ("Visiteurs uniques du mois", NUMBER),
        "nb_comptes": ("Comptes ouverts pour ce profil", NUMBER),
    },
}  # fmt: skip

COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    domain: _AXIS_1.get(domain, {}) | columns_axes_2_to_4.COLUMNS.get(domain, {})
    for domain in sorted(_AXIS_1.keys() | columns_axes_2_to_4.COLUMNS)
}
