with

source as (
    {{ lac('eac_couverture') }}
)

select
    cast(uai as varchar) as entite,
    cast(niveau as varchar) as niveau,
    cast(nb_eleves as bigint) as nb_eleves,
    cast(nb_eleves_touches as bigint) as nb_eleves_touches,
    cast(nb_eleves_3_piliers as bigint) as nb_eleves_3_piliers,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
