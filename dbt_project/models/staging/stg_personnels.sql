with

source as (
    {{ lac('personnels') }}
)

select
    cast(id_agent as varchar) as agent,
    cast(uai as varchar) as entite,
    cast(degre as varchar) as degre,
    cast(fonction as varchar) as fonction,
    cast(sexe as varchar) as sexe,
    cast(annee_naissance as bigint) as annee_naissance,
    {{ oui_non('titulaire') }} as titulaire,
    {{ oui_non('neo_titulaire') }} as neo_titulaire,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
