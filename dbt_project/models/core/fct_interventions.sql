with

membres as (
    select distinct
        annee_scolaire,
        agent
    from {{ ref('fct_reseaux_agents') }}
)

-- an intervention takes place where its action does
select
    interventions.annee_scolaire,
    actions.entite,
    interventions.id_action,
    interventions.agent,
    interventions.id_reseau,
    actions.type_action,
    reseaux.type_reseau,
    membres.agent is not null as membre
from {{ ref('stg_actions_intervenants') }} as interventions
inner join {{ ref('fct_actions') }} as actions
    on
        interventions.annee_scolaire = actions.annee_scolaire
        and interventions.id_action = actions.id_action
left join {{ ref('fct_reseaux') }} as reseaux
    on
        interventions.annee_scolaire = reseaux.annee_scolaire
        and interventions.id_reseau = reseaux.id_reseau
left join membres
    on
        interventions.annee_scolaire = membres.annee_scolaire
        and interventions.agent = membres.agent
where
    interventions.role_expert = 'O'
    and actions.type_action in ('VALORISATION_ACADEMIQUE', 'VALORISATION_INTERACADEMIQUE')
