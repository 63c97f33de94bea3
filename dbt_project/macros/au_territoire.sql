{#-
  Rows of a domain that names a place (a bassin, a circonscription): each at that place where the list of schools knows
  it that year, else where it was, so that an unknown code loses nothing.
-#}
{% macro au_territoire(relation, code) -%}
    select lignes.* replace (coalesce(connus.entite, lignes.entite) as entite)
    from {{ relation }} as lignes
    left join (select distinct annee_scolaire, entite from {{ ref('brg_territoire') }}) as connus
        on
            lignes.annee_scolaire = connus.annee_scolaire
            and lignes.{{ code }} = connus.entite
{%- endmacro %}
