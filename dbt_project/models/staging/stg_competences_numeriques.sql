with

source as (
    {{ lac('competences_numeriques') }}
)

select
    cast(uai as varchar) as entite,
    cast(niveau as varchar) as niveau,
    cast(nb_eleves_concernes as bigint) as nb_eleves_concernes,
    cast(nb_inscrits as bigint) as nb_inscrits,
    cast(nb_certifies as bigint) as nb_certifies,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
