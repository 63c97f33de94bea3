with

etablissements as (
    select
        annees.*,
        etablissements.uai_courant
    from {{ ref('dim_etablissement_annee') }} as annees
    inner join {{ ref('dim_etablissement') }} as etablissements on annees.uai = etablissements.uai
),

reunis as (
    select distinct uai_courant from etablissements
    where uai <> uai_courant
),

departements as (
    select departements.code as departement
    from {{ ref('departements') }} as departements
    inner join {{ source('contexte', 'contexte') }} as contexte on departements.academie = contexte.academie
),

-- a level is one branch: nothing downstream changes
par_etablissement as (
    select
        *,
        uai as territoire,
        'etablissement' as niveau_territoire
    from etablissements
    union all
    -- the series of a merged school as if it had always been one
    select
        etablissements.*,
        etablissements.uai_courant as territoire,
        'etablissement_courant' as niveau_territoire
    from etablissements
    inner join reunis on etablissements.uai_courant = reunis.uai_courant
    union all
    select
        *,
        circonscription as territoire,
        'circonscription' as niveau_territoire
    from etablissements
    where circonscription is not null
    union all
    select
        *,
        bassin as territoire,
        'bassin' as niveau_territoire
    from etablissements
    where bassin is not null
    union all
    select
        *,
        departement as territoire,
        'departement' as niveau_territoire
    from etablissements
    union all
    select
        etablissements.*,
        contexte.academie as territoire,
        'academie' as niveau_territoire
    from etablissements
    cross join {{ source('contexte', 'contexte') }} as contexte
),

-- sources that report by bassin or circonscription, by département, or for the whole académie ('academie', or its code)
par_zone as (
    select
        zones.territoire as entite,
        unnest([zones.territoire, zones.departement, zones.academie]) as territoire,
        unnest([zones.niveau_territoire, 'departement', 'academie']) as niveau_territoire
    from {{ ref('dim_territoire') }} as zones
    where
        zones.niveau_territoire in ('bassin', 'circonscription')
        -- a circonscription has an UAI: one that the list of schools knows lies where the list says
        and zones.territoire not in (select connus.uai from {{ ref('dim_etablissement') }} as connus)
    union all
    select
        departement as entite,
        departement as territoire,
        'departement' as niveau_territoire
    from departements
    union all
    select
        departements.departement as entite,
        contexte.academie as territoire,
        'academie' as niveau_territoire
    from departements
    cross join {{ source('contexte', 'contexte') }} as contexte
    union all
    select
        unnest([academie, 'academie']) as entite,
        academie as territoire,
        'academie' as niveau_territoire
    from {{ source('contexte', 'contexte') }}
)

select
    annee_scolaire,
    uai as entite,
    niveau_territoire,
    territoire,
    type_etablissement,
    degre,
    secteur,
    education_prioritaire,
    ruralite
from par_etablissement
union all by name
select
    annees.annee_scolaire,
    par_zone.*
from par_zone
cross join {{ ref('dim_annee_scolaire') }} as annees
