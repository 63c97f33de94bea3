with

source as (
    {{ lac('publications_service') }}
)

select
    cast(id_publication as varchar) as id_publication,
    cast(code_service as varchar) as code_service,
    cast(publi_service_type as varchar) as publi_service_type,
    cast(date_publication as date) as date_publication,
    cast(intitule as varchar) as intitule,
    cast(nb_pages as bigint) as nb_pages,
    {{ oui_non('envoi_courriel') }} as envoi_courriel,
    {{ oui_non('mise_en_ligne') }} as mise_en_ligne,
    cast(echelle as varchar) as echelle,
    cast(nb_destinataires as bigint) as nb_destinataires,
    cast(nb_destinataires_cibles as bigint) as nb_destinataires_cibles,
    _departement as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
