with

source as (
    {{ lac('bts_resultats') }}
)

select
    cast(session as varchar) as session,
    cast(uai as varchar) as entite,
    cast(specialite as varchar) as specialite,
    cast(type_bac as varchar) as type_bac,
    cast(sexe as varchar) as sexe,
    cast(nb_presents as bigint) as nb_presents,
    cast(nb_admis as bigint) as nb_admis,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
