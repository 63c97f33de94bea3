with

experts as (
    select distinct
        annee_scolaire,
        agent,
        type_action,
        type_reseau as type_represente
    from {{ ref('fct_interventions') }}
)

select
    membres.annee_scolaire,
    membres.entite,
    membres.agent,
    membres.id_reseau,
    reseaux.type_reseau,
    experts.type_action,
    experts.type_represente
from {{ ref('stg_reseaux_agents') }} as membres
left join {{ ref('fct_reseaux') }} as reseaux
    on
        membres.annee_scolaire = reseaux.annee_scolaire
        and membres.id_reseau = reseaux.id_reseau
left join experts
    on
        membres.annee_scolaire = experts.annee_scolaire
        and membres.agent = experts.agent
