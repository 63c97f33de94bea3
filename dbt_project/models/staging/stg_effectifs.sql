with

source as (
    {{ lac('effectifs') }}
)

select
    cast(date_observation as date) as date_observation,
    cast(uai as varchar) as entite,
    cast(niveau as varchar) as niveau,
    cast(sexe as varchar) as sexe,
    cast(regime as varchar) as regime,
    cast(nb_eleves as bigint) as nb_eleves,
    cast(nb_boursiers as bigint) as nb_boursiers,
    cast(nb_divisions as bigint) as nb_divisions,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
