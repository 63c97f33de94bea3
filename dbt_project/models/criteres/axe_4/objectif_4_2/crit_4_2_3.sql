-- 4.2.3: actions d'appartenance à une communauté éducative ou apprenante
with

actions as (
    {{ actions_documentees(['APPARTENANCE_COMMUNAUTE']) }}
),

porteuses as (
    {{ mesures(ref('fct_actions_unites'), {
        'unites': 'count(distinct fait.entite)',
    }, ventilations=axes_scolaires(),
    filtre="fait.menee and fait.type_action = 'APPARTENANCE_COMMUNAUTE'") }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
)

{{ indicateurs({
    '4.2.3-a': 'actions.menees',
    '4.2.3-b': 'porteuses.unites / ouvertes.unites',
}) }}
