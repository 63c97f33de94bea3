with

source as (
    {{ lac('campus_metiers') }}
)

select
    cast(id_reseau as varchar) as id_reseau,
    cast(filiere as varchar) as filiere,
    {{ oui_non('label_excellence') }} as label_excellence,
    cast(nb_etab_secondaire as bigint) as nb_etab_secondaire,
    cast(nb_etab_superieur as bigint) as nb_etab_superieur,
    cast(nb_cfa_of as bigint) as nb_cfa_of,
    cast(nb_entreprises as bigint) as nb_entreprises,
    cast(nb_collectivites as bigint) as nb_collectivites,
    cast(nb_apprenants as bigint) as nb_apprenants,
    cast(nb_actions_territoire as bigint) as nb_actions_territoire,
    cast(niveau_integration as varchar) as niveau_integration,
    _departement as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
