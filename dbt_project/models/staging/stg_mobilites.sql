with

source as (
    {{ lac('mobilites') }}
)

select
    cast(id_mobilite as varchar) as id_mobilite,
    cast(uai as varchar) as entite,
    cast(mob_sens as varchar) as mob_sens,
    cast(mob_type as varchar) as mob_type,
    cast(mob_public as varchar) as mob_public,
    cast(mob_programme as varchar) as mob_programme,
    cast(mob_modalite as varchar) as mob_modalite,
    cast(pays as varchar) as pays,
    cast(date_debut as date) as date_debut,
    cast(date_fin as date) as date_fin,
    cast(niveau as varchar) as niveau,
    cast(nb_participants as bigint) as nb_participants,
    cast(nb_filles as bigint) as nb_filles,
    cast(nb_boursiers as bigint) as nb_boursiers,
    {{ oui_non('union_europeenne') }} as union_europeenne,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
