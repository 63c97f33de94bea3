-- Finds: territories and indicators for which a criterion computed values that `indicateurs` does not publish.
-- Matters: always. A value computed for a territory that nobody knows would be lost without a word.
-- Resolve: correct the levels that the criterion asks of `mesures`, or the territory that dim_territoire lacks.
with

-- `prep_grille` passes every observation on: only what its joins do not know is lost
calculees as (
    select distinct
        observations.indicateur,
        observations.niveau_territoire,
        observations.territoire
    from {{ lignes_refaites(ref('criteres_valeurs')) }} as observations
    inner join {{ ref('cat_indicateurs') }} as catalogue on observations.indicateur = catalogue.indicateur
    where {{ a_publier('observations', 'catalogue') }}
),

publiees as (
    select distinct
        indicateur,
        niveau_territoire,
        territoire
    from {{ lignes_refaites(ref('indicateurs')) }}
)

select calculees.*
from calculees
left join publiees
    on
        calculees.indicateur = publiees.indicateur
        and calculees.niveau_territoire = publiees.niveau_territoire
        and calculees.territoire = publiees.territoire
where publiees.indicateur is null
