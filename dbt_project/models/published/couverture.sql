with

-- targets are decisions: nobody is expected to hand them in
tranches as (
    select en_vigueur.*
    from {{ source('contexte', 'en_vigueur') }} as en_vigueur
    inner join {{ source('contexte', 'attentes') }} as attentes on en_vigueur.domaine = attentes.domaine
),

annees as (
    select annee_scolaire from {{ ref('dim_annee_scolaire') }}
),

departements as (
    select territoire as departement from {{ ref('dim_territoire') }}
    where niveau_territoire = 'departement'
),

mesures as (
    select
        domaine,
        mesure
    from tranches
    union distinct
    select
        unnest(string_split(sources, '|')) as domaine,
        coalesce(mesure_source, '') as mesure
    from {{ ref('cat_indicateurs') }}
),

-- the years between the first and the last that stand, so that a gap shows; the current year where nothing came
periodes as (
    select
        mesures.domaine,
        mesures.mesure,
        coalesce(min(tranches.annee_scolaire), max(contexte.annee_courante)) as premiere,
        coalesce(max(tranches.annee_scolaire), max(contexte.annee_courante)) as derniere
    from mesures
    cross join {{ source('contexte', 'contexte') }} as contexte
    left join tranches
        on
            mesures.domaine = tranches.domaine
            and mesures.mesure = tranches.mesure
    group by mesures.domaine, mesures.mesure
)

select
    periodes.domaine,
    periodes.mesure,
    annees.annee_scolaire,
    departements.departement,
    case when tranches.depot is null then 'manquant' else 'recu' end as statut,
    tranches.depot
from periodes
inner join annees on annees.annee_scolaire between periodes.premiere and periodes.derniere
cross join departements
left join tranches
    on
        periodes.domaine = tranches.domaine
        and periodes.mesure = tranches.mesure
        and annees.annee_scolaire = tranches.annee_scolaire
        and departements.departement = tranches.departement
