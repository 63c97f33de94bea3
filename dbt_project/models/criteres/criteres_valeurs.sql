-- a view: the criteria are stored once
{{ config(materialized='view') }}

{%- for critere in criteres_calcules() %}
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
    numerateur_observe
from {{ ref('crit_' ~ critere.replace('.', '_')) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
