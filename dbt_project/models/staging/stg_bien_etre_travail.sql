with

source as (
    {{ lac('bien_etre_travail') }}
)

select
    cast(annee as varchar) as annee,
    cast(bet_code as varchar) as bet_code,
    cast(bet_source as varchar) as bet_source,
    cast(territoire_type as varchar) as territoire_type,
    cast(code_territoire as varchar) as code_territoire,
    cast(fonction as varchar) as fonction,
    cast(numerateur as decimal(18, 4)) as numerateur,
    cast(denominateur as decimal(18, 4)) as denominateur,
    cast(nb_repondants as bigint) as nb_repondants,
    _departement as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
