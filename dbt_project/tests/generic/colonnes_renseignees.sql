{#- Rows in which one of the columns is NULL: one query for a whole table, where a test per column costs a query each. -#}
{% test colonnes_renseignees(model, colonnes) %}
select *
from {{ model }}
where {{ colonnes | join(' is null or ') }} is null
{% endtest %}
