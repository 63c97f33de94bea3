{#-
  Open schools of one kind, the denominator of many shares: `unite_educative`, `second_degre`, `college`, `ecole`
  or `attendue_remontee`, the flags of fct_unites_ouvertes. The measure is `unites`.
-#}
{% macro unites_ouvertes(nature, ventilations=none) -%}
    {{- mesures(
        ref('fct_unites_ouvertes'), {'unites': 'count(distinct fait.entite)'},
        ventilations=ventilations or axes_scolaires(), filtre='fait.' ~ nature
    ) -}}
{%- endmacro %}
