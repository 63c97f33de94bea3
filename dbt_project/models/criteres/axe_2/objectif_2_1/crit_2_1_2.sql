-- 2.1.2: personnels impliqués dans une unité mixte de recherche
with

implications as (
    {{ avec_agent(ref('stg_recherche_implications')) }}
),

umr as (
    {{ mesures('implications', {
        'agents': 'count(distinct fait.agent)',
    }, ventilations=['rech_type', 'degre', 'fonction'], filtre="fait.rech_type in ('membre_umr', 'associe_umr')") }}
),

toutes as (
    {{ mesures('implications', {
        'agents': 'count(distinct fait.agent)',
    }, ventilations=['rech_type', 'degre']) }}
),

partenaires as (
    {{ mesures('implications', {
        'structures': 'count(distinct fait.code_structure)',
    }, niveaux=['departement', 'academie'], filtre="fait.rech_type in ('membre_umr', 'associe_umr')") }}
)

{{ indicateurs({
    '2.1.2-a': 'umr.agents',
    '2.1.2-b': 'toutes.agents',
    '2.1.2-c': 'partenaires.structures',
}) }}
