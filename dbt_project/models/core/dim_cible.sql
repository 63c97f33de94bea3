-- every decision is kept: which one is in force depends on the year that one looks at
select
    cibles.indicateur,
    cibles.territoire_type as niveau_territoire,
    case when cibles.territoire_type = 'academie' then contexte.academie else cibles.entite end as territoire,
    cibles.annee_cible,
    cast(cibles.valeur_cible as double) as valeur_cible,
    cibles.annee_base,
    cast(cibles.valeur_base as double) as valeur_base,
    cibles.date_decision,
    cibles.annee_scolaire as annee_decision,
    cibles.auteur,
    cibles.motif,
    cibles.depot
from {{ ref('stg_cibles') }} as cibles
cross join {{ source('contexte', 'contexte') }} as contexte
