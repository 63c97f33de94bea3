with

source as (
    {{ lac('cibles') }}
)

select
    cast(indicateur as varchar) as indicateur,
    cast(territoire_type as varchar) as territoire_type,
    cast(code_territoire as varchar) as entite,
    cast(annee_cible as varchar) as annee_cible,
    cast(valeur_cible as decimal(18, 4)) as valeur_cible,
    cast(annee_base as varchar) as annee_base,
    cast(valeur_base as decimal(18, 4)) as valeur_base,
    cast(date_decision as date) as date_decision,
    cast(auteur as varchar) as auteur,
    cast(motif as varchar) as motif,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
