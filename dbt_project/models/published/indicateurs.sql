{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='indicateur',
    on_schema_change='fail'
) }}

with

catalogue as (
    select * from {{ ref('cat_indicateurs') }}
    where {{ a_recalculer('indicateur') }}
),

territoires as (
    select
        niveau_territoire,
        territoire,
        coalesce(departement, '') as zone
    from {{ ref('dim_territoire') }}
),

-- an indicator is covered as far as the least covered of its sources
couvertures as (
    select
        catalogue.indicateur,
        couverture.annee_scolaire,
        couverture.niveau_territoire,
        couverture.territoire,
        min(couverture.couverture) as couverture,
        min_by(couverture.recus, couverture.couverture) as recus,
        min_by(couverture.attendus, couverture.couverture) as attendus,
        min_by(attentes.mode, couverture.couverture) as attente
    from catalogue
    inner join {{ ref('prep_couverture') }} as couverture
        on
            list_contains(string_split(catalogue.sources, '|'), couverture.domaine)
            and coalesce(catalogue.mesure_source, '') = couverture.mesure
    inner join {{ source('contexte', 'attentes') }} as attentes on couverture.domaine = attentes.domaine
    group by catalogue.indicateur, couverture.annee_scolaire, couverture.niveau_territoire, couverture.territoire
),

numerateurs as (
    select
        grille.indicateur,
        grille.annee_scolaire,
        grille.niveau_territoire,
        grille.territoire,
        grille.ventilation,
        grille.modalite,
        grille.denominateur,
        grille.valeur_publiee,
        grille.observee,
        catalogue.unite,
        catalogue.agregation,
        catalogue.multiplicateur,
        catalogue.motif_non_calculable,
        catalogue.seuil_couverture,
        list_contains(string_split(catalogue.niveaux_calculables, '|'), grille.niveau_territoire) as calculable,
        coalesce(depots.deposee, false) as deposee,
        coalesce(depots.usage_interne, false) as usage_interne,
        -- handed in and without a line: zero; a gap where those expected to report did not
        case
            when grille.numerateur_observe then grille.numerateur
            when
                coalesce(depots.numerateur_depose, false)
                and calculable
                and catalogue.agregation in ('compte_distinct', 'somme', 'ratio_de_comptes', 'ratio_de_sommes')
                and (grille.niveau_territoire <> 'etablissement' or catalogue.declarants_attendus <> 'etablissements')
                and (grille.niveau_territoire = 'etablissement' or coalesce(couvertures.recus > 0, true))
                then 0.0
        end as numerateur,
        case
            when grille.niveau_territoire <> 'etablissement' then couvertures.couverture
            when grille.observee then 1.0
        end as couverture,
        couvertures.recus,
        couvertures.attendus,
        couvertures.attente,
        ruptures.motif as motif_rupture
    from {{ ref('prep_grille') }} as grille
    inner join catalogue on grille.indicateur = catalogue.indicateur
    inner join territoires
        on
            grille.niveau_territoire = territoires.niveau_territoire
            and grille.territoire = territoires.territoire
    left join couvertures
        on
            grille.indicateur = couvertures.indicateur
            and grille.annee_scolaire = couvertures.annee_scolaire
            and grille.niveau_territoire = couvertures.niveau_territoire
            and grille.territoire = couvertures.territoire
    left join {{ ref('prep_depots') }} as depots
        on
            grille.indicateur = depots.indicateur
            and grille.annee_scolaire = depots.annee_scolaire
            and territoires.zone = depots.zone
    left join {{ ref('cat_ruptures') }} as ruptures
        on
            grille.indicateur = ruptures.indicateur
            and grille.annee_scolaire = ruptures.annee_scolaire
),

valeurs as (
    select
        *,
        {{ valeur('numerateurs', 'numerateurs', 'numerateurs.numerateur') }} as valeur,
        numerateurs.couverture < numerateurs.seuil_couverture as partielle
    from numerateurs
)

select
    valeurs.indicateur,
    valeurs.annee_scolaire,
    valeurs.niveau_territoire,
    valeurs.territoire,
    valeurs.ventilation,
    valeurs.modalite,
    valeurs.numerateur,
    valeurs.denominateur,
    valeurs.valeur,
    valeurs.unite,
    case when valeurs.calculable then coalesce(valeurs.couverture, 0.0) else valeurs.couverture end as couverture,
    case
        when valeurs.valeur is null and valeurs.deposee then 'M'
        when valeurs.valeur is null then 'O'
        when valeurs.motif_rupture is not null then 'B'
        when valeurs.partielle then 'D'
        else 'A'
    end as statut_observation,
    case when valeurs.usage_interne and valeurs.valeur is not null then 'N' else 'F' end as statut_confidentialite,
    case
        when valeurs.valeur is not null
            then nullif(
                concat_ws(
                    ' ',
                    valeurs.motif_rupture,
                    case
                        when valeurs.partielle
                            then
                                'Couverture partielle : ' || valeurs.recus
                                || case
                                    when valeurs.attente = 'etablissements' and valeurs.recus < 2 then ' établissement'
                                    when valeurs.attente = 'etablissements' then ' établissements'
                                    when valeurs.recus < 2 then ' département'
                                    else ' départements'
                                end
                                || ' sur ' || valeurs.attendus || '.'
                    end
                ),
                ''
            )
        when not valeurs.calculable then valeurs.motif_non_calculable
        when not valeurs.deposee then 'Aucun dépôt pour ' || valeurs.annee_scolaire || '.'
        when valeurs.denominateur = 0 then 'non calculable : dénominateur nul'
        when valeurs.numerateur is not null and valeurs.ventilation <> 'ensemble'
            then 'ventilation absente du dénominateur'
        when valeurs.numerateur is not null then 'non calculable : dénominateur absent'
        when valeurs.observee then 'Valeur absente de la source.'
        else 'Aucune donnée pour ce territoire dans le dépôt.'
    end as motif
from valeurs
