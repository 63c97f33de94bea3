{#-
  What the register of actions says of the actions of some types, counted once each:

    menees         carried out or evaluated
    engagees       the same, and those under way
    avec_evaluation, avec_support
                   whatever their progress, as the specification writes it
    personnels     declared participations in the actions carried out: none without such an action, unknown
                   where no such action declares any
-#}
{% macro actions_documentees(types, ventilations=['theme_action', 'perimetre', 'statut_action']) -%}
    {{- mesures(ref('fct_actions'), {
        'menees': 'count(distinct fait.id_action) filter (where fait.menee)',
        'engagees': 'count(distinct fait.id_action) filter (where fait.engagee)',
        'avec_evaluation': 'count(distinct fait.id_action) filter (where fait.avec_evaluation)',
        'avec_support': 'count(distinct fait.id_action) filter (where fait.avec_support)',
        'personnels': 'case when bool_or(fait.menee) then sum(fait.nb_personnels) filter (where fait.menee) else 0 end',
    }, ventilations=ventilations, filtre="fait.type_action in ('" ~ types | join("', '") ~ "')") -}}
{%- endmacro %}
