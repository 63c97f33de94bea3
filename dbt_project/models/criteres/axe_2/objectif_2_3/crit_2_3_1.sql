-- 2.3.1: candidats et reçus aux épreuves de certification complémentaire
with

complementaire as (
    {{ mesures(ref('stg_certifications'), {
        'presents': "count(distinct fait.agent) filter (where fait.present = 'O')",
        'admis': "count(distinct fait.agent) filter (where fait.admis = 'O')",
    }, ventilations=['option_certification', 'sexe'],
    filtre="fait.type_certification = 'CERTIFICATION_COMPLEMENTAIRE'") }}
),

toutes as (
    {{ mesures(ref('stg_certifications'), {
        'presents': "count(distinct fait.agent || '|' || fait.type_certification) filter (where fait.present = 'O')",
        'admis': "count(distinct fait.agent || '|' || fait.type_certification) filter (where fait.admis = 'O')",
    }, ventilations=['type_certification', 'certif_voie', 'sexe']) }}
)

{{ indicateurs({
    '2.3.1-a': 'complementaire.presents',
    '2.3.1-b': 'complementaire.admis',
    '2.3.1-c': 'complementaire.admis / complementaire.presents',
    '2.3.1-d': 'toutes.presents',
    '2.3.1-e': 'toutes.admis',
}) }}
