with

source as (
    {{ lac('co_intervention') }}
)

select
    cast(uai as varchar) as entite,
    cast(niveau as varchar) as niveau,
    cast(cointerv_type as varchar) as cointerv_type,
    cast(discipline_1 as varchar) as discipline_1,
    cast(discipline_2 as varchar) as discipline_2,
    cast(heures_annuelles as decimal(18, 4)) as heures_annuelles,
    cast(nb_divisions as bigint) as nb_divisions,
    cast(nb_eleves as bigint) as nb_eleves,
    cast(nb_enseignants as bigint) as nb_enseignants,
    {{ oui_non('inscrite_projet') }} as inscrite_projet,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
