-- 4.2.4: communication et valorisation des expérimentations
with

actions as (
    {{ actions_documentees([
        'COMMUNICATION_EXPERIMENTATION', 'ATELIER_REFLEXION_COLLABORATIVE', 'VALORISATION_ACADEMIQUE',
        'VALORISATION_INTERACADEMIQUE',
    ], ventilations=['type_action', 'perimetre']) }}
),

-- as the specification writes it: whatever the progress of the workshop
ateliers as (
    {{ mesures(ref('fct_actions'), {
        'personnels': 'sum(fait.nb_personnels)',
    }, filtre="fait.type_action = 'ATELIER_REFLEXION_COLLABORATIVE'") }}
),

experimentations as (
    {{ mesures(ref('fct_experimentations'), {
        'valorisees': "count(distinct fait.id_projet) filter (where fait.exp_statut = 'valorise')",
        'admises': 'count(distinct fait.id_projet)',
    }, ventilations=['type_etablissement'],
    filtre="fait.exp_statut in ('retenu', 'accompagne', 'valorise', 'clos')") }}
),

publications as (
    {{ mesures(ref('stg_publications'), {
        'declarees': 'count(distinct fait.id_publication)',
    }, ventilations=['publi_type'], niveaux=['departement', 'academie'], filtre="fait.publi_type in (
        'article_professionnel', 'article_revue_comite_lecture', 'communication_colloque', 'rapport')") }}
)

{{ indicateurs({
    '4.2.4-a': 'actions.menees',
    '4.2.4-b': 'experimentations.valorisees / experimentations.admises',
    '4.2.4-c': 'publications.declarees',
    '4.2.4-d': 'ateliers.personnels',
}) }}
