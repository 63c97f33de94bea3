with

source as (
    {{ lac('actions') }}
)

select
    cast(id_action as varchar) as id_action,
    cast(type_action as varchar) as type_action,
    cast(intitule as varchar) as intitule,
    cast(critere_code as varchar) as critere_code,
    cast(theme_action as varchar) as theme_action,
    cast(instance_porteuse as varchar) as instance_porteuse,
    cast(uai_porteur as varchar) as uai_porteur,
    cast(id_reseau as varchar) as id_reseau,
    cast(perimetre as varchar) as perimetre,
    cast(code_departement as varchar) as code_departement,
    cast(date_debut as date) as date_debut,
    cast(date_fin as date) as date_fin,
    cast(statut_action as varchar) as statut_action,
    {{ oui_non('inter_degres') }} as inter_degres,
    cast(nb_eleves_touches as bigint) as nb_eleves_touches,
    cast(nb_personnels as bigint) as nb_personnels,
    {{ oui_non('support_valorisation') }} as support_valorisation,
    {{ oui_non('originale') }} as originale,
    {{ oui_non('evaluation_realisee') }} as evaluation_realisee,
    cast(niveau_evaluation as varchar) as niveau_evaluation,
    cast(preuve as varchar) as preuve,
    _departement as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
