select
    annee_scolaire,
    uai as entite,
    nom_etablissement,
    type_etablissement,
    education_prioritaire,
    uai_tete_de_reseau,
    nb_eleves
from {{ ref('stg_etablissements_ep') }}
