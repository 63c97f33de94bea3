with

source as (
    {{ lac('ips_colleges') }}
)

select
    cast(rentree_scolaire as varchar) as rentree_scolaire,
    cast(uai as varchar) as uai,
    cast(code_departement as varchar) as code_departement,
    cast(nom_etablissement as varchar) as nom_etablissement,
    cast(code_commune as varchar) as code_commune,
    cast(nom_commune as varchar) as nom_commune,
    cast(secteur as varchar) as secteur,
    cast(effectifs as bigint) as effectifs,
    cast(ips as double) as ips,
    cast(ecart_type_ips as double) as ecart_type_ips,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
