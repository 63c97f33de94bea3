{#-
  One objective for people who read a table: criterion × indicator × territory, the last five school years side by
  side. A criterion that no indicator measures yet keeps its row, with its reason.
-#}
{% macro objectif(referentiel, objectif) -%}
with

catalogue as (
    select * from {{ ref('catalogue') }}
    where referentiel = '{{ referentiel }}' and objectif = '{{ objectif }}'
),

valeurs as (
    select
        *,
        max(annee_scolaire) over (partition by indicateur) as annee_n
    from {{ ref('indicateurs') }}
    where ventilation = 'ensemble'
),

cote_a_cote as (
    select
        indicateur,
        niveau_territoire,
        territoire,
        annee_n,
        {%- for recul in range(5) %}
        max(valeur) filter (
            where cast(left(annee_scolaire, 4) as integer) = cast(left(annee_n, 4) as integer) - {{ recul }}
        ) as valeur_n{{ '_' ~ recul if recul }},
        {%- endfor %}
        max(statut_observation) filter (where annee_scolaire = annee_n) as statut_observation,
        max(motif) filter (where annee_scolaire = annee_n) as motif
    from valeurs
    group by indicateur, niveau_territoire, territoire, annee_n
)

select
    catalogue.critere,
    catalogue.libelle_critere,
    catalogue.indicateur,
    catalogue.libelle_indicateur,
    catalogue.unite,
    catalogue.direction,
    cote_a_cote.niveau_territoire,
    cote_a_cote.territoire,
    territoires.libelle as libelle_territoire,
    cote_a_cote.annee_n,
    {%- for recul in range(5) %}
    cote_a_cote.valeur_n{{ '_' ~ recul if recul }},
    {%- endfor %}
    cote_a_cote.statut_observation,
    case
        when catalogue.indicateur is null then 'indicateur non encore calculé'
        when cote_a_cote.statut_observation is null
            then 'Aucune donnée pour ce territoire en ' || cote_a_cote.annee_n || '.'
        else cote_a_cote.motif
    end as motif,
    evolutions.statut_progres
from catalogue
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
{%- endmacro %}
