with

source as (
    {{ lac('referents') }}
)

select
    cast(uai as varchar) as entite,
    cast(type_referent as varchar) as type_referent,
    cast(id_agent as varchar) as agent,
    cast(fonction as varchar) as fonction,
    cast(date_nomination as date) as date_nomination,
    {{ oui_non('gpds_actif') }} as gpds_actif,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
