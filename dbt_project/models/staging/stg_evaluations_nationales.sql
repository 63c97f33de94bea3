with

source as (
    {{ lac('evaluations_nationales') }}
)

select
    cast(eval_campagne as varchar) as eval_campagne,
    cast(uai as varchar) as entite,
    cast(discipline as varchar) as discipline,
    cast(domaine as varchar) as domaine,
    cast(nb_attendus as bigint) as nb_attendus,
    cast(nb_evalues as bigint) as nb_evalues,
    cast(nb_a_besoins as bigint) as nb_a_besoins,
    cast(nb_fragiles as bigint) as nb_fragiles,
    cast(nb_satisfaisants as bigint) as nb_satisfaisants,
    cast(score_moyen as decimal(18, 4)) as score_moyen,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
