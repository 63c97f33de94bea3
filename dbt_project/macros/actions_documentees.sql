{#-
  What the register of actions says of the actions of some types, counted once each:

    menees         carried out or evaluated
    engagees       the same, and those under way
    avec_evaluation, avec_support
                   whatever their progress, as the specification writes it
    personnels     declared participations in the actions carried out
-#}
{% macro actions_documentees(types, ventilations=['theme_action', 'perimetre', 'statut_action']) -%}
    {{- mesures(ref('fct_actions'), {
        'menees': 'count(distinct fait.id_action) filter (where fait.menee)',
        'engagees': 'count(distinct fait.id_action) filter (where fait.engagee)',
        'avec_evaluation': 'count(distinct fait.id_action) filter (where fait.avec_evaluation)',
        'avec_support': 'count(distinct fait.id_action) filter (where fait.avec_support)',
        'personnels': somme_si('fait.nb_personnels', 'fait.menee'),
    }, ventilations=ventilations, filtre="fait.type_action in ('" ~ types | join("', '") ~ "')") -}}
{%- endmacro %}
