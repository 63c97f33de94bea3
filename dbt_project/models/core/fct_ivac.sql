select
    annee_scolaire,
    uai as entite,
    nom_etablissement,
    secteur,
    nb_candidats_g,
    taux_reussite_g,
    va_taux_reussite_g,
    nb_candidats_p,
    taux_reussite_p,
    note_ecrit_g,
    va_note_g,
    note_ecrit_p,
    taux_acces_6e_3e,
    part_presents_3e
from {{ ref('stg_ivac') }}
