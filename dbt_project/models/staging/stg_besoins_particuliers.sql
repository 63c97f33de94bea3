with

source as (
    {{ lac('besoins_particuliers') }}
)

select
    cast(uai as varchar) as entite,
    cast(niveau as varchar) as niveau,
    cast(type_accompagnement as varchar) as type_accompagnement,
    cast(nb_eleves as bigint) as nb_eleves,
    cast(nb_eleves_accompagnes as bigint) as nb_eleves_accompagnes,
    cast(nb_eleves_en_attente as bigint) as nb_eleves_en_attente,
    cast(delai_median_jours as decimal(18, 4)) as delai_median_jours,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
