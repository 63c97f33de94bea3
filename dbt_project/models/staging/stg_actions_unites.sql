with

source as (
    {{ lac('actions_unites') }}
)

select
    cast(id_action as varchar) as id_action,
    cast(uai as varchar) as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
