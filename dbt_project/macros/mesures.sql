{#-
  Every measure of one fact, for every territory level, the total and each breakdown, in one scan.

  fait         relation with `annee_scolaire` and `entite`, aliased `fait`
  mesures      {name: aggregate over `fait`}; sums run over integers or decimals, never over floats,
               so that the order of the rows cannot change a published digit
  ventilations columns of the fact; a NULL value leaves its breakdown but stays in the total
  niveaux      levels to keep (default: all); 'source' keeps the level that the source reports at, for
               percentages without counts, which are never rolled up
  filtre       condition on `fait`: a row of the fact is an observation, so filter to what is measured

  Output: annee_scolaire, niveau_territoire, territoire, ventilation, modalite, couverture, measures.
  `couverture` = départements with data / départements of the territory; 1 where the entity that
  reports belongs to no département (the académie itself).
-#}
{% macro mesures(fait, mesures, ventilations=[], niveaux=none, filtre=none) -%}
{%- set axes = ventilations if var('ventilations_actives') else [] -%}
    select
        fait.annee_scolaire,
        territoire.niveau_territoire,
        territoire.territoire,
        {% if axes -%}
        case
            {%- for axe in axes %}
            when grouping(fait.{{ axe }}) = 0 then '{{ axe }}'
            {%- endfor %}
            else 'ensemble'
        end as ventilation,
        case
            {%- for axe in axes %}
            when grouping(fait.{{ axe }}) = 0 then fait.{{ axe }}
            {%- endfor %}
            else 'ensemble'
        end as modalite,
        {%- else -%}
        'ensemble' as ventilation,
        'ensemble' as modalite,
        {%- endif %}
        case
            when bool_or(territoire.departement is null) then 1.0
            else count(distinct territoire.departement) / cast(max(territoire.departements_attendus) as double)
        end as couverture,
        {%- for nom, expression in mesures.items() %}
        cast({{ expression }} as double) as {{ nom }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ fait }} as fait
    inner join {{ ref('brg_territoire') }} as territoire
        on
            fait.annee_scolaire = territoire.annee_scolaire
            and fait.entite = territoire.entite
    where
        {{ filtre or 'true' }}
        {%- if niveaux == 'source' %}
        and territoire.territoire = fait.entite
        {%- elif niveaux %}
        and territoire.niveau_territoire in ('{{ niveaux | join("', '") }}')
        {%- endif %}
    group by grouping sets (
        (fait.annee_scolaire, territoire.niveau_territoire, territoire.territoire)
        {%- for axe in axes %},
        (fait.annee_scolaire, territoire.niveau_territoire, territoire.territoire, fait.{{ axe }})
        {%- endfor %}
    )
    {%- if axes %}
    having
        (
            {%- for axe in axes %}
            {{ 'and ' if not loop.first }}grouping(fait.{{ axe }}) = 1
            {%- endfor %}
        )
        or (
            territoire.niveau_territoire <> 'etablissement'
            and coalesce({% for axe in axes %}fait.{{ axe }}{{ ', ' if not loop.last }}{% endfor %}, null) is not null
        )
    {%- endif %}
{%- endmacro %}
