{#- Rows in which one of the columns is NULL: one query for a table, where a test per column costs one each. -#}
{% test colonnes_renseignees(model, colonnes) %}
select *
from {{ model }}
where {{ colonnes | join(' is null or ') }} is null
{% endtest %}
