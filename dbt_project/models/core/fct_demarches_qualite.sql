select
    demarches.annee_scolaire,
    demarches.entite,
    demarches.qualite_type,
    demarches.nb_procedures,
    demarches.nb_procedures_validees,
    demarches.date_derniere_evaluation > annees.date_observation - interval 3 year as evaluation_recente
from {{ ref('stg_demarches_qualite') }} as demarches
inner join {{ ref('dim_annee_scolaire') }} as annees on demarches.annee_scolaire = annees.annee_scolaire
where demarches.active = 'O'
