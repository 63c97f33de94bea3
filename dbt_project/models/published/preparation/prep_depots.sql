with

catalogue as (
    select
        indicateur,
        coalesce(mesure_source, '') as mesure,
        string_split(sources, '|') as domaines
    from {{ ref('cat_indicateurs') }}
),

-- zone '' stands for the académie: somebody handed the source in
recues as (
    select
        catalogue.indicateur,
        depots.annee_scolaire,
        depots.domaine,
        coalesce(depots.departement, '') as zone,
        max(len(catalogue.domaines)) as nb_attendues
    from catalogue
    inner join {{ ref('couverture') }} as depots
        on
            list_contains(catalogue.domaines, depots.domaine)
            and catalogue.mesure = depots.mesure
    where depots.statut = 'recu'
    group by grouping sets (
        (catalogue.indicateur, depots.annee_scolaire, depots.domaine, depots.departement),
        (catalogue.indicateur, depots.annee_scolaire, depots.domaine)
    )
)

select
    indicateur,
    annee_scolaire,
    zone
from recues
group by indicateur, annee_scolaire, zone
having count(*) = max(nb_attendues)
