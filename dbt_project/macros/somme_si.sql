{#- Sum among the rows that meet a condition: zero where none does, unknown where none of those that do says anything. -#}
{% macro somme_si(valeur, condition) -%}
    case when bool_or({{ condition }}) then sum({{ valeur }}) filter (where {{ condition }}) else 0 end
{%- endmacro %}
