{#- Convention of the criterion: the census of the year before, and a difference of years, not an age. -#}
with

inscrits as (
    select distinct
        annees.annee_scolaire,
        eleves.entite,
        eleves.eleve,
        eleves.sexe
    from {{ ref('stg_eleves') }} as eleves
    inner join {{ ref('dim_annee_scolaire') }} as annees
        on cast(left(eleves.annee_scolaire, 4) as integer) = annees.rentree - 1
    where
        annees.rentree - 1 - eleves.annee_naissance >= {{ var('age_decrochage') }}
        -- a denominator without campaigns would open a school year of its own
        and annees.annee_scolaire in (select campagnes.annee_scolaire from {{ ref('stg_decrochage') }} as campagnes)
),

numeros as (
    {{ numeros_de_personnes('inscrits', 'eleve') }}
)

select
    inscrits.annee_scolaire,
    inscrits.entite,
    numeros.numero as eleve,
    {{ seule_ligne('inscrits.annee_scolaire', 'inscrits.eleve') }} as seule_ligne,
    inscrits.sexe
from inscrits
left join numeros on inscrits.eleve = numeros.personne
