with

periodes as (
    select
        *,
        {{ heure_de_paris('debut_utc') }} as debut_local,
        {{ heure_de_paris('fin_utc') }} as fin_locale
    from {{ ref('stg_calendrier_scolaire') }}
)

select
    annee_scolaire,
    replace(zones, 'Zone ', '') as zone,
    location as academie,
    description,
    population,
    cast(debut_local as date) as debut,
    cast(fin_locale as date) as reprise
from periodes
