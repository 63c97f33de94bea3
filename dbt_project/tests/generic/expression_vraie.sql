{#- Rows for which a condition is not true; NULL counts as a failure, so write the NULL case in the condition. -#}
{% test expression_vraie(model, expression) %}
select *
from {{ model }}
where not coalesce({{ expression }}, false)
{% endtest %}
