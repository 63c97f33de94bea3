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
        *,
        row_number() over (partition by uai order by annee_scolaire desc) as rang
    from {{ ref('stg_annuaire_geolocalisation') }}
),

referentiel as (
    select * from instantanes
    where rang = 1
),

mentions as (
    select
        uai,
        nom_etablissement,
        row_number() over (partition by uai order by annee_scolaire desc) as rang
    from {{ ref('fct_mentions_uai') }}
),

noms as (
    select * from mentions
    where rang = 1
),

reunis as (
    select
        coalesce(referentiel.uai, noms.uai) as uai,
        coalesce(referentiel.appellation_officielle, noms.nom_etablissement) as libelle,
        referentiel.code_departement,
        referentiel.secteur,
        referentiel.libelle_nature as nature,
        referentiel.code_commune,
        referentiel.libelle_commune,
        referentiel.latitude,
        referentiel.longitude,
        referentiel.etat,
        referentiel.date_ouverture,
        referentiel.annee_scolaire as annee_referentiel,
        referentiel.uai is null as hors_referentiel
    from referentiel
    full join noms on referentiel.uai = noms.uai
)

select
    reunis.uai,
    coalesce(reunis.libelle, reunis.uai) as libelle,
    coalesce(par_code.departement, par_prefixe.departement) as departement,
    reunis.secteur,
    reunis.nature,
    reunis.code_commune,
    reunis.libelle_commune,
    reunis.latitude,
    reunis.longitude,
    reunis.etat,
    reunis.date_ouverture,
    reunis.annee_referentiel,
    reunis.hors_referentiel
from reunis
left join academie as par_code on reunis.code_departement = par_code.departement
left join academie as par_prefixe on left(reunis.uai, 3) = par_prefixe.prefixe_uai
where coalesce(par_code.departement, par_prefixe.departement) is not null
