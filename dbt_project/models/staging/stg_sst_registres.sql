with

source as (
    {{ lac('sst_registres') }}
)

select
    cast(id_fiche as varchar) as id_fiche,
    cast(date_depot as date) as date_depot,
    cast(uai as varchar) as entite,
    cast(type_fiche as varchar) as type_fiche,
    {{ oui_non('theme_rps') }} as theme_rps,
    cast(date_reponse as date) as date_reponse,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
