with

source as (
    {{ lac('communautes_membres') }}
)

select
    cast(id_cap as varchar) as id_cap,
    cast(id_agent as varchar) as agent,
    cast(uai as varchar) as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
