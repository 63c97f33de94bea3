-- 3.2.3: unités éducatives ayant développé des problématiques spécifiques communes
with

engagees as (
    {{ mesures(ref('fct_actions_unites'), {
        'unites': 'count(distinct fait.entite)',
    }, ventilations=[
        'theme_action', 'degre', 'type_etablissement', 'secteur', 'education_prioritaire', 'ruralite',
    ], filtre="fait.engagee and fait.type_action = 'GROUPE_TRAVAIL_THEMATIQUE'") }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
),

groupes as (
    {{ mesures(ref('fct_actions'), {
        'a_plusieurs': 'count(distinct fait.id_action)',
    }, ventilations=['theme_action'],
    filtre="fait.type_action = 'GROUPE_TRAVAIL_THEMATIQUE' and fait.nb_unites >= 2") }}
)

{{ indicateurs({
    '3.2.3-a': 'engagees.unites',
    '3.2.3-b': 'engagees.unites / ouvertes.unites',
    '3.2.3-c': 'groupes.a_plusieurs',
}) }}
