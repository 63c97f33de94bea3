with

source as (
    {{ lac('fusions_etablissements') }}
)

select
    cast(uai as varchar) as entite,
    cast(uai_successeur as varchar) as uai_successeur,
    cast(date_effet as date) as date_effet,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
