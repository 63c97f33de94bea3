select
    annee_scolaire,
    uai as entite,
    nom_etablissement,
    part_poursuite_etudes,
    part_emploi_6_mois,
    part_autre_6_mois,
    taux_poursuite_etudes,
    taux_emploi_6_mois,
    taux_emploi_6_mois_attendu,
    va_emploi_6_mois,
    taux_emploi_12_mois,
    taux_emploi_18_mois,
    taux_emploi_24_mois
from {{ ref('stg_inserjeunes_cfa') }}
