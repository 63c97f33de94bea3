{#-
  What the criteria read, as dbt knows it: name of a fact or of a staging model to its relation. Empty while dbt
  parses; a query that uses it declares that it depends on `criteres_valeurs`.
-#}
{% macro lus_par_les_criteres() -%}
    {%- set lus = {} -%}
    {%- if execute and graph is defined -%}
        {%- for noeud in graph.nodes.values() if noeud.resource_type == 'model' and noeud.fqn[1] == 'criteres' -%}
            {%- for parent in noeud.depends_on.nodes if parent.split('.')[-1].startswith(('fct_', 'stg_')) -%}
                {%- do lus.update({parent.split('.')[-1]: graph.nodes[parent].relation_name}) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(lus) -}}
{%- endmacro %}
