with

source as (
    {{ lac('clee_actions') }}
)

select
    cast(id_action as varchar) as id_action,
    cast(clee as varchar) as clee,
    cast(code_bassin_formation as varchar) as code_bassin_formation,
    cast(code_departement as varchar) as code_departement,
    cast(clee_type as varchar) as clee_type,
    cast(date_action as date) as date_action,
    cast(nb_eleves as bigint) as nb_eleves,
    cast(nb_unites as bigint) as nb_unites,
    cast(nb_entreprises as bigint) as nb_entreprises,
    _departement as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
