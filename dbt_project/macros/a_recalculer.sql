{#-
  Which rows a long table rebuilds. Everything when it is made anew; else the indicators whose criterion this build
  recomputes, and everything when the targets that progress is read against have changed.
-#}
{% macro a_recalculer(indicateur, avec_cibles=false) -%}
    {%- if not is_incremental() or (avec_cibles and 'model.psa.stg_cibles' in selected_resources) -%}
        true
    {%- else -%}
        {{ de_critere_recalcule(indicateur) }}
    {%- endif -%}
{%- endmacro %}

{#-
  The rows by indicator that this build makes: for what prepares the long tables, and for the tests, because the rows
  left alone were tested when they were made. All of them when the long tables are made anew, and when no criterion is
  recomputed, as for tests run alone.
-#}
{% macro lignes_refaites(relation) -%}
    {%- set publiee = adapter.get_relation(target.database, 'psa', 'indicateurs') if execute -%}
    {%- if not publiee or flags.FULL_REFRESH or 'model.psa.stg_cibles' in selected_resources
        or criteres_recalcules() | length in [0, criteres_calcules() | length] -%}
        {{ relation }}
    {%- else -%}
        (select * from {{ relation }} where {{ de_critere_recalcule('indicateur') }})
    {%- endif -%}
{%- endmacro %}

{#- Condition on the indicators whose criterion this build recomputes. -#}
{% macro de_critere_recalcule(indicateur) -%}
    (
        split_part({{ indicateur }}, '-', 1) in ('{{ criteres_recalcules() | join("', '") }}')
        {%- if 'model.psa.criteres_qualitatifs' in selected_resources %}
        or regexp_matches({{ indicateur }}, '-q[0-9]+$')
        {%- endif %}
    )
{%- endmacro %}

{#- Codes of the criteria whose model this build selects. -#}
{% macro criteres_recalcules() -%}
    {%- set codes = [] -%}
    {%- for noeud in selected_resources if noeud.startswith('model.psa.crit_') -%}
        {%- do codes.append(noeud.split('crit_')[1].replace('_', '.')) -%}
    {%- endfor -%}
    {{- return(codes) -}}
{%- endmacro %}
