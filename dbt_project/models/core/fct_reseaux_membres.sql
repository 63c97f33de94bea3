-- as the specification writes it: of the network, its dissolution alone is compared with the day of observation
select
    membres.annee_scolaire,
    membres.entite,
    membres.id_reseau,
    reseaux.type_reseau,
    membres.unite_active = 'O' as active,
    membres.date_entree <= annees.date_observation
    and coalesce(membres.date_sortie > annees.date_observation, true)
    and coalesce(reseaux.non_dissous, false) as federee
from {{ ref('stg_reseaux_membres') }} as membres
inner join {{ ref('dim_annee_scolaire') }} as annees on membres.annee_scolaire = annees.annee_scolaire
left join {{ ref('fct_reseaux') }} as reseaux
    on
        membres.annee_scolaire = reseaux.annee_scolaire
        and membres.id_reseau = reseaux.id_reseau
