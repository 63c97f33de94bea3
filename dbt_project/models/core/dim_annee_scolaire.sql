with

annees as (
    select annee_scolaire from {{ source('contexte', 'en_vigueur') }}
    union all
    select annee_courante as annee_scolaire from {{ source('contexte', 'contexte') }}
),

bornes as (
    select
        min(cast(left(annee_scolaire, 4) as integer)) as premiere,
        max(cast(left(annee_scolaire, 4) as integer)) as derniere
    from annees
    where annee_scolaire like '____-____'
),

rentrees as (
    select cast(unnest(generate_series(premiere, derniere)) as integer) as rentree
    from bornes
),

nommees as (
    select
        rentree,
        rentree + 1 as session,
        rentree || '-' || (rentree + 1) as annee_scolaire,
        make_date(rentree, 9, 1) as debut,
        make_date(rentree + 1, 8, 31) as fin
    from rentrees
)

select
    nommees.annee_scolaire,
    'Année scolaire ' || nommees.annee_scolaire as libelle,
    nommees.debut,
    nommees.fin,
    nommees.rentree,
    nommees.session,
    nommees.annee_scolaire = contexte.annee_courante as courante,
    least(contexte.aujourdhui, nommees.fin) as date_observation
from nommees
cross join {{ source('contexte', 'contexte') }} as contexte
