with

source as (
    {{ lac('reseaux_agents') }}
)

select
    cast(id_reseau as varchar) as id_reseau,
    cast(id_agent as varchar) as agent,
    cast(uai as varchar) as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
