-- 1.2.1: co-interventions par unité éducative
with

co_interventions as (
    {{ mesures(ref('stg_co_intervention'), {
        'heures': 'sum(fait.heures_annuelles)',
        'heures_de_projet': "coalesce(sum(fait.heures_annuelles) filter (where fait.inscrite_projet = 'O'), 0)",
        'unites': 'count(distinct fait.entite) filter (where fait.heures_annuelles > 0)',
    }, ventilations=['cointerv_type', 'type_etablissement', 'secteur', 'education_prioritaire']) }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative', ventilations=['type_etablissement', 'secteur', 'education_prioritaire']) }}
)

{{ indicateurs({
    '1.2.1-a': 'co_interventions.heures / ouvertes.unites',
    '1.2.1-b': 'co_interventions.unites / ouvertes.unites',
    '1.2.1-c': 'co_interventions.heures_de_projet / co_interventions.heures',
}) }}
