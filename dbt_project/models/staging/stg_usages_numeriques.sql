with

source as (
    {{ lac('usages_numeriques') }}
)

select
    cast(mois as varchar) as mois,
    cast(uai as varchar) as entite,
    cast(service_num as varchar) as service_num,
    cast(profil as varchar) as profil,
    cast(nb_visites as bigint) as nb_visites,
    cast(nb_visiteurs_uniques as bigint) as nb_visiteurs_uniques,
    cast(nb_comptes as bigint) as nb_comptes,
    cast(duree_totale_minutes as decimal(18, 4)) as duree_totale_minutes,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
