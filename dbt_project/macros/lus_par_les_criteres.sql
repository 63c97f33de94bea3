{#-
  What the criteria read, as dbt knows it: name of a fact or of a staging model to its relation. Empty while dbt
  parses; a query that uses it declares that it depends on `criteres_valeurs`.

  refaits  true for a test against the territories: while they stand, only what this build makes again
-#}
{% macro lus_par_les_criteres(refaits=false) -%}
    {%- set lus = {} -%}
    {%- set tous = not refaits or 'model.psa.brg_territoire' in selected_resources or not criteres_recalcules() -%}
    {%- if execute and graph is defined -%}
        {%- for noeud in graph.nodes.values() if noeud.resource_type == 'model' and noeud.fqn[1] == 'criteres' -%}
            {%- for parent in noeud.depends_on.nodes if parent.split('.')[-1].startswith(('fct_', 'stg_')) -%}
                {%- if tous or parent in selected_resources -%}
                    {%- do lus.update({parent.split('.')[-1]: graph.nodes[parent].relation_name}) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(lus) -}}
{%- endmacro %}
