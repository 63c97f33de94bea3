with

source as (
    {{ lac('actions_intervenants') }}
)

select
    cast(id_action as varchar) as id_action,
    cast(id_agent as varchar) as agent,
    cast(id_reseau as varchar) as id_reseau,
    {{ oui_non('role_expert') }} as role_expert,
    _departement as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
