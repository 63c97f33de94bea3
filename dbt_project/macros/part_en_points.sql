{#- Part of one sum in another among the rows that meet a condition, in per cent: differences of parts are made of it. -#}
{% macro part_en_points(numerateur, denominateur, condition) -%}
    100 * sum({{ numerateur }}) filter (where {{ condition }})
    / nullif(sum({{ denominateur }}) filter (where {{ condition }}), 0)
{%- endmacro %}
