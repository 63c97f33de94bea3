{#-
  Distinct pupils, at every level, at the price of a sum. A distinct count keeps every pupil of every group in memory,
  and nearly all pupils have one row in a year: those are counted as rows, the few others as distinct numbers.

  rang_eleve        a number in place of a pseudonym, within one fact: integers compare faster than hexadecimals
  seule_ligne       true where the pupil has no other row that year in the fact
  eleves_distincts  distinct pupils among the rows that meet a condition
-#}
{% macro rang_eleve(pseudonyme) -%}
    dense_rank() over (order by {{ pseudonyme }})
{%- endmacro %}


{% macro seule_ligne(annee, pseudonyme) -%}
    count(*) over (partition by {{ annee }}, {{ pseudonyme }}) = 1
{%- endmacro %}


{% macro eleves_distincts(condition) -%}
    count(*) filter (where fait.seule_ligne and {{ condition }})
    + count(distinct fait.eleve) filter (where not coalesce(fait.seule_ligne, false) and {{ condition }})
{%- endmacro %}
