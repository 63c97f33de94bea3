{#-
  What the statuses of `evolutions` say in French: the reason when there is none, and one sentence per row. They name
  columns of that model. A reason is a piece of sentence: it is read in a cell, and within the sentence.
-#}

{#- Why a value is not judged, whatever its target. -#}
{% macro motif_general() -%}
    case
        when valeur is null
            then 'pas de valeur en ' || annee_scolaire || coalesce(' (' || rtrim(motif, '.') || ')', '')
        when sens = 0 then 'le projet ne souhaite ni hausse ni baisse'
        when partielle
            then
                'couverture partielle en ' || annee_scolaire
                || coalesce(' : ' || nullif(regexp_extract(motif, 'Couverture partielle : ([^.]*)', 1), ''), '')
    end
{%- endmacro %}


{#- Why a value is not judged against its target; a target that is reached needs no base. -#}
{% macro motif_non_calculable() -%}
    case
        when motif_general is not null then motif_general
        when rupture > coalesce(annee_decision, annee_base)
            then 'la série est rompue en ' || rupture || ', après la décision de la cible'
        when atteinte then null
        when valeur_base is null then 'la valeur de départ (' || annee_base || ') n''est pas connue'
        when rentree_base = rentree and base_fixee then annee_scolaire || ' est l''année de départ'
        when rentree_base = rentree then 'aucune année antérieure comparable n''est connue'
        when rentree_base > rentree then annee_scolaire || ' précède l''année de départ (' || annee_base || ')'
        when rupture > annee_base
            then 'la série est rompue en ' || rupture || ', après l''année de départ (' || annee_base || ')'
    end
{%- endmacro %}


{#- How the status was reached, with the figures that it compares. -#}
{% macro pourquoi() -%}
    case
        when motif_non_calculable is not null then 'Non calculable : ' || motif_non_calculable || '.'
        when statut_progres = 'atteint'
            then
                'Atteint : ' || {{ _avec_unite('valeur') }} || ' en ' || annee_scolaire || ' pour une cible de '
                || {{ _avec_unite('valeur_cible') }} || ' fixée pour ' || annee_cible || '.'
        else
            case statut_progres
                when 'en bonne voie' then 'En bonne voie : '
                when 'à surveiller' then 'À surveiller : '
                else 'En recul : '
            end
            || case
                when not avant_echeance
                    then
                        {{ _face_a('valeur', 'valeur_cible') }} || ' en ' || annee_scolaire || ', la cible de '
                        || {{ _avec_unite('valeur_cible') }} || ' fixée pour ' || annee_cible || ' n''est pas atteinte'
                else
                    {{ _face_a('valeur', 'valeur_attendue') }} || ' en ' || annee_scolaire || ' pour un attendu de '
                    || {{ _avec_unite('valeur_attendue') }} || ' entre ' || {{ _avec_unite('valeur_base') }}
                    || ' (' || annee_base || ') et ' || {{ _avec_unite('valeur_cible') }} || ' (' || annee_cible || ')'
                    || case
                        when not retard and sens * (valeur_attendue - valeur) > 0
                            then ', à {{ var('tolerance_trajectoire') }} % du chemin près'
                        else ''
                    end
            end
            || coalesce(' ; ' || {{ _variation() }}, '') || '.'
    end
{%- endmacro %}


{% macro _variation() -%}
    case
        when evolution_absolue = 0 then 'valeur inchangée'
        else
            case when evolution_absolue > 0 then 'en hausse de ' else 'en baisse de ' end
            || {{ _ecart('evolution_absolue') }}
    end
    || ' depuis ' || annee_precedente
    || case when dans_le_bruit and evolution_absolue <> 0 then ' (non significatif)' else '' end
{%- endmacro %}


{#- As many decimals as people read (`affichee`); none for a whole number, but a percentage always has one. -#}
{% macro _nombre(expression) -%}
    translate(
        case
            when unite <> '%' and {{ expression }} = trunc({{ expression }}) then format('{:,.0f}', {{ expression }})
            when unite like 'indice%' then format('{:,.2f}', {{ affichee(expression, 'unite') }} + 0.0)
            else format('{:,.1f}', {{ affichee(expression, 'unite') }} + 0.0)
        end,
        ',.-', ' ,−'
    )
{%- endmacro %}


{% macro _avec_unite(expression) -%}
    {{ _nombre(expression) }} || {{ _unite() }}
{%- endmacro %}


{#- The unit after a number; that of an index is its range, which no sentence bears. -#}
{% macro _unite() -%}
    case when unite like 'indice%' then '' else ' ' || unite end
{%- endmacro %}


{#- A value that prints like the figure it is compared with, and differs from it, says on which side it is. -#}
{% macro _face_a(expression, reference) -%}
    case
        when {{ affichee(expression, 'unite') }} <> {{ affichee(reference, 'unite') }} then ''
        when {{ expression }} < {{ reference }} then 'un peu moins de '
        when {{ expression }} > {{ reference }} then 'un peu plus de '
        else ''
    end
    || {{ _avec_unite(expression) }}
{%- endmacro %}


{#- Percentages differ by points; a difference that would print as nothing does not print as nothing. -#}
{% macro _ecart(expression) -%}
    case
        when {{ affichee(expression, 'unite') }} <> 0 then {{ _nombre('abs(' ~ expression ~ ')') }}
        when unite like 'indice%' then 'moins de 0,01'
        else 'moins de 0,1'
    end
    || case
        when unite not in ('%', 'points') then {{ _unite() }}
        when round(abs({{ expression }}), 1) >= 2 then ' points'
        else ' point'
    end
{%- endmacro %}
