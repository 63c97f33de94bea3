{#-
  Rows of a domain that names a bassin: each at its bassin where the list of schools knows it that year, else where it
  was, so that an unknown code loses nothing.
-#}
{% macro au_bassin(relation) -%}
    select lignes.* replace (coalesce(bassins.entite, lignes.entite) as entite)
    from {{ relation }} as lignes
    left join {{ ref('brg_territoire') }} as bassins
        on
            lignes.annee_scolaire = bassins.annee_scolaire
            and lignes.code_bassin_formation = bassins.entite
            and bassins.niveau_territoire = 'bassin'
{%- endmacro %}
