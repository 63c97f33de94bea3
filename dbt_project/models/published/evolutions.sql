{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='indicateur',
    on_schema_change='fail'
) }}

with

annees as (
    select
        annee_scolaire,
        rentree
    from {{ ref('dim_annee_scolaire') }}
),

-- the last break that each year has known
ruptures as (
    select
        ruptures.indicateur,
        annees.annee_scolaire,
        max(ruptures.annee_scolaire) as rupture
    from {{ ref('cat_ruptures') }} as ruptures
    inner join annees on ruptures.annee_scolaire <= annees.annee_scolaire
    group by ruptures.indicateur, annees.annee_scolaire
),

valeurs as (
    select
        indicateurs.indicateur,
        indicateurs.annee_scolaire,
        indicateurs.niveau_territoire,
        indicateurs.territoire,
        indicateurs.denominateur,
        indicateurs.valeur,
        indicateurs.unite,
        indicateurs.motif,
        annees.rentree,
        ruptures.rupture,
        catalogue.multiplicateur,
        case
            when indicateurs.valeur is not null and {{ porte_un_intervalle('catalogue') }} then indicateurs.numerateur
        end as numerateur_compte,
        case catalogue.direction when 'hausse souhaitée' then 1 when 'baisse souhaitée' then -1 else 0 end as sens,
        -- a break hides the partial coverage behind its own status
        coalesce(
            indicateurs.statut_observation = 'D'
            or (indicateurs.statut_observation = 'B' and indicateurs.couverture < catalogue.seuil_couverture),
            false
        ) as partielle,
        indicateurs.valeur is not null and not partielle as comparable
    from {{ ref('indicateurs') }} as indicateurs
    inner join {{ ref('cat_indicateurs') }} as catalogue on indicateurs.indicateur = catalogue.indicateur
    inner join annees on indicateurs.annee_scolaire = annees.annee_scolaire
    left join ruptures
        on
            indicateurs.indicateur = ruptures.indicateur
            and indicateurs.annee_scolaire = ruptures.annee_scolaire
    where
        {{ a_recalculer('indicateurs.indicateur', avec_cibles=true) }}
        and indicateurs.ventilation = 'ensemble'
        -- a school without a value has nothing to compare: the long table says why
        and (indicateurs.niveau_territoire <> 'etablissement' or indicateurs.valeur is not null)
),

encadrees as (
    select
        valeurs.*,
        valeurs.multiplicateur * intervalles.borne_inferieure as borne_inferieure,
        valeurs.multiplicateur * intervalles.borne_superieure as borne_superieure
    from valeurs
    left join {{ ref('prep_intervalles') }} as intervalles
        on
            valeurs.numerateur_compte = intervalles.numerateur
            and valeurs.denominateur is not distinct from intervalles.denominateur
),

-- only comparable values follow each other: known, complete, and on the same side of a break
series as (
    select
        *,
        case when comparable then lag(annee_scolaire) over serie end as annee_precedente,
        case when comparable then lag(valeur) over serie end as valeur_precedente,
        lag(borne_inferieure) over serie as inferieure_precedente,
        lag(borne_superieure) over serie as superieure_precedente,
        case when comparable then first_value(annee_scolaire) over serie end as premiere_annee,
        case when comparable then first_value(valeur) over serie end as premiere_valeur
    from encadrees
    window serie as (
        partition by indicateur, niveau_territoire, territoire, rupture, comparable
        order by rentree
    )
),

variations as (
    select
        *,
        valeur - valeur_precedente as evolution_absolue,
        case
            when valeur_precedente is not null
                then {{ dans_le_bruit(
                    {'valeur': 'valeur', 'inferieure': 'borne_inferieure', 'superieure': 'borne_superieure'},
                    {
                        'valeur': 'valeur_precedente',
                        'inferieure': 'inferieure_precedente',
                        'superieure': 'superieure_precedente',
                    },
                    'unite'
                ) }}
        end as dans_le_bruit,
        {{ tendance('evolution_absolue', 'dans_le_bruit', 'sens') }} as tendance,
        {{ motif_general() }} as motif_general
    from series
),

reperes as (
    select
        variations.*,
        echeances.annee_cible,
        echeances.rentree_cible,
        echeances.valeur_cible,
        echeances.annee_decision,
        echeances.avant_echeance,
        echeances.en_vigueur,
        echeances.initiale,
        echeances.annee_base is not null as base_fixee,
        coalesce(echeances.annee_base, variations.premiere_annee) as annee_base,
        case
            when echeances.annee_base is null then variations.premiere_valeur
            else coalesce(echeances.valeur_base, departs.valeur)
        end as valeur_base
    from variations
    inner join {{ ref('prep_echeances') }} as echeances
        on
            variations.indicateur = echeances.indicateur
            and variations.niveau_territoire = echeances.niveau_territoire
            and variations.territoire = echeances.territoire
            and variations.annee_scolaire = echeances.annee_scolaire
    left join variations as departs
        on
            echeances.indicateur = departs.indicateur
            and echeances.niveau_territoire = departs.niveau_territoire
            and echeances.territoire = departs.territoire
            and echeances.annee_base = departs.annee_scolaire
            and departs.comparable
),

