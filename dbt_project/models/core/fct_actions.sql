with

engagees as (
    select
        annee_scolaire,
        id_action,
        count(distinct entite) as nb_unites
    from {{ ref('stg_actions_unites') }}
    group by annee_scolaire, id_action
)

select
    actions.annee_scolaire,
    actions.entite,
    actions.id_action,
    actions.type_action,
    actions.theme_action,
    actions.perimetre,
    actions.statut_action,
    actions.statut_action in ('en_cours', 'realisee', 'evaluee') as engagee,
    actions.statut_action in ('realisee', 'evaluee') as menee,
    actions.evaluation_realisee = 'O' as avec_evaluation,
    actions.support_valorisation = 'O' as avec_support,
    actions.originale = 'O' as originale,
    actions.nb_personnels,
    coalesce(engagees.nb_unites, 0) as nb_unites,
    actions.id_reseau,
    reseaux.type_reseau
from {{ ref('stg_actions') }} as actions
left join engagees
    on
        actions.annee_scolaire = engagees.annee_scolaire
        and actions.id_action = engagees.id_action
left join {{ ref('fct_reseaux') }} as reseaux
    on
        actions.annee_scolaire = reseaux.annee_scolaire
        and actions.id_reseau = reseaux.id_reseau
