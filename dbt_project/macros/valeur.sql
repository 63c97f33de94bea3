{#- The value of an observation: the published percentage, else multiplier × ratio, else multiplier × count. -#}
{% macro valeur(observation, catalogue, numerateur) -%}
    case
        when {{ observation }}.valeur_publiee is not null then {{ observation }}.valeur_publiee
        when {{ catalogue }}.agregation like 'ratio%'
            then {{ catalogue }}.multiplicateur * {{ numerateur }} / nullif({{ observation }}.denominateur, 0)
        else {{ catalogue }}.multiplicateur * {{ numerateur }}
    end
{%- endmacro %}
