select
    contexte.publication,
    contexte.academie,
    territoires.libelle as libelle_academie,
    contexte.annee_courante,
    contexte.fictif
from {{ source('contexte', 'contexte') }} as contexte
left join {{ ref('dim_territoire') }} as territoires
    on
        territoires.niveau_territoire = 'academie'
        and contexte.academie = territoires.territoire
