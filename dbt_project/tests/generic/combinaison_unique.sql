{#- Rows whose key appears more than once. NULL counts as a value: two rows that differ by nothing else are twins. -#}
{% test combinaison_unique(model, colonnes) %}
select
    {{ colonnes | join(', ') }},
    count(*) as nb_lignes
from {{ model }}
group by {{ colonnes | join(', ') }}
having count(*) > 1
{% endtest %}
