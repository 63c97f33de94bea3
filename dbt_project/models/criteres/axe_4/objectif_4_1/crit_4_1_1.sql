-- 4.1.1: engagement des équipes enseignantes dans l'exploitation des tests standardisés
with

exploitations as (
    {{ mesures(ref('stg_evaluations_exploitation'), {
        'concertees': "count(distinct fait.entite) filter (where fait.concertation_dediee = 'O')",
        'avec_plan': "count(distinct fait.entite) filter (where fait.plan_action_formalise = 'O')",
        'appropriees': "count(distinct fait.entite) filter (where fait.niveau_appropriation in ('3', '4'))",
        'cotees': 'count(distinct fait.entite) filter (where fait.niveau_appropriation is not null)',
    }, ventilations=['eval_campagne', 'degre', 'secteur', 'education_prioritaire']) }}
),

campagnes as (
    {{ mesures(ref('stg_evaluations_nationales'), {
        'unites': 'count(distinct fait.entite) filter (where fait.nb_attendus > 0)',
    }, ventilations=['eval_campagne', 'degre', 'secteur', 'education_prioritaire']) }}
)

{{ indicateurs({
    '4.1.1-a': 'exploitations.concertees / campagnes.unites',
    '4.1.1-b': 'exploitations.avec_plan / campagnes.unites',
    '4.1.1-c': 'exploitations.appropriees / exploitations.cotees',
}) }}
