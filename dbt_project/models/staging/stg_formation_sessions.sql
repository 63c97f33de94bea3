with

source as (
    {{ lac('formation_sessions') }}
)

select
    cast(id_dispositif as varchar) as id_dispositif,
    cast(id_module as varchar) as id_module,
    cast(id_session as varchar) as id_session,
    cast(libelle as varchar) as libelle,
    cast(gaia_theme as varchar) as gaia_theme,
    cast(gaia_public as varchar) as gaia_public,
    cast(gaia_candidature as varchar) as gaia_candidature,
    cast(gaia_modalite as varchar) as gaia_modalite,
    cast(type_certification as varchar) as type_certification,
    cast(date_debut as date) as date_debut,
    cast(date_fin as date) as date_fin,
    cast(duree_heures as decimal(18, 4)) as duree_heures,
    cast(nb_jours as decimal(18, 4)) as nb_jours,
    cast(nb_places as bigint) as nb_places,
    {{ oui_non('realisee') }} as realisee,
    cast(code_departement as varchar) as code_departement,
    cast(code_bassin_formation as varchar) as code_bassin_formation,
    _departement as entite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
