{#-
  Distinct people (pupils, agents), at every level, at the price of a sum. A distinct count keeps every person of every
  group in memory, and nearly all have one row in a year: those are counted as rows, the few others as distinct numbers.

  numero_personne       a number in place of a pseudonym, within one fact: integers compare faster than hexadecimals
  seule_ligne           true where the person has no other row that year in the fact
  personnes_distinctes  distinct people among the rows that meet a condition, the column and the condition given
-#}
{% macro numero_personne(pseudonyme) -%}
    dense_rank() over (order by {{ pseudonyme }})
{%- endmacro %}


{% macro seule_ligne(annee, pseudonyme) -%}
    count(*) over (partition by {{ annee }}, {{ pseudonyme }}) = 1
{%- endmacro %}


{% macro personnes_distinctes(personne, condition='true') -%}
    count(*) filter (where fait.seule_ligne and {{ condition }})
    + count(distinct fait.{{ personne }}) filter (where not coalesce(fait.seule_ligne, false) and {{ condition }})
{%- endmacro %}
