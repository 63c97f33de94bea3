{#- Convention of the criterion: the census of the year before, and a difference of years, not an age. -#}
select distinct
    annees.annee_scolaire,
    eleves.entite,
    {{ rang_eleve('eleves.eleve') }} as eleve,
    eleves.sexe
from {{ ref('stg_eleves') }} as eleves
inner join {{ ref('dim_annee_scolaire') }} as annees
    on cast(left(eleves.annee_scolaire, 4) as integer) = annees.rentree - 1
where annees.rentree - 1 - eleves.annee_naissance >= {{ var('age_decrochage') }}
