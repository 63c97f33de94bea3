-- as the specification writes it: the end of validity alone is compared with the day of observation
select
    effectifs.annee_scolaire,
    effectifs.entite,
    effectifs.niveau,
    effectifs.sexe,
    effectifs.college,
    effectifs.second_degre,
    effectifs.nb_eleves
from {{ ref('fct_effectifs') }} as effectifs
where exists (
    select 1
    from {{ ref('fct_labels') }} as labels
    where
        labels.annee_scolaire = effectifs.annee_scolaire
        and labels.entite = effectifs.entite
        and labels.type_label = 'E3D'
        and labels.non_echu
)
