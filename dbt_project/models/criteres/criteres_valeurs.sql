-- a view: the criteria are stored once
{{ config(materialized='view') }}

{%- set modeles = ['criteres_qualitatifs'] -%}
{%- for critere in criteres_calcules() -%}
{%- do modeles.append('crit_' ~ critere.replace('.', '_')) -%}
{%- endfor -%}
{%- for modele in modeles %}
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
from {{ ref(modele) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
