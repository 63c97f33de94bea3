select
    projets.annee_scolaire,
    projets.entite,
    projets.id_projet,
    projets.exp_statut,
    projets.co_intervention = 'O' as co_intervention,
    projets.innovante,
    projets.valorisable_academie,
    decision.rang_ouvre - depot.rang_ouvre as delai_jours_ouvres
from {{ ref('stg_experimentations') }} as projets
left join {{ ref('dim_jour') }} as depot on projets.date_depot = depot.jour
left join {{ ref('dim_jour') }} as decision on projets.date_decision = decision.jour
