-- 4.3.2: actions d'échange inter-réseaux remontant du territoire
with

echanges as (
    {{ mesures(ref('fct_actions'), {
        'menes': 'count(distinct fait.id_action) filter (where fait.menee)',
        'interacademiques': "count(distinct fait.id_action) filter (where fait.perimetre = 'region_academique')",
        'tous': 'count(distinct fait.id_action)',
        'reseaux': 'count(distinct fait.id_reseau)',
    }, ventilations=['perimetre', 'theme_action', 'type_reseau'],
    filtre="fait.type_action = 'ECHANGE_INTER_RESEAUX'") }}
),

-- actions know the département alone: the two sides of the ratio stop there
reseaux as (
    {{ mesures(ref('fct_reseaux'), {
        'vivants': 'count(distinct fait.id_reseau) filter (where fait.vivant)',
    }, ventilations=['type_reseau'], niveaux=['departement', 'academie']) }}
)

{{ indicateurs({
    '4.3.2-a': 'echanges.menes',
    '4.3.2-b': 'echanges.reseaux / reseaux.vivants',
    '4.3.2-c': 'echanges.interacademiques / echanges.tous',
}) }}
