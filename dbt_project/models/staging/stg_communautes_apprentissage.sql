with

source as (
    {{ lac('communautes_apprentissage') }}
)

select
    cast(id_cap as varchar) as id_cap,
    cast(intitule as varchar) as intitule,
    cast(cap_type as varchar) as cap_type,
    cast(date_creation as date) as date_creation,
    cast(date_fin as date) as date_fin,
    cast(code_departement as varchar) as code_departement,
    cast(code_bassin_formation as varchar) as code_bassin_formation,
    {{ oui_non('inter_degres') }} as inter_degres,
    {{ oui_non('adossement_recherche') }} as adossement_recherche,
    cast(nb_reunions as bigint) as nb_reunions,
    cast(nb_membres as bigint) as nb_membres,
    _departement as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
