with

observations as (
    select
        *,
        -- breakdown values share the coverage of their total: an absent modality is not an absent reporter
        max(couverture) over (
            partition by indicateur, annee_scolaire, niveau_territoire, territoire
        ) as couverture_territoire
    from {{ ref('criteres_valeurs') }}
),

catalogue as (
    select * from {{ ref('cat_indicateurs') }}
),

territoires as (
    select
        niveau_territoire,
        territoire,
        coalesce(departement, '') as zone,
        count(*) filter (where niveau_territoire = 'departement') over () as nb_departements
    from {{ ref('dim_territoire') }}
),

valeurs as (
    select
        grille.*,
        catalogue.unite,
        territoires.nb_departements,
        observations.indicateur is not null as observee,
        list_contains(string_split(catalogue.niveaux_calculables, '|'), grille.niveau_territoire) as calculable,
        depots.indicateur is not null as deposee,
        observations.numerateur,
        observations.denominateur,
        case
            when observations.valeur_publiee is not null then observations.valeur_publiee
            when catalogue.agregation like 'ratio%'
                then catalogue.multiplicateur * observations.numerateur / nullif(observations.denominateur, 0)
            else catalogue.multiplicateur * observations.numerateur
        end as valeur,
        observations.couverture_territoire as couverture,
        cast(round(observations.couverture_territoire * territoires.nb_departements) as integer) as nb_declarants,
        catalogue.motif_non_calculable,
        ruptures.motif as motif_rupture
    from {{ ref('prep_grille') }} as grille
    inner join catalogue on grille.indicateur = catalogue.indicateur
    inner join territoires
        on
            grille.niveau_territoire = territoires.niveau_territoire
            and grille.territoire = territoires.territoire
    left join observations
        on
            grille.indicateur = observations.indicateur
            and grille.annee_scolaire = observations.annee_scolaire
            and grille.niveau_territoire = observations.niveau_territoire
            and grille.territoire = observations.territoire
            and grille.ventilation = observations.ventilation
            and grille.modalite = observations.modalite
    left join {{ ref('prep_depots') }} as depots
        on
            grille.indicateur = depots.indicateur
            and grille.annee_scolaire = depots.annee_scolaire
            and territoires.zone = depots.zone
    left join {{ ref('cat_ruptures') }} as ruptures
        on
            grille.indicateur = ruptures.indicateur
            and grille.annee_scolaire = ruptures.annee_scolaire
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
    case
        when valeurs.observee then valeurs.couverture
        when valeurs.calculable then 0.0
    end as couverture,
    case
        when valeurs.valeur is null and valeurs.deposee then 'M'
        when valeurs.valeur is null then 'O'
        when valeurs.motif_rupture is not null then 'B'
        when valeurs.couverture < 1 then 'D'
        else 'A'
    end as statut_observation,
    'F' as statut_confidentialite,
    case
        when valeurs.valeur is not null
            then nullif(
                concat_ws(
                    ' ',
                    valeurs.motif_rupture,
                    case
                        when valeurs.couverture < 1
                            then
                                'Couverture partielle : ' || valeurs.nb_declarants
                                || case when valeurs.nb_declarants < 2 then ' département' else ' départements' end
                                || ' sur ' || valeurs.nb_departements || '.'
                    end
                ),
                ''
            )
        when not valeurs.calculable then valeurs.motif_non_calculable
        when not valeurs.deposee then 'Aucun dépôt pour ' || valeurs.annee_scolaire || '.'
        when valeurs.denominateur = 0 then 'non calculable : dénominateur nul'
        when valeurs.numerateur is not null and valeurs.ventilation <> 'ensemble'
            then 'ventilation absente du dénominateur'
        when valeurs.observee then 'Valeur absente de la source.'
        else 'Aucune donnée pour ce territoire dans le dépôt.'
    end as motif,
    contexte.publication
from valeurs
cross join {{ source('contexte', 'contexte') }} as contexte
