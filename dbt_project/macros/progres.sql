{#-
  The arithmetic of progress, row by row, on expressions only: what `evolutions` does with the figures of an
  indicator, of its base and of its target. Thresholds are the variables of dbt_project.yml. `sens` is 1 when a rise
  is wanted, -1 when a fall is, 0 when neither. Differences are rounded to the ninth decimal before they are
  compared: 0.3 - 0.2 must not fall short of 0.1.
-#}

{#- True when the value is at the target or on its good side; never for a neutral indicator. -#}
{% macro cible_atteinte(valeur, cible, sens) -%}
    coalesce({{ sens }} <> 0 and round({{ sens }} * ({{ valeur }} - {{ cible }}), 9) >= 0, false)
{%- endmacro %}


{#-
  Share of the way from base to target, in per cent, as the official barometer counts it: bounded to 0…100, and 100
  once the target is reached, even by a base that was there from the start. No share where there is no way to go:
  the base was at the target, or beyond it, and the value has left it.
-#}
{% macro taux_avancement(valeur, base, cible, sens) -%}
    case
        when {{ cible_atteinte(valeur, cible, sens) }} then 100.0
        when {{ sens }} * ({{ cible }} - {{ base }}) > 0 and {{ sens }} * ({{ valeur }} - {{ base }}) <= 0 then 0.0
        when {{ sens }} * ({{ cible }} - {{ base }}) > 0
            then 100.0 * ({{ valeur }} - {{ base }}) / ({{ cible }} - {{ base }})
    end
{%- endmacro %}


{#- Where the straight line from base to target passes in a year; the target itself once its year has come. -#}
{% macro valeur_attendue(annee, base, annee_base, cible, annee_cible) -%}
    case
        when {{ annee }} >= {{ annee_cible }} and {{ base }} is not null then {{ cible }}
        else
            {{ base }} + ({{ cible }} - {{ base }}) * ({{ annee }} - {{ annee_base }})
            / nullif({{ annee_cible }} - {{ annee_base }}, 0)
    end
{%- endmacro %}


{#- Smallest difference that counts where no uncertainty interval can be had. -#}
{% macro ecart_negligeable(ecart, reference, unite) -%}
    round(abs({{ ecart }}), 9) <= case
        when {{ unite }} in ('%', 'points') then {{ var('seuil_stabilite_points') }}
        else {{ var('seuil_stabilite_relatif') }} / 100.0 * abs({{ reference }})
    end
{%- endmacro %}


{#-
  True when the difference of two values is within noise: zero lies in the interval of the difference that their own
  intervals make (Newcombe 1998, Statistics in Medicine 17, 873-890, method 10 for rates; Zou and Donner 2008,
  Statistics in Medicine 27, 1693-1702, for any two intervals). Without intervals, the named threshold decides.
  Each interval is a pair of columns: `valeur`, `inferieure`, `superieure`.
-#}
{% macro dans_le_bruit(apres, avant, unite) -%}
    case
        when {{ apres.inferieure }} is null or {{ avant.inferieure }} is null
            then {{ ecart_negligeable(apres.valeur ~ ' - ' ~ avant.valeur, avant.valeur, unite) }}
        when {{ apres.valeur }} >= {{ avant.valeur }}
            then round({{ apres.valeur }} - {{ avant.valeur }}, 9) <= sqrt(
                power({{ apres.valeur }} - {{ apres.inferieure }}, 2)
                + power({{ avant.superieure }} - {{ avant.valeur }}, 2)
            )
        else round({{ avant.valeur }} - {{ apres.valeur }}, 9) <= sqrt(
            power({{ apres.superieure }} - {{ apres.valeur }}, 2)
            + power({{ avant.valeur }} - {{ avant.inferieure }}, 2)
        )
    end
{%- endmacro %}


{#- What the last change means, in the wanted direction. A change of a neutral indicator is neither good nor bad. -#}
{% macro tendance(evolution, bruit, sens) -%}
    case
        when {{ evolution }} is null then 'non calculable'
        when {{ bruit }} then 'stable'
        when {{ sens }} * {{ evolution }} > 0 then 'en progrès'
        when {{ sens }} * {{ evolution }} < 0 then 'en recul'
        else 'non calculable'
    end
{%- endmacro %}


{#-
  Distance under the expected value, in the wanted direction; positive when late. While the year of the target has not
  come, a part of the way is tolerated; then the target is reached or it is not. To be at the expected value is to
  move at the required pace: (value - base) / elapsed >= (target - value) / left.
-#}
{% macro en_retard(valeur, attendue, base, cible, avant_echeance, sens) -%}
    round({{ sens }} * ({{ attendue }} - {{ valeur }}), 9) > case
        when {{ avant_echeance }} then {{ var('tolerance_trajectoire') }} / 100.0 * abs({{ cible }} - {{ base }})
        else 0
    end
{%- endmacro %}


{#-
  The status, once nothing prevents it (`motif` empty): reached; late and losing ground; late, or losing ground;
  else on the way. `recul_depuis_base` speaks where no earlier year does.
-#}
{% macro statut_progres(motif, atteinte, retard, tendance, recul_depuis_base) -%}
    case
        when {{ motif }} is not null then 'non calculable'
        when {{ atteinte }} then 'atteint'
        when {{ retard }} and {{ tendance }} = 'en recul' then 'en recul'
        when {{ retard }} and {{ tendance }} = 'non calculable' and {{ recul_depuis_base }} then 'en recul'
        when {{ retard }} or {{ tendance }} = 'en recul' then 'à surveiller'
        else 'en bonne voie'
    end
{%- endmacro %}


{#-
  Condition for an uncertainty interval: a share of a whole (Wilson) or a count (exact Poisson). A ratio that may
  exceed 1 is no share; durations and money, which the unit or the first word of the definition names, count nothing.
-#}
{% macro porte_un_intervalle(catalogue) -%}
    (
        {{ catalogue }}.agregation in ('somme', 'compte_distinct')
        and {{ catalogue }}.multiplicateur = 1
        or {{ catalogue }}.agregation in ('ratio_de_sommes', 'ratio_de_comptes')
        and {{ catalogue }}.unite = '%'
        and {{ catalogue }}.borne_max = 100
    )
    and not regexp_matches(
        lower(concat_ws(' ', {{ catalogue }}.unite, split_part({{ catalogue }}.definition, ' ', 1))),
        'heure|jour|minute|euro'
    )
{%- endmacro %}
