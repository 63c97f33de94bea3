{#- Rows of one domain that still stand: a deposit that was replaced stays in the lake but no longer counts. -#}
{% macro lac(domaine) -%}
    select ligne.*
    from {{ source('lac', domaine) }} as ligne
    where exists (
        select 1
        from {{ source('contexte', 'en_vigueur') }} as tranche
        where
            tranche.domaine = '{{ domaine }}'
            and tranche.mesure = coalesce(ligne._mesure, '')
            and tranche.annee_scolaire = ligne._annee_scolaire
            and tranche.departement = ligne._departement
            and tranche.depot = ligne._depot
    )
{%- endmacro %}
