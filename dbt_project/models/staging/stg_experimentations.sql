with

source as (
    {{ lac('experimentations') }}
)

select
    cast(id_projet as varchar) as id_projet,
    cast(uai as varchar) as entite,
    cast(intitule as varchar) as intitule,
    {{ oui_non('co_intervention') }} as co_intervention,
    {{ oui_non('innovante') }} as innovante,
    {{ oui_non('valorisable_academie') }} as valorisable_academie,
    cast(exp_statut as varchar) as exp_statut,
    cast(date_depot as date) as date_depot,
    cast(date_decision as date) as date_decision,
    {{ oui_non('article_34') }} as article_34,
    cast(niveau_evaluation as varchar) as niveau_evaluation,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
