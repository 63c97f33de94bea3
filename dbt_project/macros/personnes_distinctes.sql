{#-
  Distinct people (pupils, agents), at every level, at the price of a sum. A distinct count keeps every person of every
  group in memory, and nearly all have one row in a year: those are counted as rows, the few others as distinct numbers.

  numeros_de_personnes  query: a number for each pseudonym of a relation, because integers compare faster than
                        hexadecimals; ranking the distinct ones costs a tenth of ranking every row
  seule_ligne           true where the person has no other row that year in the fact
  personnes_distinctes  distinct people among the rows that meet a condition, the column and the condition given
-#}
{% macro numeros_de_personnes(relation, pseudonyme) -%}
    select
        personnes.{{ pseudonyme }} as personne,
        row_number() over (order by personnes.{{ pseudonyme }}) as numero
    from (select distinct {{ pseudonyme }} from {{ relation }}) as personnes
{%- endmacro %}


{% macro seule_ligne(annee, pseudonyme) -%}
    count(*) over (partition by {{ annee }}, {{ pseudonyme }}) = 1
{%- endmacro %}


{% macro personnes_distinctes(personne, condition='true') -%}
    count(*) filter (where fait.seule_ligne and {{ condition }})
    + count(distinct fait.{{ personne }}) filter (where not coalesce(fait.seule_ligne, false) and {{ condition }})
{%- endmacro %}
