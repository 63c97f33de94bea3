with

etablissements as (
    select * from {{ ref('dim_etablissement') }}
),

annees as (
    select * from {{ ref('dim_annee_scolaire') }}
),

mentions as (
    select * from {{ ref('fct_mentions_uai') }}
),

-- a snapshot says what is open now: the opening date carries it back, a closed school ends with it
par_le_referentiel as (
    select
        annees.annee_scolaire,
        etablissements.uai,
        etablissements.departement
    from etablissements
    inner join annees
        on
            coalesce(etablissements.date_ouverture <= annees.fin, true)
            and (etablissements.etat <> 'FERME' or etablissements.annee_referentiel >= annees.annee_scolaire)
    where not etablissements.hors_referentiel
),

par_les_faits as (
    select
        mentions.annee_scolaire,
        etablissements.uai,
        etablissements.departement
    from mentions
    inner join etablissements on mentions.uai = etablissements.uai
)

select * from par_le_referentiel
union distinct
select * from par_les_faits
