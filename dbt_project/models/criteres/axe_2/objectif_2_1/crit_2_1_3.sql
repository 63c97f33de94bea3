-- 2.1.3: personnels impliqués dans des publications scientifiques
with

auteurs as (
    {{ mesures(ref('stg_publications'), {
        'agents': 'count(distinct fait.agent)',
    }, ventilations=['publi_type'], filtre="fait.publi_type in (
        'article_revue_comite_lecture', 'chapitre', 'ouvrage', 'communication_colloque', 'these')") }}
),

publications as (
    {{ mesures(ref('stg_publications'), {
        'toutes': 'count(distinct fait.id_publication)',
    }, ventilations=['publi_type', 'comite_lecture'], niveaux=['departement', 'academie']) }}
)

{{ indicateurs({
    '2.1.3-a': 'auteurs.agents',
    '2.1.3-b': 'publications.toutes',
}) }}
