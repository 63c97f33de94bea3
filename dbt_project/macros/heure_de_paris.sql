{#-
  Paris local time of a UTC timestamp, by the European rule: summer time from the last Sunday of March to the
  last Sunday of October, 01:00 UTC. Written out so that no time-zone extension is needed.
-#}
{% macro heure_de_paris(instant) -%}
    {{ instant }} + case
        when
            {{ instant }} >= {{ _dernier_dimanche(instant, 3) }}
            and {{ instant }} < {{ _dernier_dimanche(instant, 10) }}
            then interval 2 hour
        else interval 1 hour
    end
{%- endmacro %}


{% macro _dernier_dimanche(instant, mois) -%}
    cast(
        make_date(cast(year({{ instant }}) as integer), {{ mois }}, 31)
        - cast(dayofweek(make_date(cast(year({{ instant }}) as integer), {{ mois }}, 31)) as integer)
        as timestamp
    ) + interval 1 hour
{%- endmacro %}
