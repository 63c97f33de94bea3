with

source as (
    {{ lac('devoirs_faits') }}
)

select
    cast(ine as varchar) as eleve,
    cast(uai as varchar) as entite,
    cast(niveau as varchar) as niveau,
    cast(df_statut as varchar) as df_statut,
    cast(date_inscription as date) as date_inscription,
    cast(seances_proposees as bigint) as seances_proposees,
    cast(seances_suivies as bigint) as seances_suivies,
    cast(heures_hebdomadaires as decimal(18, 4)) as heures_hebdomadaires,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
