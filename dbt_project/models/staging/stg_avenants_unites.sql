with

source as (
    {{ lac('avenants_unites') }}
)

select
    cast(id_avenant as varchar) as id_avenant,
    cast(uai as varchar) as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
