{#-
  Union of the indicators of a criterion. Each formula is made of measures of the CTEs above it:

    'cte.mesure'                    a count, a sum, a median
    'cte.mesure / cte.mesure'       a ratio of two measures of one fact
    'cte.mesure / autre.mesure'     a ratio of two facts, on the same territory and breakdown
    'taux_publie(cte.mesure)'       a percentage that the source publishes without its counts
    [formula, formula]              breakdowns that have rows of their own: each formula gives its part

  `par` is a column of every CTE that holds the code of a criterion: the codes of the indicators complete it.

  The multiplier, the unit and the statuses are applied once, in `indicateurs` of the published layer.
-#}
{% macro indicateurs(formules, par=none) -%}
{%- set parts = [] -%}
{%- for code, formule in formules.items() -%}
    {%- for partie in ([formule] if formule is string else formule) -%}
        {%- do parts.append((code, partie)) -%}
    {%- endfor -%}
{%- endfor -%}
{%- for code, formule in parts %}
    {{- '\nunion all\n' if not loop.first }}
    {%- if formule.startswith('taux_publie(') -%}
        {{ _indicateur_simple(code, formule[12:-1].split('.')[0], publiee=formule[12:-1], par=par) }}
    {%- elif ' / ' not in formule -%}
        {{ _indicateur_simple(code, formule.split('.')[0], numerateur=formule, par=par) }}
    {%- else -%}
        {%- set termes = formule.split(' / ') -%}
        {%- if termes[0].split('.')[0] == termes[1].split('.')[0] -%}
            {{ _indicateur_simple(
                code, termes[0].split('.')[0], numerateur=termes[0], denominateur=termes[1], par=par) }}
        {%- else -%}
            {{ _indicateur_deux_faits(code, termes[0], termes[1], par=par) }}
        {%- endif -%}
    {%- endif -%}
{%- endfor %}
{%- endmacro %}


{% macro _indicateur_simple(code, cte, numerateur='null', denominateur='null', publiee='null', par=none) -%}
select
    {{ _code(code, par) }} as indicateur,
    annee_scolaire,
    niveau_territoire,
    territoire,
    ventilation,
    modalite,
    cast({{ numerateur }} as double) as numerateur,
    cast({{ denominateur }} as double) as denominateur,
    cast({{ publiee }} as double) as valeur_publiee,
    true as numerateur_observe
from {{ cte }}
{%- endmacro %}


{#-
  `numerateur_observe` is false where only the denominator has a row: whether that is a zero or a gap depends on
  what was handed in, which the published layer knows. A breakdown value without beneficiaries, in a territory that
  has some, is a zero.
-#}
{% macro _indicateur_deux_faits(code, numerateur, denominateur, par=none) -%}
{%- set haut = numerateur.split('.') -%}
{%- set bas = denominateur.split('.') -%}
{%- set cles = ['annee_scolaire', 'niveau_territoire', 'territoire', 'ventilation', 'modalite'] -%}
{%- set series = [par] if par else [] -%}
select
    {{ _code(code, 'coalesce(haut.' ~ par ~ ', bas.' ~ par ~ ')' if par) }} as indicateur,
    {%- for cle in cles %}
    coalesce(haut.{{ cle }}, bas.{{ cle }}) as {{ cle }},
    {%- endfor %}
    case
        when haut.annee_scolaire is null and remis.annee_scolaire is not null then 0.0
        else cast(haut.{{ haut[1] }} as double)
    end as numerateur,
    cast(bas.{{ bas[1] }} as double) as denominateur,
    cast(null as double) as valeur_publiee,
    haut.annee_scolaire is not null or remis.annee_scolaire is not null as numerateur_observe
from {{ haut[0] }} as haut
full join {{ bas[0] }} as bas
    on
        {%- for cle in cles + series %}
        {{ 'and ' if not loop.first }}haut.{{ cle }} = bas.{{ cle }}
        {%- endfor %}
left join {{ haut[0] }} as remis
    on
        {%- for cle in cles[:3] + series %}
        {{ 'and ' if not loop.first }}remis.{{ cle }} = coalesce(haut.{{ cle }}, bas.{{ cle }})
        {%- endfor %}
        and remis.ventilation = 'ensemble'
{%- endmacro %}


{#- The code of an indicator, or the criterion of the row and what completes it. -#}
{% macro _code(code, par) -%}
    {{ par ~ " || '-" ~ code ~ "'" if par else "'" ~ code ~ "'" }}
{%- endmacro %}
