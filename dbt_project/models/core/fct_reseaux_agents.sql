select
    membres.annee_scolaire,
    membres.entite,
    membres.agent,
    membres.id_reseau,
    reseaux.type_reseau
from {{ ref('stg_reseaux_agents') }} as membres
left join {{ ref('fct_reseaux') }} as reseaux
    on
        membres.annee_scolaire = reseaux.annee_scolaire
        and membres.id_reseau = reseaux.id_reseau
