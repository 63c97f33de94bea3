with

source as (
    {{ lac('instances_suivi') }}
)

select
    cast(id_seance as varchar) as id_seance,
    cast(date_seance as date) as date_seance,
    cast(uai as varchar) as entite,
    cast(instance_type as varchar) as instance_type,
    {{ oui_non('cas_complexe') }} as cas_complexe,
    cast(nb_eleves_concernes as bigint) as nb_eleves_concernes,
    cast(instance_decision as varchar) as instance_decision,
    {{ oui_non('suivi_formalise') }} as suivi_formalise,
    cast(date_reexamen_prevue as date) as date_reexamen_prevue,
    cast(date_reexamen_realise as date) as date_reexamen_realise,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
