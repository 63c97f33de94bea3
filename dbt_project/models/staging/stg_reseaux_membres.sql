with

source as (
    {{ lac('reseaux_membres') }}
)

select
    cast(id_reseau as varchar) as id_reseau,
    cast(uai as varchar) as entite,
    cast(date_entree as date) as date_entree,
    cast(date_sortie as date) as date_sortie,
    {{ oui_non('unite_active') }} as unite_active,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
