with

observations as (
    select * from {{ ref('criteres_valeurs') }}
),

annees as (
    select annee_scolaire from {{ ref('dim_annee_scolaire') }}
),

territoires as (
    select * from {{ ref('dim_territoire') }}
),

periodes as (
    select
        catalogue.indicateur,
        catalogue.maille_minimale,
        coalesce(min(observations.annee_scolaire), max(contexte.annee_courante)) as premiere,
        coalesce(max(observations.annee_scolaire), max(contexte.annee_courante)) as derniere
    from {{ ref('cat_indicateurs') }} as catalogue
    cross join {{ source('contexte', 'contexte') }} as contexte
    left join observations on catalogue.indicateur = observations.indicateur
    group by catalogue.indicateur, catalogue.maille_minimale
),

-- a school is expected between the first and the last year in which its fact mentions it
etablissements as (
    select
        indicateur,
        territoire,
        min(annee_scolaire) as premiere,
        max(annee_scolaire) as derniere
    from observations
    where niveau_territoire = 'etablissement'
    group by indicateur, territoire
),

attendues as (
    select
        periodes.indicateur,
        annees.annee_scolaire,
        territoires.niveau_territoire,
        territoires.territoire
    from periodes
    inner join annees on annees.annee_scolaire between periodes.premiere and periodes.derniere
    inner join territoires
        on
            territoires.niveau_territoire in ('departement', 'academie')
            or (
                territoires.niveau_territoire in ('bassin', 'circonscription')
                and periodes.maille_minimale in ('etablissement', territoires.niveau_territoire)
            )
    union all
    select
        etablissements.indicateur,
        annees.annee_scolaire,
        'etablissement' as niveau_territoire,
        etablissements.territoire
    from etablissements
    inner join annees on annees.annee_scolaire between etablissements.premiere and etablissements.derniere
)

select
    indicateur,
    annee_scolaire,
    niveau_territoire,
    territoire,
    'ensemble' as ventilation,
    'ensemble' as modalite
from attendues
union distinct
select
    indicateur,
    annee_scolaire,
    niveau_territoire,
    territoire,
    ventilation,
    modalite
from observations
