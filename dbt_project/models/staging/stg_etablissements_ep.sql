with

source as (
    {{ lac('etablissements_ep') }}
)

select
    cast(uai as varchar) as uai,
    cast(education_prioritaire as varchar) as education_prioritaire,
    cast(nom_etablissement as varchar) as nom_etablissement,
    cast(type_etablissement as varchar) as type_etablissement,
    cast(uai_tete_de_reseau as varchar) as uai_tete_de_reseau,
    cast(nombre_d_eleves as bigint) as nb_eleves,
    cast(code_departement as varchar) as code_departement,
    cast(code_commune as varchar) as code_commune,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
