with

source as (
    {{ lac('recherche_implications') }}
)

select
    cast(id_agent as varchar) as agent,
    cast(uai as varchar) as entite,
    cast(code_structure as varchar) as code_structure,
    cast(rech_type as varchar) as rech_type,
    cast(date_debut as date) as date_debut,
    cast(date_fin as date) as date_fin,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
