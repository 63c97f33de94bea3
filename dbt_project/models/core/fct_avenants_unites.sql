select distinct
    unites.annee_scolaire,
    unites.entite
from {{ ref('stg_avenants_unites') }} as unites
inner join {{ ref('fct_avenants') }} as avenants
    on
        unites.id_avenant = avenants.id_avenant
        and unites.annee_scolaire = avenants.annee_scolaire
