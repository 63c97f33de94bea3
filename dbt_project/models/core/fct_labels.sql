{%- set observes = "labels.date_obtention <= annees.date_observation" -%}
with

labels as (
    select * from {{ ref('stg_labellisations') }}
    qualify row_number() over (partition by id_label order by annee_scolaire desc, depot asc) = 1
),

annees as (
    select * from {{ ref('dim_annee_scolaire') }}
    where annee_scolaire between
        (select min(annee_scolaire) from {{ ref('stg_labellisations') }})
        and (select max(annee_scolaire) from {{ ref('stg_labellisations') }})
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
