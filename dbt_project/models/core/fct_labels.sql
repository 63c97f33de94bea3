{%- set observes = "labels.date_obtention <= annees.date_observation" -%}
with

labels as (
    select * from {{ ref('stg_labellisations') }}
    qualify row_number() over (partition by id_label order by annee_scolaire desc, depot asc) = 1
),

bornes as (
    select
        min(annee_scolaire) as premiere,
        max(annee_scolaire) as derniere
    from {{ ref('stg_labellisations') }}
),

annees as (
    select annees.*
    from {{ ref('dim_annee_scolaire') }} as annees
    inner join bornes on annees.annee_scolaire between bornes.premiere and bornes.derniere
)

-- a label is a fact of every year in which it is held: the register says when it began and when it ends
select
    annees.annee_scolaire,
    labels.entite,
    labels.id_label,
    labels.type_label,
    labels.niveau_label,
    labels.date_fin_validite > annees.date_observation as non_echu,
    {{ observes }} and labels.date_fin_validite > annees.date_observation as en_cours,
    labels.date_obtention between annees.debut and annees.fin as obtenu_dans_l_annee,
    labels.niveau_label = max(labels.niveau_label) filter (
        where {{ observes }} and labels.date_fin_validite > annees.date_observation
    ) over (partition by annees.annee_scolaire, labels.entite, labels.type_label) as niveau_le_plus_eleve
from labels
cross join annees
