with

source as (
    {{ lac('formation_adultes') }}
)

select
    cast(annee as varchar) as annee,
    cast(id_action_greta as varchar) as id_action_greta,
    cast(uai_support as varchar) as entite,
    cast(code_departement as varchar) as code_departement,
    cast(code_bassin_formation as varchar) as code_bassin_formation,
    cast(intitule as varchar) as intitule,
    cast(domaine_nsf as varchar) as domaine_nsf,
    {{ oui_non('besoin_territorial_reference') }} as besoin_territorial_reference,
    cast(nb_stagiaires as bigint) as nb_stagiaires,
    cast(heures_stagiaires as decimal(18, 4)) as heures_stagiaires,
    {{ oui_non('certifiante') }} as certifiante,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
