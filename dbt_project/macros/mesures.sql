{#-
  Every measure of one fact, for every territory level: the totals in one scan, the breakdowns in another.

  fait         relation with `annee_scolaire` and `entite`, aliased `fait`
  mesures      {name: aggregate over `fait`}; sums run over integers or decimals, never over floats,
               so that the order of the rows cannot change a published digit. `territoire` holds what the
               référentiel says of the school: secteur, education_prioritaire, ruralite, degre, type_etablissement
  ventilations columns to break down by, of the référentiel where it has that name, else of the fact; a NULL value
               leaves its breakdown but stays in the total
  niveaux      levels to keep (default: all); 'source' keeps the level that the source reports at, for
               percentages without counts, which are never rolled up
  filtre       condition on `fait` and `territoire`: a row of the fact is an observation, so filter to what is measured
  ensemble     false leaves the total out, for a breakdown that has rows of its own
  par          column of the fact that tells series apart, each with its totals and breakdowns, in the same scans

  Output: annee_scolaire, niveau_territoire, territoire, ventilation, modalite, measures; the column of `par`.
-#}
{% macro mesures(fait, mesures, ventilations=[], niveaux=none, filtre=none, ensemble=true, par=none) -%}
{%- set axes = [] -%}
{%- if var('ventilations_actives') or not ensemble -%}
    {%- for ventilation in ventilations -%}
        {%- do axes.append((ventilation, _porteur(ventilation) ~ '.' ~ ventilation)) -%}
    {%- endfor -%}
{%- endif -%}
{%- set condition -%}
        {{ '(' ~ filtre ~ ')' if filtre else 'true' }}
        {%- if niveaux == 'source' %}
        and territoire.territoire = fait.entite
        and territoire.niveau_territoire <> 'etablissement_courant'
        {%- elif niveaux %}
        and territoire.niveau_territoire in ('{{ niveaux | join("', '") }}')
        {%- endif %}
{%- endset %}
{%- if ensemble %}
    {{ _agregats(fait, mesures, [], condition, par) }}
{%- endif %}
{%- if ensemble and axes %}
    union all
{%- endif %}
{%- if axes %}
    {{ _agregats(fait, mesures, axes, condition, par) }}
{%- endif %}
{%- endmacro %}


{#-
  The totals when there is no axis, else the breakdowns by each. Schools have totals alone: left out of the breakdowns
  before they are grouped, because they would be most of the groups.
-#}
{% macro _agregats(fait, mesures, axes, condition, par) -%}
{%- set cles = 'fait.annee_scolaire, territoire.niveau_territoire, territoire.territoire' ~ (', fait.' ~ par if par) -%}
    select
        {%- if par %}
        fait.{{ par }},
        {%- endif %}
        fait.annee_scolaire,
        territoire.niveau_territoire,
        territoire.territoire,
        {% if axes -%}
        case
            {%- for nom, axe in axes %}
            when grouping({{ axe }}) = 0 then '{{ nom }}'
            {%- endfor %}
        end as ventilation,
        coalesce(null
            {%- for _, axe in axes %}, cast({{ axe }} as varchar){% endfor %}) as modalite,
        {%- else -%}
        'ensemble' as ventilation,
        'ensemble' as modalite,
        {%- endif %}
        {%- for nom, expression in mesures.items() %}
        cast({{ expression }} as double) as {{ nom }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ fait }} as fait
    inner join {{ ref('brg_territoire') }} as territoire
        on
            fait.annee_scolaire = territoire.annee_scolaire
            and fait.entite = territoire.entite
    where
        {{ condition }}
    {%- if axes %}
        and territoire.niveau_territoire not like 'etablissement%'
    group by grouping sets (
        {%- for _, axe in axes %}
        ({{ cles }}, {{ axe }}){{ ',' if not loop.last }}
        {%- endfor %}
    )
    having modalite is not null
    {%- else %}
    group by {{ cles }}
    {%- endif %}
{%- endmacro %}


{#- What carries a breakdown: the référentiel for what it says of every school, else the fact itself. -#}
{% macro _porteur(ventilation) -%}
    {{- 'territoire' if ventilation in axes_scolaires() else 'fait' -}}
{%- endmacro %}


{#- Breakdowns that the référentiel gives for every school. -#}
{% macro axes_scolaires() -%}
    {{- return(['degre', 'type_etablissement', 'secteur', 'education_prioritaire', 'ruralite']) -}}
{%- endmacro %}
