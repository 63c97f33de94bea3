{#-
  What the long table holds of what the criteria computed. The present perimeter has a table of its own, and measures
  of one scan share its breakdowns: each indicator keeps those that it declares.
-#}
{% macro a_publier(observation, catalogue) -%}
    {{ observation }}.niveau_territoire <> 'etablissement_courant'
    and list_contains(
        string_split(concat_ws('|', {{ catalogue }}.ventilations, 'ensemble'), '|'), {{ observation }}.ventilation
    )
{%- endmacro %}
