{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='tableau',
    on_schema_change='fail'
) }}

with

-- rows are numbered in their table: one indicator that changes rebuilds the table of its objective
objectifs_touches as (
    select distinct
        referentiel,
        objectif
    from {{ ref('catalogue') }}
    where {{ a_recalculer('indicateur', avec_cibles=true) }}
),

lignes as (
    select catalogue.*
    from {{ ref('catalogue') }} as catalogue
    inner join objectifs_touches
        on
            catalogue.referentiel = objectifs_touches.referentiel
            and catalogue.objectif = objectifs_touches.objectif
),

valeurs as (
    select
        indicateurs.*,
        max(indicateurs.annee_scolaire) over (partition by indicateurs.indicateur) as annee_n
    from {{ ref('indicateurs') }} as indicateurs
    where
        indicateurs.ventilation = 'ensemble'
        and indicateurs.indicateur in (select lignes.indicateur from lignes)
),

cote_a_cote as (
    select
        indicateur,
        niveau_territoire,
        territoire,
        annee_n,
        {%- for recul in range(4) %}
        max(valeur) filter (
            where cast(left(annee_scolaire, 4) as integer) = cast(left(annee_n, 4) as integer) - {{ recul }}
        ) as valeur_n{{ '_' ~ recul if recul }},
        {%- endfor %}
        max(couverture) filter (where annee_scolaire = annee_n) as couverture,
        max(statut_observation) filter (where annee_scolaire = annee_n) as statut_observation,
        max(motif) filter (where annee_scolaire = annee_n) as motif
    from valeurs
    group by indicateur, niveau_territoire, territoire, annee_n
),

-- displayed figures: half up, as the conventions of the catalogue say
arrondis as (
    select
        catalogue.referentiel,
        catalogue.objectif,
        catalogue.ordre,
        catalogue.critere,
        catalogue.libelle_critere,
        catalogue.indicateur,
        catalogue.libelle_indicateur,
        catalogue.unite,
        catalogue.direction,
        catalogue.mises_en_garde,
        cote_a_cote.niveau_territoire,
        cote_a_cote.territoire,
        cote_a_cote.annee_n,
        cote_a_cote.statut_observation,
        cote_a_cote.motif,
        territoires.libelle as libelle_territoire,
        evolutions.tendance,
        evolutions.annee_cible,
        evolutions.statut_progres,
        evolutions.pourquoi,
        {%- for valeur in ['cote_a_cote.valeur_n_3', 'cote_a_cote.valeur_n_2', 'cote_a_cote.valeur_n_1',
            'cote_a_cote.valeur_n', 'evolutions.evolution_absolue', 'evolutions.valeur_cible'] %}
        {{ affichee(valeur, 'catalogue.unite') }} as {{ valeur.split('.')[1] }}_affichee,
        {%- endfor %}
        round(100 * cote_a_cote.couverture, 1) as taux_couverture
    from lignes as catalogue
    left join cote_a_cote on catalogue.indicateur = cote_a_cote.indicateur
    left join {{ ref('territoires') }} as territoires
        on
            cote_a_cote.niveau_territoire = territoires.niveau_territoire
            and cote_a_cote.territoire = territoires.territoire
    left join {{ ref('evolutions') }} as evolutions
        on
            cote_a_cote.indicateur = evolutions.indicateur
            and cote_a_cote.annee_n = evolutions.annee_scolaire
            and cote_a_cote.niveau_territoire = evolutions.niveau_territoire
            and cote_a_cote.territoire = evolutions.territoire
)

select
    -- another document than the académie's project bears its name
    case when referentiel <> 'psa-clermont' then replace(referentiel, '-', '_') || '_' else '' end
    || 'objectif_' || replace(objectif, '.', '_') as tableau,
    row_number() over (
        partition by referentiel, objectif
        order by
            -- one page per territory: the académie first, with what nobody measures yet
            coalesce(
                list_position(
                    ['academie', 'departement', 'bassin', 'circonscription', 'etablissement'], niveau_territoire
                ),
                1
            ),
            territoire nulls last,
            ordre,
            indicateur
    ) as ordre,
    critere,
    libelle_critere,
    indicateur,
    libelle_indicateur,
    unite,
    direction,
    niveau_territoire,
    territoire,
    libelle_territoire,
    annee_n,
    valeur_n_3_affichee as valeur_n_3,
    valeur_n_2_affichee as valeur_n_2,
    valeur_n_1_affichee as valeur_n_1,
    valeur_n_affichee as valeur_n,
    evolution_absolue_affichee as evolution,
    tendance,
    annee_cible,
    valeur_cible_affichee as valeur_cible,
    statut_progres,
    taux_couverture,
    case statut_observation
        when 'A' then 'normale'
        when 'B' then 'rupture de série'
        when 'D' then 'couverture partielle'
        when 'M' then 'absente du dépôt'
        when 'O' then 'pas encore déposée'
        when 'P' then 'provisoire'
        when 'E' then 'estimée'
    end as observation,
    case
        when indicateur is null then 'Indicateur pas encore calculé.'
        when statut_observation is null then 'Aucune donnée pour ce territoire en ' || annee_n || '.'
        when valeur_n_affichee is null then motif
        else concat_ws(' ', motif, pourquoi, mises_en_garde)
    end as commentaire
from arrondis
