select
    annee_scolaire,
    entite,
    agent,
    {{ seule_ligne('annee_scolaire', 'agent') }} as seule_ligne,
    fonction,
    sexe
from {{ ref('stg_personnels') }}
