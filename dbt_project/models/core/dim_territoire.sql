with

departements as (
    select departements.*
    from {{ ref('departements') }} as departements
    inner join {{ source('contexte', 'contexte') }} as contexte on departements.academie = contexte.academie
),

etablissements as (
    select * from {{ ref('dim_etablissement') }}
),

-- a bassin and a circonscription lie in one département; the latest name stands
zones as (
    select
        niveau_territoire,
        territoire,
        first(libelle order by annee_scolaire desc, libelle asc) as libelle,
        first(code_departement order by annee_scolaire desc, code_departement asc) as departement
    from (
        select
            'bassin' as niveau_territoire,
            code_bassin_formation as territoire,
            coalesce(libelle_bassin_formation, 'Bassin ' || code_bassin_formation) as libelle,
            code_departement,
            annee_scolaire
        from {{ ref('stg_ref_etablissements') }}
        union all
        select
            'circonscription' as niveau_territoire,
            code_circonscription as territoire,
            coalesce(nom_circonscription, 'Circonscription ' || code_circonscription) as libelle,
            code_departement,
            annee_scolaire
        from {{ ref('stg_ref_etablissements') }}
    ) as lignes
    where territoire is not null
    group by niveau_territoire, territoire
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
        zones.niveau_territoire,
        zones.territoire,
        zones.libelle,
        departements.academie,
        zones.departement
    from zones
    inner join departements on zones.departement = departements.code
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
    etablissements.type_etablissement,
    etablissements.nature,
    etablissements.secteur,
    etablissements.code_commune,
    etablissements.libelle_commune,
    etablissements.latitude,
    etablissements.longitude,
    etablissements.etat,
    etablissements.date_ouverture,
    coalesce(etablissements.hors_referentiel, false) as hors_referentiel,
    etablissements.uai_courant as territoire_courant
from territoires
left join etablissements
    on
        territoires.niveau_territoire = 'etablissement'
        and territoires.territoire = etablissements.uai
