select distinct
    unites.annee_scolaire,
    unites.entite,
    unites.id_partenariat,
    partenariats.type_partenariat
from {{ ref('stg_partenariats_unites') }} as unites
inner join {{ ref('stg_partenariats') }} as partenariats
    on
        unites.id_partenariat = partenariats.id_partenariat
        and unites.annee_scolaire = partenariats.annee_scolaire
where partenariats.statut_convention = 'active'
