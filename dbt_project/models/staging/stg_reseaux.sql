with

source as (
    {{ lac('reseaux') }}
)

select
    cast(id_reseau as varchar) as id_reseau,
    cast(type_reseau as varchar) as type_reseau,
    cast(intitule as varchar) as intitule,
    cast(uai_pilote as varchar) as entite,
    cast(code_departement as varchar) as code_departement,
    cast(date_creation as date) as date_creation,
    cast(date_dissolution as date) as date_dissolution,
    {{ oui_non('projet_formalise') }} as projet_formalise,
    {{ oui_non('outil_pilotage') }} as outil_pilotage,
    cast(date_autoevaluation as date) as date_autoevaluation,
    cast(niveau_coherence as varchar) as niveau_coherence,
    cast(nb_eleves as bigint) as nb_eleves,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
