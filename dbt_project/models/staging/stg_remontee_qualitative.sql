with

source as (
    {{ lac('remontee_qualitative') }}
)

select
    cast(critere_code as varchar) as critere_code,
    cast(uai as varchar) as entite,
    cast(niveau_maturite as varchar) as niveau_maturite,
    cast(nb_actions as bigint) as nb_actions,
    cast(recit as varchar) as recit,
    cast(nb_preuves as bigint) as nb_preuves,
    cast(repondant_fonction as varchar) as repondant_fonction,
    cast(date_saisie as date) as date_saisie,
    {{ oui_non('valide') }} as valide,
    cast(niveau_double_lecture as varchar) as niveau_double_lecture,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
