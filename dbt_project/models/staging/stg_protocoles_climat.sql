with

source as (
    {{ lac('protocoles_climat') }}
)

select
    cast(uai as varchar) as entite,
    {{ oui_non('adhesion_phare') }} as adhesion_phare,
    {{ oui_non('equipe_ressource_complete') }} as equipe_ressource_complete,
    cast(nb_personnels_formes as bigint) as nb_personnels_formes,
    cast(nb_ambassadeurs as bigint) as nb_ambassadeurs,
    {{ oui_non('questionnaire_passe') }} as questionnaire_passe,
    {{ oui_non('referent_laicite') }} as referent_laicite,
    {{ oui_non('protocole_formalise') }} as protocole_formalise,
    cast(niveau_deploiement as varchar) as niveau_deploiement,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
