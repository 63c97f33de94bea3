-- the series of merged schools as if they had always been one: distinct counts and medians are counted, not added
with

observations as (
    select *
    from {{ ref('criteres_valeurs') }}
    where niveau_territoire = 'etablissement_courant' and ventilation = 'ensemble'
),

catalogue as (
    select * from {{ ref('cat_indicateurs') }}
),

reunions as (
    select
        territoire_courant,
        string_agg(territoire, ', ' order by territoire) filter (where territoire <> territoire_courant) as reunis
    from {{ ref('dim_territoire') }}
    where niveau_territoire = 'etablissement'
    group by territoire_courant
)

select
    observations.indicateur,
    observations.annee_scolaire,
    observations.territoire,
    territoires.libelle,
    reunions.reunis as etablissements_reunis,
    observations.numerateur,
    observations.denominateur,
    {{ valeur('observations', 'catalogue', 'observations.numerateur') }} as valeur,
    catalogue.unite
from observations
inner join catalogue on observations.indicateur = catalogue.indicateur
inner join {{ ref('dim_territoire') }} as territoires
    on
        territoires.niveau_territoire = 'etablissement'
        and observations.territoire = territoires.territoire
inner join reunions on observations.territoire = reunions.territoire_courant
where list_contains(string_split(catalogue.niveaux_calculables, '|'), 'etablissement')
