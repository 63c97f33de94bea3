with

releves as (
    select
        mesure,
        annee_scolaire,
        departement as entite,
        date_mesure,
        valeur
    from {{ ref('stg_barometre_2023') }}
    union all
    select
        mesure,
        annee_scolaire,
        departement as entite,
        date_mesure,
        valeur_actuelle as valeur
    from {{ ref('stg_barometre_2024') }}
),

-- the last value of the school year stands; the starting value is a reference, not a measure
classes as (
    select
        *,
        count(*) over (partition by mesure, annee_scolaire, entite) as nb_releves,
        row_number() over (partition by mesure, annee_scolaire, entite order by date_mesure desc, valeur asc) as rang
    from releves
    where valeur is not null
)

select
    mesure,
    annee_scolaire,
    entite,
    date_mesure,
    valeur,
    nb_releves
from classes
where rang = 1
