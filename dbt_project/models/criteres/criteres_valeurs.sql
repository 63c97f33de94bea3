-- a view: the criteria are stored once
{{ config(materialized='view') }}

{%- for critere in var('criteres_calcules') %}
select
    indicateur,
    annee_scolaire,
    niveau_territoire,
    territoire,
    ventilation,
    modalite,
    numerateur,
    denominateur,
    valeur_publiee,
    couverture
from {{ ref('crit_' ~ critere.replace('.', '_')) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
