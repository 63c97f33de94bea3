{%- set faits = [
    'fct_education_prioritaire', 'fct_effectifs_lycee_gt', 'fct_insertion_cfa', 'fct_ips_colleges', 'fct_ivac',
] -%}
with

mentions as (
    {%- for fait in faits %}
    select
        annee_scolaire,
        entite as uai,
        nom_etablissement
    from {{ ref(fait) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    annee_scolaire,
    uai,
    max(nom_etablissement) as nom_etablissement
from mentions
group by annee_scolaire, uai
