with

source as (
    {{ lac('reunions') }}
)

select
    cast(id_reunion as varchar) as id_reunion,
    cast(type_reunion as varchar) as type_reunion,
    cast(territoire_type as varchar) as territoire_type,
    cast(code_territoire as varchar) as code_territoire,
    cast(date_reunion as date) as date_reunion,
    cast(nb_invites as bigint) as nb_invites,
    cast(nb_presents as bigint) as nb_presents,
    {{ oui_non('compte_rendu') }} as compte_rendu,
    {{ oui_non('familles_eloignees') }} as familles_eloignees,
    _departement as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
