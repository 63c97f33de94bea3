with

source as (
    {{ lac('eleves') }}
)

select
    cast(ine as varchar) as eleve,
    cast(uai as varchar) as entite,
    cast(niveau as varchar) as niveau,
    cast(code_mef as varchar) as code_mef,
    cast(sexe as varchar) as sexe,
    cast(annee_naissance as bigint) as annee_naissance,
    cast(statut_eleve as varchar) as statut_eleve,
    cast(regime as varchar) as regime,
    cast(pcs_regroupee as varchar) as pcs_regroupee,
    {{ oui_non('boursier') }} as boursier,
    cast(date_entree as date) as date_entree,
    cast(date_sortie as date) as date_sortie,
    cast(motif_sortie as varchar) as motif_sortie,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
