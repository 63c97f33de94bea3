with

source as (
    {{ lac('volet_culturel') }}
)

select
    cast(id_agent as varchar) as agent,
    cast(uai as varchar) as entite,
    {{ oui_non('conception_volet') }} as conception_volet,
    {{ oui_non('conduite_projet') }} as conduite_projet,
    {{ oui_non('referent_culture') }} as referent_culture,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
