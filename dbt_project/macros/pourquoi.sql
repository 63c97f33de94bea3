{#- One French sentence per row of `evolutions`: what was found and what it was compared with. -#}
{% macro pourquoi() -%}
    case
        when valeur is null then 'Pas de valeur en ' || annee_scolaire || '. ' || motif
        when statut_progres = 'atteint'
            then
                'La valeur de ' || annee_scolaire || ' (' || {{ _avec_unite('valeur') }} || ') atteint la cible de '
                || {{ _avec_unite('valeur_cible') }} || ' fixée pour ' || annee_cible || '.'
        when statut_progres = 'non_calculable'
            then
                'Rupture de série en ' || annee_scolaire || ' : la comparaison avec ' || annee_precedente
                || ' n''est pas interprétée. ' || motif_rupture
        when valeur_attendue is not null and sens <> 0
            then
                'À ' || {{ _avec_unite('valeur') }} || ' en ' || annee_scolaire || ', l''indicateur '
                || case statut_progres
                    when 'en_avance' then 'est en avance sur'
                    when 'en_bonne_voie' then 'suit'
                    when 'en_retard' then 'est en retard sur'
                    else 's''éloigne de'
                end
                || ' la trajectoire de ' || {{ _avec_unite('valeur_base') }} || ' (' || annee_base || ') à '
                || {{ _avec_unite('valeur_cible') }} || ' (' || annee_cible || ') : '
                || {{ _avec_unite('valeur_attendue') }} || ' attendus.'
        when valeur_precedente is null
            then 'Première valeur connue : ' || {{ _avec_unite('valeur') }} || ' en ' || annee_scolaire || '.'
        when statut_progres = 'stable'
            then
                'Valeur stable entre ' || annee_precedente || ' et ' || annee_scolaire || ' (écart de '
                || {{ _ecart('evolution_absolue') }} || ').'
        when statut_progres = 'recul'
            then
                'Évolution défavorable de ' || {{ _ecart('evolution_absolue') }} || ' entre ' || annee_precedente
                || ' et ' || annee_scolaire || '.'
        when sens = 0
            then
                case when evolution_absolue < 0 then 'Baisse' else 'Hausse' end || ' de '
                || {{ _ecart('evolution_absolue') }} || ' entre ' || annee_precedente || ' et ' || annee_scolaire
                || ' ; le projet ne souhaite ni hausse ni baisse.'
        else
            'Évolution favorable de ' || {{ _ecart('evolution_absolue') }} || ' entre ' || annee_precedente
            || ' et ' || annee_scolaire || ' ; aucune cible n''est fixée.'
    end
{%- endmacro %}


{% macro _nombre(expression) -%}
    replace(format('{:.1f}', round({{ expression }}, 1)), '.', ',')
{%- endmacro %}


{% macro _avec_unite(expression) -%}
    {{ _nombre(expression) }} || ' ' || unite
{%- endmacro %}


{% macro _ecart(expression) -%}
    {{ _nombre('abs(' ~ expression ~ ')') }} || ' '
    || case
        when unite <> '%' then unite
        when round(abs({{ expression }}), 1) >= 2 then 'points'
        else 'point'
    end
{%- endmacro %}
