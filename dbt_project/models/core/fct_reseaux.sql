{%- set non_dissous = "coalesce(reseaux.date_dissolution > annees.date_observation, true)" -%}
select
    reseaux.annee_scolaire,
    reseaux.entite,
    reseaux.id_reseau,
    reseaux.type_reseau,
    reseaux.projet_formalise = 'O' as projet_formalise,
    reseaux.outil_pilotage = 'O' and reseaux.date_autoevaluation is not null as autoevalue,
    reseaux.niveau_coherence,
    {{ non_dissous }} as non_dissous,
    reseaux.date_creation <= annees.date_observation and {{ non_dissous }} as vivant
from {{ ref('stg_reseaux') }} as reseaux
inner join {{ ref('dim_annee_scolaire') }} as annees on reseaux.annee_scolaire = annees.annee_scolaire
-- a network has one pilot: handed in twice, it is a line
qualify row_number() over (
    partition by reseaux.annee_scolaire, reseaux.id_reseau order by reseaux.depot, reseaux.ligne
) = 1
