-- 4.3.1: actions originales au sein des réseaux, démarches construites et objets de valorisation
with

actions as (
    {{ mesures(ref('fct_actions'), {
        'originales': 'count(distinct fait.id_action)',
        'avec_support': 'count(distinct fait.id_action) filter (where fait.avec_support)',
    }, ventilations=['type_reseau', 'theme_action'], filtre='fait.originale and fait.id_reseau is not null') }}
),

reseaux as (
    {{ mesures(ref('fct_reseaux'), {
        'autoevalues': 'count(distinct fait.id_reseau) filter (where fait.autoevalue)',
        'vivants': 'count(distinct fait.id_reseau) filter (where fait.vivant)',
    }, ventilations=['type_reseau']) }}
)

{{ indicateurs({
    '4.3.1-a': 'actions.originales',
    '4.3.1-b': 'actions.avec_support / actions.originales',
    '4.3.1-c': 'reseaux.autoevalues / reseaux.vivants',
}) }}
