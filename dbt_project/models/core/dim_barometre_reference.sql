with

references_datees as (
    select
        mesure,
        departement as entite,
        annee_scolaire,
        date_mesure,
        valeur_initiale,
        valeur_cible,
        row_number() over (
            partition by mesure, departement, valeur_initiale is null
            order by date_mesure desc, valeur_initiale asc
        ) as rang_initial,
        row_number() over (
            partition by mesure, departement, valeur_cible is null
            order by date_mesure desc, valeur_cible asc
        ) as rang_cible
    from {{ ref('stg_barometre_2024') }}
),

initiales as (
    select * from references_datees
    where valeur_initiale is not null and rang_initial = 1
),

cibles as (
    select * from references_datees
    where valeur_cible is not null and rang_cible = 1
)

select
    coalesce(initiales.mesure, cibles.mesure) as mesure,
    coalesce(initiales.entite, cibles.entite) as entite,
    initiales.valeur_initiale,
    initiales.date_mesure as date_initiale,
    initiales.annee_scolaire as annee_initiale,
    cibles.valeur_cible,
    cibles.date_mesure as date_cible,
    cibles.annee_scolaire as annee_cible
from initiales
full join cibles
    on
        initiales.mesure = cibles.mesure
        and initiales.entite = cibles.entite
