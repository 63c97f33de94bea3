{#- Rows of a domain with the function and the sex of their agent that year; an agent whom nobody declares has none. -#}
{% macro avec_agent(relation) -%}
    select
        lignes.*,
        agents.fonction,
        agents.sexe
    from {{ relation }} as lignes
    left join (
        select
            annee_scolaire,
            agent,
            -- two départements may declare the same agent
            min(fonction) as fonction,
            min(sexe) as sexe
        from {{ ref('fct_personnels') }}
        group by annee_scolaire, agent
    ) as agents
        on
            lignes.annee_scolaire = agents.annee_scolaire
            and lignes.agent = agents.agent
{%- endmacro %}
