with

observations as (
    select
        observations.indicateur,
        observations.annee_scolaire,
        observations.niveau_territoire,
        observations.territoire,
        observations.ventilation,
        observations.modalite,
        observations.numerateur,
        observations.denominateur,
        observations.valeur_publiee,
        observations.numerateur_observe
    from {{ lignes_refaites(ref('criteres_valeurs')) }} as observations
    inner join {{ ref('cat_indicateurs') }} as catalogue on observations.indicateur = catalogue.indicateur
    where {{ a_publier('observations', 'catalogue') }}
),

annees as (
    select annee_scolaire from {{ ref('dim_annee_scolaire') }}
),

territoires as (
    select * from {{ ref('dim_territoire') }}
),

periodes as (
    select
        catalogue.indicateur,
        catalogue.maille_minimale,
        string_split(catalogue.niveaux_calculables, '|') as niveaux_calculables,
        coalesce(min(observations.annee_scolaire), max(contexte.annee_courante)) as premiere,
        coalesce(max(observations.annee_scolaire), max(contexte.annee_courante)) as derniere
    from {{ lignes_refaites(ref('cat_indicateurs')) }} as catalogue
    cross join {{ source('contexte', 'contexte') }} as contexte
    left join observations on catalogue.indicateur = observations.indicateur
    group by catalogue.indicateur, catalogue.maille_minimale, catalogue.niveaux_calculables
),

-- a school, a bassin or a circonscription is expected between the first and the last year that mentions it
observes as (
    select
        indicateur,
        niveau_territoire,
        territoire,
        min(annee_scolaire) as premiere,
        max(annee_scolaire) as derniere,
        count(*) filter (where ventilation = 'ensemble') as annees
    from observations
    where niveau_territoire not in ('departement', 'academie')
    group by indicateur, niveau_territoire, territoire
),

attendues as (
    select
        periodes.indicateur,
        annees.annee_scolaire,
        territoires.niveau_territoire,
        territoires.territoire
    from periodes
    inner join annees on annees.annee_scolaire between periodes.premiere and periodes.derniere
    inner join territoires
        on
            territoires.niveau_territoire in ('departement', 'academie')
            -- a level that the source cannot give says so, territory by territory
            or (
                territoires.niveau_territoire in ('bassin', 'circonscription')
                and periodes.maille_minimale in ('etablissement', territoires.niveau_territoire)
                and not list_contains(periodes.niveaux_calculables, territoires.niveau_territoire)
            )
    union distinct
    select
        observes.indicateur,
        annees.annee_scolaire,
        observes.niveau_territoire,
        observes.territoire
    from observes
    inner join annees on annees.annee_scolaire between observes.premiere and observes.derniere
    -- most series have no gap
    where
        observes.annees
        <= cast(left(observes.derniere, 4) as integer) - cast(left(observes.premiere, 4) as integer)
)

select
    indicateur,
    annee_scolaire,
    niveau_territoire,
    territoire,
    ventilation,
    modalite,
    numerateur,
    denominateur,
    valeur_publiee,
    numerateur_observe,
    true as observee
from observations
union all
select
    attendues.indicateur,
    attendues.annee_scolaire,
    attendues.niveau_territoire,
    attendues.territoire,
    'ensemble' as ventilation,
    'ensemble' as modalite,
    null as numerateur,
    null as denominateur,
    null as valeur_publiee,
    false as numerateur_observe,
    false as observee
from attendues
where not exists (
    select 1 from observations
    where
        observations.ventilation = 'ensemble'
        and observations.indicateur = attendues.indicateur
        and observations.annee_scolaire = attendues.annee_scolaire
        and observations.niveau_territoire = attendues.niveau_territoire
        and observations.territoire = attendues.territoire
)
