-- 1.1.5: programmes d'actions des CESCD et du GACS
with

actions as (
    {{ mesures(ref('fct_actions'), {
        'cescd': "count(distinct fait.id_action) filter (
            where fait.type_action = 'CESCD' and fait.engagee)",
        'gacs': "count(distinct fait.id_action) filter (
            where fait.type_action = 'GACS' and fait.engagee)",
        'realisees': "count(distinct fait.id_action) filter (where fait.menee)",
        'toutes': 'count(distinct fait.id_action)',
    }, ventilations=['theme_action', 'perimetre', 'statut_action'], niveaux=['departement', 'academie'],
    filtre="fait.type_action in ('CESCD', 'GACS')") }}
),

engagees as (
    {{ mesures(ref('fct_actions_unites'), {
        'unites': 'count(distinct fait.entite)',
    }, ventilations=axes_scolaires(),
    filtre="fait.engagee and fait.type_action in ('CESCD', 'GACS')") }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
)

{{ indicateurs({
    '1.1.5-a': 'actions.cescd',
    '1.1.5-b': 'actions.gacs',
    '1.1.5-c': 'actions.realisees / actions.toutes',
    '1.1.5-d': 'engagees.unites / ouvertes.unites',
}) }}
