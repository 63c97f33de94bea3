select
    niveau_territoire,
    territoire,
    libelle,
    academie,
    departement,
    nature,
    secteur,
    code_commune,
    libelle_commune,
    latitude,
    longitude,
    etat,
    date_ouverture,
    hors_referentiel
from {{ ref('dim_territoire') }}
