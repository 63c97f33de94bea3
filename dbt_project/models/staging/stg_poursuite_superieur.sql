with

source as (
    {{ lac('poursuite_superieur') }}
)

select
    cast(session as varchar) as session,
    cast(uai as varchar) as entite,
    cast(type_bac as varchar) as type_bac,
    cast(sexe as varchar) as sexe,
    cast(nb_bacheliers as bigint) as nb_bacheliers,
    cast(nb_poursuivants as bigint) as nb_poursuivants,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
