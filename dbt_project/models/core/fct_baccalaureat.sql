select
    annee_scolaire,
    departement as entite,
    voie,
    sexe,
    presents,
    admis
from {{ ref('stg_bac_departement') }}
