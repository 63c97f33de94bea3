with

source as (
    {{ lac('labellisations') }}
)

select
    cast(id_label as varchar) as id_label,
    cast(uai as varchar) as entite,
    cast(type_label as varchar) as type_label,
    cast(niveau_label as bigint) as niveau_label,
    cast(date_obtention as date) as date_obtention,
    cast(date_fin_validite as date) as date_fin_validite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
