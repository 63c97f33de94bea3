-- 4.3.3: participation des membres des réseaux en tant qu'experts
with

-- the type of an expert is that of the network that he represents, as the specification writes it
interventions as (
    select
        annee_scolaire,
        entite,
        agent,
        type_action,
        type_represente as type_reseau
    from {{ ref('fct_reseaux_agents') }}
    where type_action is not null
),

experts as (
    {{ mesures('interventions', {
        'membres': 'count(distinct fait.agent)',
    }, ventilations=['type_reseau', 'type_action']) }}
),

membres as (
    {{ mesures(ref('fct_reseaux_agents'), {
        'agents': 'count(distinct fait.agent)',
    }, ventilations=['type_reseau']) }}
),

representes as (
    {{ mesures(ref('fct_interventions'), {
        'reseaux': 'count(distinct fait.id_reseau)',
    }, ventilations=['type_reseau'], filtre='fait.id_reseau is not null') }}
),

reseaux as (
    {{ mesures(ref('fct_reseaux'), {
        'vivants': 'count(distinct fait.id_reseau) filter (where fait.vivant)',
    }, ventilations=['type_reseau']) }}
)

{{ indicateurs({
    '4.3.3-a': 'experts.membres / membres.agents',
    '4.3.3-b': 'experts.membres',
    '4.3.3-c': 'representes.reseaux / reseaux.vivants',
}) }}
