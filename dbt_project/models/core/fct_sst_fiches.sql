with

-- a form stands in each yearly file that repeats it: the latest file has its latest state
fiches as (
    select * from {{ ref('stg_sst_registres') }}
    qualify row_number() over (partition by id_fiche order by annee_scolaire desc, depot asc) = 1
)

select
    annees.annee_scolaire,
    fiches.entite,
    fiches.id_fiche,
    fiches.type_fiche,
    fiches.theme_rps,
    fiches.date_reponse - fiches.date_depot as delai_jours,
    annees.date_observation - fiches.date_depot as anciennete_jours
from fiches
inner join {{ ref('dim_annee_scolaire') }} as annees on fiches.date_depot between annees.debut and annees.fin
