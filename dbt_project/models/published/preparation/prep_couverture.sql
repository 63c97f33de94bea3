with

annees as (
    select annee_scolaire from {{ ref('dim_annee_scolaire') }}
),

territoires as (
    select * from {{ ref('dim_territoire') }}
    where niveau_territoire <> 'etablissement'
),

declarants as (
    select distinct
        domaine,
        annee_scolaire,
        entite
    from {{ source('contexte', 'declarants') }}
),

-- who is expected to report, and who did: schools where the contract names them
ecoles as (
    select
        attentes.domaine,
        etablissements.annee_scolaire,
        etablissements.uai,
        declarants.entite is not null as recu
    from {{ source('contexte', 'attentes') }} as attentes
    inner join {{ ref('dim_etablissement_annee') }} as etablissements
        on
            etablissements.etat = 'OUVERT'
            and list_contains(attentes.types_etablissement, etablissements.type_etablissement)
            and (len(attentes.secteurs) = 0 or list_contains(attentes.secteurs, etablissements.secteur))
    left join declarants
        on
            attentes.domaine = declarants.domaine
            and etablissements.annee_scolaire = declarants.annee_scolaire
            and etablissements.uai = declarants.entite
    where attentes.mode = 'etablissements'
),

par_etablissement as (
    select
        ecoles.domaine,
        '' as mesure,
        ecoles.annee_scolaire,
        bridge.niveau_territoire,
        bridge.territoire,
        count(*) as attendus,
        count(*) filter (where ecoles.recu) as recus
    from ecoles
    inner join {{ ref('brg_territoire') }} as bridge
        on
            ecoles.annee_scolaire = bridge.annee_scolaire
            and ecoles.uai = bridge.entite
    where bridge.niveau_territoire not like 'etablissement%'
    group by ecoles.domaine, ecoles.annee_scolaire, bridge.niveau_territoire, bridge.territoire
),

-- elsewhere départements: those whose deposit stands, or for files that cover several years those with lines
remises as (
    select
        attentes.domaine,
        tranches.mesure,
        tranches.annee_scolaire,
        tranches.departement
    from {{ source('contexte', 'attentes') }} as attentes
    inner join {{ source('contexte', 'en_vigueur') }} as tranches on attentes.domaine = tranches.domaine
    where attentes.mode = 'depots'
    union distinct
    select
        attentes.domaine,
        declarants.mesure,
        declarants.annee_scolaire,
        declarants.departement
    from {{ source('contexte', 'attentes') }} as attentes
    inner join {{ source('contexte', 'declarants') }} as declarants on attentes.domaine = declarants.domaine
    where attentes.mode = 'departements'
),

-- a domain that nobody handed in is not covered, which is not the same as unknown
mesures as (
    select
        domaine,
        '' as mesure
    from {{ source('contexte', 'attentes') }}
    where mode <> 'etablissements'
    union distinct
    select
        domaine,
        mesure
    from remises
),

par_departement as (
    select
        mesures.domaine,
        mesures.mesure,
        annees.annee_scolaire,
        territoires.niveau_territoire,
        territoires.territoire,
        count(departements.territoire) as attendus,
        count(departements.territoire) filter (
            where exists (
                select 1 from remises
                where
                    remises.domaine = mesures.domaine
                    and remises.mesure = mesures.mesure
                    and remises.annee_scolaire = annees.annee_scolaire
                    -- figures of the académie itself cover it, whatever its départements
                    and remises.departement in (departements.territoire, 'academie')
            )
        ) as recus
    from mesures
    cross join annees
    cross join territoires
    inner join territoires as departements
        on
            departements.niveau_territoire = 'departement'
            and (territoires.niveau_territoire = 'academie' or territoires.departement = departements.territoire)
    group by
        mesures.domaine, mesures.mesure, annees.annee_scolaire, territoires.niveau_territoire, territoires.territoire
)

select
    *,
    recus / cast(attendus as double) as couverture
from par_etablissement
union all
select
    *,
    recus / cast(attendus as double) as couverture
from par_departement
