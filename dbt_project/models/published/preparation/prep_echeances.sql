with

-- a decision is known from the school year in which it was taken; the first ones make the original targets
decisions as (
    select
        cibles.*,
        annees.annee_scolaire,
        cast(left(cibles.annee_cible, 4) as integer) as rentree_cible,
        annees.rentree < rentree_cible as avant_echeance,
        abs(rentree_cible - annees.rentree) as distance,
        rank() over (
            partition by cibles.indicateur, cibles.niveau_territoire, cibles.territoire, annees.annee_scolaire
            order by cibles.date_decision nulls first
        ) as anciennete
    from {{ ref('cibles') }} as cibles
    inner join {{ ref('dim_annee_scolaire') }} as annees
        on coalesce(cibles.annee_decision, '') <= annees.annee_scolaire
)

-- the target of the year, else the next one, else the last one past, in its latest version
select
    indicateur,
    niveau_territoire,
    territoire,
    annee_scolaire,
    annee_cible,
    rentree_cible,
    valeur_cible,
    annee_base,
    valeur_base,
    annee_decision,
    avant_echeance,
    row_number() over (
        partition by indicateur, niveau_territoire, territoire, annee_scolaire
        order by annee_cible < annee_scolaire asc, distance asc, rang_decision desc
    ) = 1 as en_vigueur,
    row_number() over (
        partition by indicateur, niveau_territoire, territoire, annee_scolaire
        order by anciennete asc, annee_cible < annee_scolaire asc, distance asc
    ) = 1 as initiale
from decisions
qualify en_vigueur or initiale
