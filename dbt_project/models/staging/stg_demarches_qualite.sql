with

source as (
    {{ lac('demarches_qualite') }}
)

select
    cast(uai as varchar) as entite,
    cast(qualite_type as varchar) as qualite_type,
    cast(date_engagement as date) as date_engagement,
    {{ oui_non('active') }} as active,
    cast(nb_procedures as bigint) as nb_procedures,
    cast(nb_procedures_validees as bigint) as nb_procedures_validees,
    cast(niveau_maturite as varchar) as niveau_maturite,
    cast(date_derniere_evaluation as date) as date_derniere_evaluation,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
