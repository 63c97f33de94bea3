with

-- sources whose absence leaves an indicator without a value; the list of schools only describes
attendues as (
    select
        indicateur,
        coalesce(mesure_source, '') as mesure,
        unnest(string_split(sources, '|')) as domaine,
        string_split(sources_numerateur, '|') as du_numerateur
    from {{ ref('cat_indicateurs') }}
),

recues as (
    select
        attendues.indicateur,
        depots.annee_scolaire,
        attendues.domaine,
        list_contains(attendues.du_numerateur, attendues.domaine) as du_numerateur,
        coalesce(verdicts.statut = 'usage_interne', false) as usage_interne,
        -- zone '' stands for the académie: somebody handed the source in
        unnest(['', depots.departement]) as zone
    from attendues
    inner join {{ ref('couverture') }} as depots
        on
            attendues.domaine = depots.domaine
            and attendues.mesure = depots.mesure
    left join {{ ref('depots') }} as verdicts on depots.depot = verdicts.depot
    where depots.statut = 'recu'
),

nombres as (
    select
        indicateur,
        count(distinct domaine) as sources,
        count(distinct domaine) filter (where list_contains(du_numerateur, domaine)) as sources_numerateur
    from attendues
    group by indicateur
)

select
    recues.indicateur,
    recues.annee_scolaire,
    recues.zone,
    count(distinct recues.domaine) = any_value(nombres.sources) as deposee,
    count(distinct recues.domaine) filter (where recues.du_numerateur)
    = any_value(nombres.sources_numerateur) as numerateur_depose,
    bool_or(recues.usage_interne) as usage_interne
from recues
inner join nombres on recues.indicateur = nombres.indicateur
group by recues.indicateur, recues.annee_scolaire, recues.zone
