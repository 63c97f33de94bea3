with

source as (
    {{ lac('dnb_departement') }}
)

select
    cast(annee as varchar) as session,
    cast(academie as varchar) as academie,
    cast(code_departement as varchar) as code_departement,
    cast(age as varchar) as age,
    cast(serie as varchar) as serie,
    cast(inscrits as bigint) as inscrits,
    cast(presents as bigint) as presents,
    cast(admis as bigint) as admis,
    cast(admis_sans_mention as bigint) as admis_sans_mention,
    cast(admis_ab as bigint) as admis_ab,
    cast(admis_b as bigint) as admis_b,
    cast(admis_tb as bigint) as admis_tb,
    cast(inscrits_filles as bigint) as inscrits_filles,
    cast(presents_filles as bigint) as presents_filles,
    cast(admis_filles as bigint) as admis_filles,
    cast(admis_sans_mention_filles as bigint) as admis_sans_mention_filles,
    cast(admis_ab_filles as bigint) as admis_ab_filles,
    cast(admis_b_filles as bigint) as admis_b_filles,
    cast(admis_tb_filles as bigint) as admis_tb_filles,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
