{#-
  Everything that one table must satisfy, in one query: dbt costs the same for a query as for a table, and a table
  has many rules. A failure is a row: the rule that is broken, and how many rows (keys, for a repeated key) break it.

  cle          columns that together identify a row; NULL counts as a value
  uniques      columns in which no value appears twice, each on its own; NULL passes
  renseignees  columns that are never NULL
  valeurs      {column: [allowed value, …]}; NULL passes
  references   {column: {to: relation, champ: column there}}; NULL passes
  conditions   {sentence: SQL condition that every row meets}; NULL fails
  par_critere  true for a table by indicator of which a build redoes some criteria: only their rows are tested again
-#}
{% test table_saine(
    model, cle=[], uniques=[], renseignees=[], valeurs={}, references={}, conditions={}, par_critere=false
) %}
{%- set lues = lignes_refaites(model) if par_critere else model -%}
{#- rules that look at the table as a whole: a sentence, and the query of its faults -#}
{%- set requetes = [] -%}
{%- if cle -%}
    {%- set cles = cle | join(', ') -%}
    {%- do requetes.append((
        'clé répétée : ' ~ cles,
        'select 1 from ' ~ lues ~ ' group by ' ~ cles ~ ' having count(*) > 1',
    )) -%}
{%- endif -%}
{%- for colonne in uniques -%}
    {%- do requetes.append((
        'valeur répétée : ' ~ colonne,
        'select 1 from ' ~ lues ~ ' group by ' ~ colonne ~ ' having count(' ~ colonne ~ ') > 1',
    )) -%}
{%- endfor -%}
{%- for colonne, reference in references.items() -%}
    {%- do requetes.append((
        'référence inconnue : ' ~ colonne,
        'select 1 from ' ~ lues ~ ' as ligne where ligne.' ~ colonne ~ ' is not null and not exists (select 1 from '
        ~ reference['to'] ~ ' as cible where cible.' ~ reference['champ'] ~ ' = ligne.' ~ colonne ~ ')',
    )) -%}
{%- endfor -%}
{#- rules that look at a row: a sentence, and the condition of a fault; one scan counts them all -#}
{%- set cas = [] -%}
{%- for colonne in renseignees -%}
    {%- do cas.append(('colonne vide : ' ~ colonne, colonne ~ ' is null')) -%}
{%- endfor -%}
{%- for colonne, admises in valeurs.items() -%}
    {%- set liste = [] -%}
    {%- for admise in admises -%}
        {%- do liste.append("'" ~ (admise | string | replace("'", "''")) ~ "'") -%}
    {%- endfor -%}
    {%- do cas.append((
        'valeur inconnue : ' ~ colonne,
        'cast(' ~ colonne ~ ' as varchar) not in (' ~ liste | join(', ') ~ ')',
    )) -%}
{%- endfor -%}
{%- for phrase, condition in conditions.items() -%}
    {%- do cas.append((phrase, 'not coalesce(' ~ condition ~ ', false)')) -%}
{%- endfor -%}
{%- if not requetes and not cas -%}
    {{ exceptions.raise_compiler_error('table_saine : aucune règle pour ' ~ model) }}
{%- endif -%}
{%- for phrase, requete in requetes %}
{{ 'union all' if not loop.first }}
select
    '{{ phrase | replace("'", "''") }}' as regle,
    count(*) as nb_lignes
from ({{ requete }}) as fautes
having count(*) > 0
{%- endfor %}
{%- if cas %}
{{ 'union all' if requetes }}
select
    faute.regle,
    faute.nb_lignes
from (
    select
        unnest([
            {%- for phrase, condition in cas %}
            {
                'regle': '{{ phrase | replace("'", "''") }}',
                'nb_lignes': count(*) filter (where {{ condition }})
            }{{ ',' if not loop.last }}
            {%- endfor %}
        ]) as faute
    from {{ lues }} as lues
) as fautes
where faute.nb_lignes > 0
{%- endif %}
{% endtest %}
