{%- set seuil = var('seuil_stabilite_points') -%}

with

valeurs as (
    select
        indicateurs.*,
        cast(left(indicateurs.annee_scolaire, 4) as integer) as rentree,
        catalogue.mesure_source,
        case catalogue.direction when 'hausse souhaitée' then 1 when 'baisse souhaitée' then -1 else 0 end as sens,
        ruptures.motif as motif_rupture
    from {{ ref('indicateurs') }} as indicateurs
    inner join {{ ref('cat_indicateurs') }} as catalogue on indicateurs.indicateur = catalogue.indicateur
    left join {{ ref('cat_ruptures') }} as ruptures
        on
            indicateurs.indicateur = ruptures.indicateur
            and indicateurs.annee_scolaire = ruptures.annee_scolaire
    where indicateurs.ventilation = 'ensemble'
),

-- among known values only: the previous one may be several years back, and its year says so
connues as (
    select
        indicateur,
        annee_scolaire,
        niveau_territoire,
        territoire,
        lag(annee_scolaire) over serie as annee_precedente,
        lag(valeur) over serie as valeur_precedente,
        first_value(annee_scolaire) over serie as premiere_annee,
        first_value(valeur) over serie as premiere_valeur
    from valeurs
    where valeur is not null
    window serie as (partition by indicateur, niveau_territoire, territoire order by annee_scolaire)
),

reperes as (
    select
        valeurs.*,
        connues.annee_precedente,
        connues.valeur_precedente,
        coalesce(barometre.annee_initiale, connues.premiere_annee) as annee_base,
        case
            when barometre.annee_initiale is null then connues.premiere_valeur
            else barometre.valeur_initiale
        end as valeur_base,
        barometre.annee_cible,
        barometre.valeur_cible
    from valeurs
    left join connues
        on
            valeurs.indicateur = connues.indicateur
            and valeurs.annee_scolaire = connues.annee_scolaire
            and valeurs.niveau_territoire = connues.niveau_territoire
            and valeurs.territoire = connues.territoire
    left join {{ ref('dim_barometre_reference') }} as barometre
        on
            valeurs.mesure_source = barometre.mesure
            and valeurs.territoire = barometre.entite
),

ecarts as (
    select
        *,
        rentree - cast(left(annee_base, 4) as integer) as ecoulees,
        cast(left(annee_cible, 4) as integer) - rentree as restantes,
        valeur - valeur_precedente as evolution_absolue,
        100 * (valeur - valeur_precedente) / nullif(abs(valeur_precedente), 0) as evolution_relative,
        sens * (valeur - valeur_base) as progres,
        sens * (valeur - valeur_precedente) as progres_recent
    from reperes
),

rythmes as (
    select
        *,
        (valeur - valeur_base) / nullif(ecoulees, 0) as rythme_observe,
        case when restantes > 0 then (valeur_cible - valeur) / restantes end as rythme_requis,
        -- where the straight line from base to target would be this year; the target once its year is past
        case
            when restantes <= 0 then valeur_cible
            when ecoulees >= 0
                then valeur_base + (valeur_cible - valeur_base) * ecoulees / (ecoulees + restantes)
        end as valeur_attendue
    from ecarts
),

statuts as (
    select
        *,
        case
            when valeur is null then 'non_calculable'
            when sens <> 0 and coalesce(sens * (valeur - valeur_cible) >= 0, false) then 'atteint'
            when motif_rupture is not null and valeur_precedente is not null then 'non_calculable'
            when sens <> 0 and valeur_attendue is not null
                then case
                    when progres < -{{ seuil }} then 'recul'
                    when sens * (valeur - valeur_attendue) > {{ seuil }} then 'en_avance'
                    when sens * (valeur - valeur_attendue) < -{{ seuil }} then 'en_retard'
                    else 'en_bonne_voie'
                end
            when valeur_precedente is null then 'sans_cible'
            when abs(evolution_absolue) <= {{ seuil }} then 'stable'
            when progres_recent < 0 then 'recul'
            else 'sans_cible'
        end as statut_progres
    from rythmes
)

select
    indicateur,
    annee_scolaire,
    niveau_territoire,
    territoire,
    valeur,
    annee_precedente,
    valeur_precedente,
    annee_base,
    valeur_base,
    annee_cible,
    valeur_cible,
    evolution_absolue,
    evolution_relative,
    rythme_observe,
    rythme_requis,
    statut_progres,
    {{ pourquoi() }} as pourquoi,
    publication
from statuts
