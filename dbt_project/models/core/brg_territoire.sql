-- a view, so that a partial build sees the years of every deposit; the heavy part is stored in brg_uai_annee
{{ config(materialized='view') }}

with

departements as (
    select
        departements.code as departement,
        departements.academie,
        count(*) over () as departements_attendus
    from {{ ref('departements') }} as departements
    inner join {{ source('contexte', 'contexte') }} as contexte on departements.academie = contexte.academie
),

-- what reports, and the département that it belongs to: none for the académie itself
entites as (
    select
        annee_scolaire,
        uai as entite,
        'etablissement' as niveau_entite,
        departement
    from {{ ref('brg_uai_annee') }}
    union all
    select
        annees.annee_scolaire,
        departements.departement as entite,
        'departement' as niveau_entite,
        departements.departement
    from {{ ref('dim_annee_scolaire') }} as annees
    cross join departements
    union all
    select
        annees.annee_scolaire,
        contexte.academie as entite,
        'academie' as niveau_entite,
        cast(null as varchar) as departement
    from {{ ref('dim_annee_scolaire') }} as annees
    cross join {{ source('contexte', 'contexte') }} as contexte
)

-- a new level (bassin, circonscription) is one more branch here: nothing downstream changes
select
    annee_scolaire,
    entite,
    'etablissement' as niveau_territoire,
    entite as territoire,
    departement,
    1 as departements_attendus
from entites
where niveau_entite = 'etablissement'
union all
select
    annee_scolaire,
    entite,
    'departement' as niveau_territoire,
    departement as territoire,
    departement,
    1 as departements_attendus
from entites
where departement is not null
union all
select
    entites.annee_scolaire,
    entites.entite,
    'academie' as niveau_territoire,
    contexte.academie as territoire,
    entites.departement,
    (select max(departements.departements_attendus) from departements) as departements_attendus
from entites
cross join {{ source('contexte', 'contexte') }} as contexte
