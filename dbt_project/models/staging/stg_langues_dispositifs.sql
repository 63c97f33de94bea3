with

source as (
    {{ lac('langues_dispositifs') }}
)

select
    cast(uai as varchar) as entite,
    cast(niveau as varchar) as niveau,
    cast(dispositif as varchar) as dispositif,
    cast(langue as varchar) as langue,
    cast(discipline_dnl as varchar) as discipline_dnl,
    cast(sexe as varchar) as sexe,
    cast(nb_eleves as bigint) as nb_eleves,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
