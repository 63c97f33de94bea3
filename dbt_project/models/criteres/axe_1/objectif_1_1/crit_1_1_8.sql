-- 1.1.8: rencontres, pratiques et connaissances en éducation artistique et culturelle
with

projets as (
    {{ mesures(ref('stg_eac_actions'), {
        'rencontre': "count(distinct fait.id_projet) filter (where fait.pilier_rencontre = 'O')",
        'pratique': "count(distinct fait.id_projet) filter (where fait.pilier_pratique = 'O')",
        'connaissances': "count(distinct fait.id_projet) filter (where fait.pilier_connaissances = 'O')",
        'trois_piliers': "count(distinct fait.id_projet) filter (
            where fait.pilier_rencontre = 'O' and fait.pilier_pratique = 'O' and fait.pilier_connaissances = 'O')",
        'tous': 'count(distinct fait.id_projet)',
    }, ventilations=['eac_domaine', 'eac_dispositif', 'degre', 'ruralite']) }}
),

couverture as (
    {{ mesures(ref('stg_eac_couverture'), {
        'eleves': 'sum(fait.nb_eleves)',
        'trois_piliers': 'sum(fait.nb_eleves_3_piliers)',
    }, ventilations=['niveau', 'degre', 'secteur', 'education_prioritaire', 'ruralite']) }}
)

{{ indicateurs({
    '1.1.8-a': 'projets.rencontre',
    '1.1.8-b': 'projets.pratique',
    '1.1.8-c': 'projets.connaissances',
    '1.1.8-d': 'projets.trois_piliers / projets.tous',
    '1.1.8-e': 'couverture.trois_piliers / couverture.eleves',
}) }}
