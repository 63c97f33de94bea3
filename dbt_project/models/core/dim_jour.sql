with

bornes as (
    select
        min(debut) - interval 1 year as premier,
        max(fin) + interval 1 year as dernier
    from {{ ref('dim_annee_scolaire') }}
),

jours as (
    select cast(unnest(generate_series(premier, dernier, interval 1 day)) as date) as jour
    from bornes
),

ouvres as (
    select
        jours.jour,
        feries.jour is not null as ferie,
        isodow(jours.jour) <= 5 and feries.jour is null as ouvre
    from jours
    left join {{ ref('jours_feries') }} as feries on jours.jour = feries.jour
)

select
    jour,
    ferie,
    ouvre,
    -- working days up to and including this one: two ranks give the delay between two dates
    cast(sum(cast(ouvre as integer)) over (order by jour) as integer) as rang_ouvre
from ouvres
