with

source as (
    {{ lac('bac_departement') }}
)

select
    cast(session as varchar) as session,
    cast(code_departement as varchar) as code_departement,
    cast(voie as varchar) as voie,
    cast(sexe as varchar) as sexe,
    cast(presents as bigint) as presents,
    cast(admis as bigint) as admis,
    cast(taux_reussite as double) as taux_reussite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
