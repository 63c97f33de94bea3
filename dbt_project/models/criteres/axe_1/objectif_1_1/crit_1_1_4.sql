-- 1.1.4: difficulté scolaire et besoins éducatifs particuliers
with

besoins as (
    {{ mesures(ref('stg_besoins_particuliers'), {
        'eleves': 'sum(fait.nb_eleves)',
        'pps': "coalesce(sum(fait.nb_eleves) filter (where fait.type_accompagnement = 'PPS'), 0)",
        'accompagnes': 'sum(fait.nb_eleves_accompagnes)',
        'en_attente': 'sum(fait.nb_eleves_en_attente)',
    }, ventilations=['type_accompagnement', 'niveau', 'degre', 'secteur']) }}
),

effectifs as (
    {{ mesures(ref('fct_effectifs'), {
        'eleves': 'sum(fait.nb_eleves)',
    }, ventilations=['niveau', 'degre', 'secteur']) }}
),

delais as (
    {{ mesures(ref('fct_delais_accompagnement'), {
        'median': 'median(fait.delai_median_jours)',
    }, ventilations=['type_accompagnement', 'degre']) }}
)

{{ indicateurs({
    '1.1.4-a': 'besoins.eleves',
    '1.1.4-b': 'besoins.pps / effectifs.eleves',
    '1.1.4-c': 'besoins.accompagnes / besoins.eleves',
    '1.1.4-d': 'besoins.en_attente',
    '1.1.4-e': 'delais.median',
}) }}
