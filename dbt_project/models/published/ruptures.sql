select
    indicateur,
    annee_scolaire,
    motif
from {{ ref('cat_ruptures') }}
