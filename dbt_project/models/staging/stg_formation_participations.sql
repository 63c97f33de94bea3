with

source as (
    {{ lac('formation_participations') }}
)

select
    cast(id_session as varchar) as id_session,
    cast(id_agent as varchar) as agent,
    cast(uai as varchar) as entite,
    {{ oui_non('inscrit') }} as inscrit,
    {{ oui_non('convoque') }} as convoque,
    {{ oui_non('present') }} as present,
    cast(heures_suivies as decimal(18, 4)) as heures_suivies,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
