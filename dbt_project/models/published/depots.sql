select
    cast(depot as varchar) as depot,
    cast(domaine as varchar) as domaine,
    cast(annees as varchar) as annees,
    cast(perimetre as varchar) as perimetre,
    cast(fichier as varchar) as fichier,
    cast(sha256 as varchar) as sha256,
    cast(statut as varchar) as statut,
    cast(lignes_lues as bigint) as lignes_lues,
    cast(lignes_retenues as bigint) as lignes_retenues,
    cast(lignes_rejetees as bigint) as lignes_rejetees,
    cast(lignes_hors_perimetre as bigint) as lignes_hors_perimetre,
    cast(motif as varchar) as motif,
    cast(revision as varchar) as revision,
    cast(ordre as bigint) as ordre
from {{ source('contexte', 'depots') }}
