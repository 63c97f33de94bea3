with

referentiel as (
    select
        entite as uai,
        annee_scolaire,
        etat,
        attendu_remontee = 'O' as attendu_remontee,
        type_etablissement,
        degre,
        secteur,
        education_prioritaire,
        case
            when niveau_densite in ('5', '6', '7') then 'rural'
            when niveau_densite is not null then 'urbain'
        end as ruralite,
        code_bassin_formation as bassin,
        code_circonscription as circonscription
    from {{ ref('stg_ref_etablissements') }}
    qualify row_number() over (partition by entite, annee_scolaire order by depot) = 1
),

-- every known school in every year: what a late fact says of a closed school must land somewhere
couples as (
    select
        annees.annee_scolaire,
        etablissements.uai,
        etablissements.departement
    from {{ ref('dim_etablissement') }} as etablissements
    cross join {{ ref('dim_annee_scolaire') }} as annees
)

select
    couples.annee_scolaire,
    couples.uai,
    couples.departement,
    -- a year without a line takes the bassin and the circonscription last known, else the first known
    coalesce(
        referentiel.bassin,
        last_value(referentiel.bassin ignore nulls) over avant,
        first_value(referentiel.bassin ignore nulls) over apres
    ) as bassin,
    coalesce(
        referentiel.circonscription,
        last_value(referentiel.circonscription ignore nulls) over avant,
        first_value(referentiel.circonscription ignore nulls) over apres
    ) as circonscription,
    referentiel.type_etablissement,
    referentiel.degre,
    referentiel.secteur,
    referentiel.education_prioritaire,
    referentiel.ruralite,
    referentiel.etat,
    referentiel.attendu_remontee,
    referentiel.uai is not null as au_referentiel
from couples
left join referentiel
    on
        couples.uai = referentiel.uai
        and couples.annee_scolaire = referentiel.annee_scolaire
window
    avant as (
        partition by couples.uai order by couples.annee_scolaire
        rows between unbounded preceding and current row
    ),
    apres as (
        partition by couples.uai order by couples.annee_scolaire
        rows between current row and unbounded following
    )
