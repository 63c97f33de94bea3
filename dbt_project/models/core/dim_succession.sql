with recursive

-- each register repeats the earlier ones: what the latest says of a school stands
fusions as (
    select
        entite as uai,
        uai_successeur,
        date_effet
    from {{ ref('stg_fusions_etablissements') }}
    qualify row_number() over (
        partition by entite order by annee_scolaire desc, date_effet desc, uai_successeur asc
    ) = 1
),

-- a successor may itself be merged later; ten steps are more than a century has seen
suites as (
    select
        uai,
        uai_successeur as uai_courant,
        date_effet,
        1 as etapes
    from fusions
    union all
    select
        suites.uai,
        fusions.uai_successeur as uai_courant,
        suites.date_effet,
        suites.etapes + 1 as etapes
    from suites
    inner join fusions on suites.uai_courant = fusions.uai
    where suites.etapes < 10
),

-- two registers can contradict each other: a school that leads back to itself has no successor
boucles as (
    select distinct uai from suites
    where uai = uai_courant
)

select
    suites.uai,
    suites.uai_courant,
    suites.date_effet
from suites
left join boucles on suites.uai = boucles.uai
where boucles.uai is null
qualify row_number() over (partition by suites.uai order by suites.etapes desc) = 1
