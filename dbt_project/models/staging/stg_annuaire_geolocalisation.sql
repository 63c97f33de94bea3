with

source as (
    {{ lac('annuaire_geolocalisation') }}
)

select
    cast(uai as varchar) as uai,
    cast(appellation_officielle as varchar) as appellation_officielle,
    cast(denomination_principale as varchar) as denomination_principale,
    cast(patronyme_uai as varchar) as patronyme,
    cast(secteur as varchar) as secteur,
    cast(libelle_commune as varchar) as libelle_commune,
    cast(latitude as double) as latitude,
    cast(longitude as double) as longitude,
    cast(code_nature as varchar) as code_nature,
    cast(libelle_nature as varchar) as libelle_nature,
    cast(etat as varchar) as etat,
    cast(code_departement as varchar) as code_departement,
    cast(code_academie as varchar) as code_academie,
    cast(code_commune as varchar) as code_commune,
    cast(type_contrat_prive as varchar) as type_contrat_prive,
    cast(date_ouverture as date) as date_ouverture,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
