with

source as (
    {{ lac('barometre_2024') }}
)

select
    cast(enforce_zone_id as varchar) as code_zone,
    cast(date_mesure as date) as date_mesure,
    cast(maille as varchar) as maille,
    cast(valeur_initiale as double) as valeur_initiale,
    cast(valeur_actuelle as double) as valeur_actuelle,
    cast(valeur_cible as double) as valeur_cible,
    cast(taux_progression as double) as taux_progression,
    _mesure as mesure,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
