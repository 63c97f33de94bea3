{#- Schemas carry the plain name of their layer: psa.indicateurs, never core_psa.indicateurs. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
