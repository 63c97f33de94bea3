with

source as (
    {{ lac('partenariats') }}
)

select
    cast(id_partenariat as varchar) as id_partenariat,
    cast(type_partenariat as varchar) as type_partenariat,
    cast(partenaire_nom as varchar) as partenaire_nom,
    cast(partenaire_siret as varchar) as partenaire_siret,
    cast(perimetre as varchar) as perimetre,
    cast(code_departement as varchar) as code_departement,
    cast(statut_convention as varchar) as statut_convention,
    cast(date_signature as date) as date_signature,
    cast(date_fin as date) as date_fin,
    cast(nb_eleves_beneficiaires as bigint) as nb_eleves_beneficiaires,
    {{ oui_non('evaluation_realisee') }} as evaluation_realisee,
    cast(niveau_partenariat as varchar) as niveau_partenariat,
    _departement as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
