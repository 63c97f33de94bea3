select
    annee_scolaire,
    uai as entite,
    nom_etablissement,
    secteur,
    effectifs,
    ips,
    ecart_type_ips
from {{ ref('stg_ips_colleges') }}
