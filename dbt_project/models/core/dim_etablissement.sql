with

academie as (
    select
        departements.code as departement,
        departements.prefixe_uai
    from {{ ref('departements') }} as departements
    inner join {{ source('contexte', 'contexte') }} as contexte on departements.academie = contexte.academie
),

instantanes as (
    select
        entite as uai,
        nom_etablissement as libelle,
        code_departement,
        type_etablissement,
        secteur,
        libelle_nature as nature,
        code_commune,
        nom_commune as libelle_commune,
        latitude,
        longitude,
        etat,
        date_ouverture,
        annee_scolaire,
        1 as priorite
    from {{ ref('stg_ref_etablissements') }}
    union all
    select
        uai,
        appellation_officielle as libelle,
        code_departement,
        cast(null as varchar) as type_etablissement,
        secteur,
        libelle_nature as nature,
        code_commune,
        libelle_commune,
        latitude,
        longitude,
        etat,
        date_ouverture,
        annee_scolaire,
        2 as priorite
    from {{ ref('stg_annuaire_geolocalisation') }}
),

-- a successor in another académie has no line here: the school stays itself
successions as (
    select successions.*
    from {{ ref('dim_succession') }} as successions
    inner join academie on left(successions.uai_courant, 3) = academie.prefixe_uai
),

-- the latest line of the référentiel, and where it has none the public list of schools
referentiel as (
    select * from instantanes
    qualify row_number() over (partition by uai order by priorite asc, annee_scolaire desc) = 1
),

-- schools that only facts mention: the référentiel forgets them, their figures count
cites as (
    select
        uai,
        -- a deposit that only mentions a school does not take its name away
        first(nom_etablissement order by annee_scolaire desc) filter (
            where nom_etablissement is not null
        ) as nom_etablissement
    from (
        select
            uai,
            nom_etablissement,
            annee_scolaire
        from {{ ref('fct_mentions_uai') }}
        union all
        select
            entite as uai,
            null as nom_etablissement,
            annee_scolaire
        from {{ source('contexte', 'declarants') }}
        -- the register of mergers names schools that closed before any figure
        where entite is not null and domaine is distinct from 'fusions_etablissements'
        union all
        select
            uai_successeur as uai,
            null as nom_etablissement,
            annee_scolaire
        from {{ ref('stg_fusions_etablissements') }}
    ) as mentions
    group by uai
),

reunis as (
    select
        coalesce(referentiel.uai, cites.uai) as uai,
        coalesce(referentiel.libelle, cites.nom_etablissement) as libelle,
        referentiel.code_departement,
        referentiel.type_etablissement,
        referentiel.secteur,
        referentiel.nature,
        referentiel.code_commune,
        referentiel.libelle_commune,
        referentiel.latitude,
        referentiel.longitude,
        referentiel.etat,
        referentiel.date_ouverture,
        referentiel.annee_scolaire as annee_referentiel,
        referentiel.uai is null as hors_referentiel
    from referentiel
    full join cites on referentiel.uai = cites.uai
)

select
    reunis.uai,
    coalesce(reunis.libelle, reunis.uai) as libelle,
    coalesce(par_code.departement, par_prefixe.departement) as departement,
    reunis.type_etablissement,
    reunis.secteur,
    reunis.nature,
    reunis.code_commune,
    reunis.libelle_commune,
    reunis.latitude,
    reunis.longitude,
    reunis.etat,
    reunis.date_ouverture,
    reunis.annee_referentiel,
    reunis.hors_referentiel,
    coalesce(successions.uai_courant, reunis.uai) as uai_courant
from reunis
left join successions on reunis.uai = successions.uai
left join academie as par_code on reunis.code_departement = par_code.departement
left join academie as par_prefixe on left(reunis.uai, 3) = par_prefixe.prefixe_uai
where coalesce(par_code.departement, par_prefixe.departement) is not null
