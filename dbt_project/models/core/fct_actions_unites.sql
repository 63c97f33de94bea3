select distinct
    unites.annee_scolaire,
    unites.entite,
    unites.id_action,
    actions.type_action,
    actions.theme_action,
    actions.engagee,
    actions.menee
from {{ ref('stg_actions_unites') }} as unites
inner join {{ ref('fct_actions') }} as actions
    on
        unites.id_action = actions.id_action
        and unites.annee_scolaire = actions.annee_scolaire
