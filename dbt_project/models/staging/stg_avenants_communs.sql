with

source as (
    {{ lac('avenants_communs') }}
)

select
    cast(id_avenant as varchar) as id_avenant,
    cast(uai_college as varchar) as entite,
    cast(code_departement as varchar) as code_departement,
    cast(avenant_objet as varchar) as avenant_objet,
    cast(avenant_statut as varchar) as avenant_statut,
    cast(date_signature as date) as date_signature,
    cast(date_fin as date) as date_fin,
    {{ oui_non('objectifs_chiffres') }} as objectifs_chiffres,
    cast(date_dernier_bilan as date) as date_dernier_bilan,
    cast(niveau_atteinte as varchar) as niveau_atteinte,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
