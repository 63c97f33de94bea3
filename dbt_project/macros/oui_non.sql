{#- A truth value as the code list writes it: 'O' or 'N', so that a formula reads as its specification does. -#}
{% macro oui_non(colonne) -%}
    case {{ colonne }} when true then 'O' when false then 'N' end
{%- endmacro %}
