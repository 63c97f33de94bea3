with

source as (
    {{ lac('certifications') }}
)

select
    cast(session as varchar) as session,
    cast(type_certification as varchar) as type_certification,
    cast(certif_voie as varchar) as certif_voie,
    cast(id_agent as varchar) as agent,
    cast(uai as varchar) as entite,
    cast(code_departement as varchar) as code_departement,
    cast(option_certification as varchar) as option_certification,
    cast(sexe as varchar) as sexe,
    {{ oui_non('inscrit') }} as inscrit,
    {{ oui_non('present') }} as present,
    {{ oui_non('admissible') }} as admissible,
    {{ oui_non('admis') }} as admis,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
