-- 3.2.4: intégration des Campus sur leur territoire
with

-- the two kinds of partners that may be left blank add none where they are
campus as (
    {{ mesures(ref('stg_campus_metiers'), {
        'partenaires': 'sum(fait.nb_etab_secondaire + fait.nb_etab_superieur + coalesce(fait.nb_cfa_of, 0)
            + fait.nb_entreprises + coalesce(fait.nb_collectivites, 0))',
        'actions': 'sum(fait.nb_actions_territoire)',
        'integres': "count(distinct fait.id_reseau) filter (where fait.niveau_integration in ('3', '4'))",
        'tous': 'count(distinct fait.id_reseau)',
    }, ventilations=['filiere']) }}
)

{{ indicateurs({
    '3.2.4-a': 'campus.partenaires / campus.tous',
    '3.2.4-b': 'campus.actions',
    '3.2.4-c': 'campus.integres / campus.tous',
}) }}
