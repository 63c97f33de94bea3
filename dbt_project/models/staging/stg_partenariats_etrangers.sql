with

source as (
    {{ lac('partenariats_etrangers') }}
)

select
    cast(id_partenariat as varchar) as id_partenariat,
    cast(uai as varchar) as entite,
    cast(etablissement_etranger as varchar) as etablissement_etranger,
    cast(pays as varchar) as pays,
    cast(parten_etranger_type as varchar) as parten_etranger_type,
    cast(date_debut as date) as date_debut,
    cast(date_fin as date) as date_fin,
    {{ oui_non('actif') }} as actif,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
