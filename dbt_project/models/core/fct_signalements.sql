with

-- a report stands in each yearly file that repeats it: the latest file has its latest state
signalements as (
    select * from {{ ref('stg_signalements') }}
    qualify row_number() over (partition by id_signalement order by annee_scolaire desc, depot asc) = 1
)

select
    annees.annee_scolaire,
    signalements.entite,
    signalements.id_signalement,
    signalements.signal_categorie,
    signalements.signal_laicite_type,
    signalements.signal_harcelement_type,
    signalements.signal_auteur,
    signalements.gravite,
    strftime(signalements.date_signalement, '%Y-%m') as mois,
    signalements.protocole_declenche = 'O' as protocole_declenche,
    signalements.date_cloture is not null as clos,
    prise_en_charge.rang_ouvre - signalement.rang_ouvre as delai_jours_ouvres
from signalements
inner join {{ ref('dim_annee_scolaire') }} as annees
    on signalements.date_signalement between annees.debut and annees.fin
left join {{ ref('dim_jour') }} as signalement on signalements.date_signalement = signalement.jour
left join {{ ref('dim_jour') }} as prise_en_charge on signalements.date_prise_en_charge = prise_en_charge.jour
