select
    seances.annee_scolaire,
    seances.entite,
    seances.id_seance,
    seances.instance_type,
    seances.instance_decision,
    seances.cas_complexe = 'O' as cas_complexe,
    seances.suivi_formalise = 'O' as suivi_formalise,
    seances.instance_type in ('conseil_discipline', 'conseil_discipline_departemental') as conseil_discipline,
    seances.date_reexamen_prevue <= annees.date_observation as reexamen_echu,
    seances.date_reexamen_realise <= seances.date_reexamen_prevue as reexamen_a_temps
from {{ ref('stg_instances_suivi') }} as seances
inner join {{ ref('dim_annee_scolaire') }} as annees on seances.annee_scolaire = annees.annee_scolaire
