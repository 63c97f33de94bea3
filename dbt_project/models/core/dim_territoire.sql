with

departements as (
    select departements.*
    from {{ ref('departements') }} as departements
    inner join {{ source('contexte', 'contexte') }} as contexte on departements.academie = contexte.academie
),

etablissements as (
    select * from {{ ref('dim_etablissement') }}
),

territoires as (
    select
        'academie' as niveau_territoire,
        academies.code as territoire,
        academies.libelle,
        academies.code as academie,
        cast(null as varchar) as departement
    from {{ ref('academies') }} as academies
    inner join {{ source('contexte', 'contexte') }} as contexte on academies.code = contexte.academie
    union all
    select
        'departement' as niveau_territoire,
        code as territoire,
        libelle,
        academie,
        code as departement
    from departements
    union all
    select
        'etablissement' as niveau_territoire,
        etablissements.uai as territoire,
        etablissements.libelle,
        departements.academie,
        etablissements.departement
    from etablissements
    inner join departements on etablissements.departement = departements.code
)

select
    territoires.niveau_territoire,
    territoires.territoire,
    territoires.libelle,
    territoires.academie,
    territoires.departement,
    etablissements.nature,
    etablissements.secteur,
    etablissements.code_commune,
    etablissements.libelle_commune,
    etablissements.latitude,
    etablissements.longitude,
    etablissements.etat,
    etablissements.date_ouverture,
    coalesce(etablissements.hors_referentiel, false) as hors_referentiel
from territoires
left join etablissements
    on
        territoires.niveau_territoire = 'etablissement'
        and territoires.territoire = etablissements.uai
