-- 4.3.3: participation des membres des réseaux en tant qu'experts
with

experts as (
    {{ mesures(ref('fct_interventions'), {
        'membres': 'count(distinct fait.agent) filter (where fait.membre)',
        'reseaux': 'count(distinct fait.id_reseau)',
    }, ventilations=['type_reseau', 'type_action']) }}
),

-- actions know the département alone: the two sides of the ratios stop there
membres as (
    {{ mesures(ref('fct_reseaux_agents'), {
        'agents': 'count(distinct fait.agent)',
    }, ventilations=['type_reseau'], niveaux=['departement', 'academie']) }}
),

reseaux as (
    {{ mesures(ref('fct_reseaux'), {
        'vivants': 'count(distinct fait.id_reseau) filter (where fait.vivant)',
    }, ventilations=['type_reseau'], niveaux=['departement', 'academie']) }}
)

{{ indicateurs({
    '4.3.3-a': 'experts.membres / membres.agents',
    '4.3.3-b': 'experts.membres',
    '4.3.3-c': 'experts.reseaux / reseaux.vivants',
}) }}
