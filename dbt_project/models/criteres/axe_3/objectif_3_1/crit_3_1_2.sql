-- 3.1.2: réseaux constitués, leur cohérence et les actions proposées
with

reseaux as (
    {{ mesures(ref('fct_reseaux'), {
        'vivants': 'count(distinct fait.id_reseau) filter (where fait.vivant)',
        'avec_projet': 'count(distinct fait.id_reseau) filter (where fait.projet_formalise)',
        'coherents': "count(distinct fait.id_reseau) filter (where fait.niveau_coherence in ('3', '4'))",
        'evalues': 'count(distinct fait.id_reseau) filter (where fait.niveau_coherence is not null)',
    }, ventilations=['type_reseau']) }}
),

actions as (
    {{ mesures(ref('fct_actions'), {
        'proposees': 'count(distinct fait.id_action)',
    }, ventilations=['type_reseau', 'theme_action', 'statut_action'], filtre='fait.id_reseau is not null') }}
)

{{ indicateurs({
    '3.1.2-a': 'reseaux.vivants',
    '3.1.2-b': 'actions.proposees',
    '3.1.2-c': 'reseaux.avec_projet / reseaux.vivants',
    '3.1.2-d': 'reseaux.coherents / reseaux.evalues',
}) }}
