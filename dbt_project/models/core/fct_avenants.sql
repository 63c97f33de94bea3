select
    avenants.annee_scolaire,
    avenants.entite,
    avenants.id_avenant,
    avenants.avenant_objet,
    avenants.objectifs_chiffres = 'O' as chiffre,
    avenants.date_dernier_bilan between annees.debut and annees.fin as bilan_dans_l_annee
from {{ ref('stg_avenants_communs') }} as avenants
inner join {{ ref('dim_annee_scolaire') }} as annees on avenants.annee_scolaire = annees.annee_scolaire
where avenants.avenant_statut in ('signe', 'bilan_intermediaire', 'evalue')
