with

source as (
    {{ lac('conventions_territoire') }}
)

select
    cast(id_convention as varchar) as id_convention,
    cast(type_convention as varchar) as type_convention,
    cast(intitule as varchar) as intitule,
    cast(code_departement as varchar) as code_departement,
    cast(statut_convention as varchar) as statut_convention,
    cast(date_signature as date) as date_signature,
    cast(date_fin as date) as date_fin,
    {{ oui_non('inclut_eac') }} as inclut_eac,
    cast(nb_communes as bigint) as nb_communes,
    cast(nb_unites as bigint) as nb_unites,
    {{ oui_non('signataire_drac') }} as signataire_drac,
    {{ oui_non('signataire_collectivite') }} as signataire_collectivite,
    _departement as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
