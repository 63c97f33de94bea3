with

source as (
    {{ lac('partenariats_unites') }}
)

select
    cast(id_partenariat as varchar) as id_partenariat,
    cast(uai as varchar) as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
