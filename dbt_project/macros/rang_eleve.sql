{#- A number in place of a pseudonym, within one fact: distinct counts read integers much faster than hexadecimals. -#}
{% macro rang_eleve(pseudonyme) -%}
    dense_rank() over (order by {{ pseudonyme }})
{%- endmacro %}
