with

source as (
    {{ lac('mixite_parcours') }}
)

select
    cast(uai as varchar) as entite,
    cast(code_mef as varchar) as code_mef,
    cast(libelle_formation as varchar) as libelle_formation,
    cast(nb_scolaires as bigint) as nb_scolaires,
    cast(nb_apprentis as bigint) as nb_apprentis,
    cast(nb_stagiaires_fc as bigint) as nb_stagiaires_fc,
    cast(nb_contrats_pro as bigint) as nb_contrats_pro,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
