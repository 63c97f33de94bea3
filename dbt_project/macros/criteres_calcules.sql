{#- Codes of the criteria that have a model, as the orchestration finds them: adding one is adding its folder. -#}
{% macro criteres_calcules() -%}
    {{- return(env_var('PSA_CRITERES').split(',')) -}}
{%- endmacro %}
