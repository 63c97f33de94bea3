with

source as (
    {{ lac('publications') }}
)

select
    cast(id_publication as varchar) as id_publication,
    cast(annee as varchar) as annee,
    cast(id_agent as varchar) as agent,
    coalesce(cast(uai as varchar), _departement) as entite,
    cast(publi_type as varchar) as publi_type,
    {{ oui_non('comite_lecture') }} as comite_lecture,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
