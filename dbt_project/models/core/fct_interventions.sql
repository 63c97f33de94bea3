-- an action tells the département at most: an expert stands for a network, which lies where its pilot does
select
    interventions.annee_scolaire,
    coalesce(reseaux.entite, 'academie') as entite,
    interventions.id_action,
    interventions.agent,
    interventions.id_reseau,
    actions.type_action,
    reseaux.type_reseau
from {{ ref('stg_actions_intervenants') }} as interventions
inner join {{ ref('fct_actions') }} as actions
    on
        interventions.annee_scolaire = actions.annee_scolaire
        and interventions.id_action = actions.id_action
left join {{ ref('fct_reseaux') }} as reseaux
    on
        interventions.annee_scolaire = reseaux.annee_scolaire
        and interventions.id_reseau = reseaux.id_reseau
where
    interventions.role_expert = 'O'
    and actions.type_action in ('VALORISATION_ACADEMIQUE', 'VALORISATION_INTERACADEMIQUE')