-- what keeps from comparing leaves every figure of the comparison empty
trajectoires as (
    select
        *,
        cast(left(annee_base, 4) as integer) as rentree_base,
        {{ cible_atteinte('valeur', 'valeur_cible', 'sens') }} as atteinte,
        {{ motif_non_calculable() }} as motif_non_calculable,
        case
            when motif_non_calculable is null and rentree_base < rentree and coalesce(rupture <= annee_base, true)
                then valeur_base
        end as depart,
        case
            when not partielle and coalesce(rupture <= coalesce(annee_decision, annee_base), true)
                then valeur - valeur_cible
        end as ecart_cible,
        {{ valeur_attendue('rentree', 'depart', 'rentree_base', 'valeur_cible', 'rentree_cible') }} as valeur_attendue
    from reperes
),

jugements as (
    select
        *,
        (valeur - depart) / (rentree - rentree_base) as rythme_observe,
        case
            when motif_non_calculable is null and avant_echeance and not atteinte
                then (valeur_cible - valeur) / (rentree_cible - rentree)
        end as rythme_requis,
        case
            when motif_non_calculable is null
                then {{ taux_avancement('valeur', 'depart', 'valeur_cible', 'sens') }}
        end as taux_avancement,
        {{ en_retard('valeur', 'valeur_attendue', 'depart', 'valeur_cible', 'avant_echeance', 'sens') }} as retard,
        sens * (valeur - depart) < 0
        and not {{ dans_le_bruit(
            {'valeur': 'valeur', 'inferieure': 'borne_inferieure', 'superieure': 'borne_superieure'},
            {'valeur': 'depart', 'inferieure': 'depart', 'superieure': 'depart'},
            'unite'
        ) }} as recul_depuis_base,
        {{ statut_progres('motif_non_calculable', 'atteinte', 'retard', 'tendance', 'recul_depuis_base') }}
            as statut_progres
    from trajectoires
),

revisees as (
    select * from jugements
    where en_vigueur
),

initiales as (
    select * from jugements
    where initiale
),

lignes as (
    select
        variations.*,
        revisees.annee_cible,
        revisees.valeur_cible,
        revisees.avant_echeance,
        revisees.retard,
        revisees.ecart_cible,
        revisees.rythme_requis,
        revisees.valeur_attendue,
        revisees.taux_avancement,
        initiales.annee_cible as annee_cible_initiale,
        initiales.valeur_cible as valeur_cible_initiale,
        case when revisees.indicateur is null then variations.premiere_annee else revisees.annee_base end as annee_base,
        case when revisees.indicateur is null then variations.premiere_valeur else revisees.valeur_base end
            as valeur_base,
        case
            when revisees.indicateur is null
                then
                    (variations.valeur - variations.premiere_valeur)
                    / nullif(variations.rentree - cast(left(variations.premiere_annee, 4) as integer), 0)
            else revisees.rythme_observe
        end as rythme_observe,
        coalesce(revisees.statut_progres, 'non calculable') as statut_progres,
        coalesce(initiales.statut_progres, 'non calculable') as statut_progres_initial,
        case
            when revisees.indicateur is not null then revisees.motif_non_calculable
            else coalesce(variations.motif_general, 'aucune cible')
        end as motif_non_calculable
    from variations
    left join revisees
        on
            variations.indicateur = revisees.indicateur
            and variations.niveau_territoire = revisees.niveau_territoire
            and variations.territoire = revisees.territoire
            and variations.annee_scolaire = revisees.annee_scolaire
    left join initiales
        on
            variations.indicateur = initiales.indicateur
            and variations.niveau_territoire = initiales.niveau_territoire
            and variations.territoire = initiales.territoire
            and variations.annee_scolaire = initiales.annee_scolaire
)

select
    indicateur,
    annee_scolaire,
    niveau_territoire,
    territoire,
    valeur,
    borne_inferieure,
    borne_superieure,
    annee_precedente,
    valeur_precedente,
    annee_base,
    valeur_base,
    annee_cible,
    valeur_cible,
    annee_cible_initiale,
    valeur_cible_initiale,
    evolution_absolue,
    100 * evolution_absolue / nullif(abs(valeur_precedente), 0) as evolution_relative,
    dans_le_bruit,
    ecart_cible,
    rythme_observe,
    rythme_requis,
    valeur_attendue,
    taux_avancement,
    tendance,
    statut_progres,
    statut_progres_initial,
    motif_non_calculable,
    {{ pourquoi() }} as pourquoi
from lignes
