{#-
  A figure as people read it: one decimal, half up; two for an index between 0 and 1. The long table keeps every digit.
-#}
{% macro affichee(valeur, unite) -%}
    round({{ valeur }}, case when {{ unite }} like 'indice%' then 2 else 1 end)
{%- endmacro %}
