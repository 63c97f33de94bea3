select
    referentiels.referentiel,
    referentiels.libelle as libelle_referentiel,
    axes.axe,
    axes.libelle as libelle_axe,
    objectifs.objectif,
    objectifs.libelle as libelle_objectif,
    criteres.critere,
    criteres.libelle as libelle_critere,
    criteres.nature as nature_critere,
    criteres.ordre,
    indicateurs.indicateur,
    indicateurs.libelle as libelle_indicateur,
    indicateurs.definition,
    indicateurs.nature as nature_indicateur,
    indicateurs.unite,
    indicateurs.multiplicateur,
    indicateurs.direction,
    indicateurs.agregation,
    indicateurs.maille_minimale,
    indicateurs.niveaux_calculables,
    indicateurs.additif_territoire,
    indicateurs.sources,
    indicateurs.mesure_source,
    indicateurs.ventilations,
    indicateurs.declarants_attendus,
    indicateurs.borne_min,
    indicateurs.borne_max,
    indicateurs.severite_bornes,
    indicateurs.evolution_max,
    indicateurs.evolution_max_motif,
    indicateurs.seuil_diffusion,
    indicateurs.motif_non_calculable,
    indicateurs.sources_numerateur,
    indicateurs.seuil_couverture,
    indicateurs.mises_en_garde
from {{ ref('cat_criteres') }} as criteres
inner join {{ ref('cat_objectifs') }} as objectifs
    on
        criteres.referentiel = objectifs.referentiel
        and criteres.objectif = objectifs.objectif
inner join {{ ref('cat_axes') }} as axes
    on
        objectifs.referentiel = axes.referentiel
        and objectifs.axe = axes.axe
inner join {{ ref('cat_referentiels') }} as referentiels on criteres.referentiel = referentiels.referentiel
left join {{ ref('cat_indicateurs') }} as indicateurs
    on
        criteres.referentiel = indicateurs.referentiel
        and criteres.critere = indicateurs.critere
