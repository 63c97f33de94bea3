with

cellules as (
    select
        annee_scolaire,
        coalesce(nullif(departement, 'academie'), academie) as entite,
        age,
        serie,
        inscrits,
        presents,
        admis,
        admis_ab + admis_b + admis_tb as mentions,
        inscrits_filles,
        presents_filles,
        admis_filles,
        admis_ab_filles + admis_b_filles + admis_tb_filles as mentions_filles,
        -- a withheld cell gives no boys by difference: the difference would publish it
        presents_filles is not null and admis_filles is not null as ventilee
    from {{ ref('stg_dnb_departement') }}
)

select
    annee_scolaire,
    entite,
    age,
    serie,
    'F' as sexe,
    inscrits_filles as inscrits,
    presents_filles as presents,
    admis_filles as admis,
    mentions_filles as mentions
from cellules
where ventilee
union all
select
    annee_scolaire,
    entite,
    age,
    serie,
    'M' as sexe,
    inscrits - inscrits_filles as inscrits,
    presents - presents_filles as presents,
    admis - admis_filles as admis,
    mentions - mentions_filles as mentions
from cellules
where ventilee
union all
select
    annee_scolaire,
    entite,
    age,
    serie,
    null as sexe,
    inscrits,
    presents,
    admis,
    mentions
from cellules
where not ventilee
