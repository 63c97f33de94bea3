select
    niveau_territoire,
    territoire,
    libelle,
    academie,
    departement,
    type_etablissement,
    nature,
    secteur,
    code_commune,
    libelle_commune,
    latitude,
    longitude,
    etat,
    date_ouverture,
    hors_referentiel,
    territoire_courant
from {{ ref('dim_territoire') }}
