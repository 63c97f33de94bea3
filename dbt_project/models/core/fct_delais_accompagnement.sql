{#- One row per accompanied pupil: the median of these rows is the median of the schools weighted by their pupils. -#}
select
    annee_scolaire,
    entite,
    type_accompagnement,
    delai_median_jours,
    unnest(range(nb_eleves_accompagnes)) as rang
from {{ ref('stg_besoins_particuliers') }}
where delai_median_jours is not null
