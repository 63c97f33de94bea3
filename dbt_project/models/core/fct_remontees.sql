-- a view: the answers to the qualitative survey, narratives included
{{ config(materialized='view') }}

select
    annee_scolaire,
    entite,
    critere_code as critere,
    cast(niveau_maturite as integer) as niveau_maturite,
    nb_actions,
    nb_preuves,
    recit,
    repondant_fonction,
    date_saisie,
    valide = 'O' as valide,
    cast(niveau_double_lecture as integer) as niveau_double_lecture
from {{ ref('stg_remontee_qualitative') }}
