with

source as (
    {{ lac('barometre_2023') }}
)

select
    cast(mesure_libelle as varchar) as mesure_libelle,
    cast(indicateur_libelle as varchar) as indicateur_libelle,
    cast(code_departement as varchar) as code_departement,
    cast(date_mesure as date) as date_mesure,
    cast(valeur as double) as valeur,
    cast(unite as varchar) as unite,
    _mesure as mesure,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
