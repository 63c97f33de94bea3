-- Finds: values that a criterion computed and that `indicateurs` does not publish.
-- Matters: always. A value computed for a territory that nobody knows would be lost without a word.
-- Resolve: correct the levels that the criterion asks of `mesures`, or the territory that dim_territoire lacks.
select
    observations.indicateur,
    observations.annee_scolaire,
    observations.niveau_territoire,
    observations.territoire,
    observations.ventilation,
    observations.modalite
from {{ ref('criteres_valeurs') }} as observations
inner join {{ ref('cat_indicateurs') }} as catalogue on observations.indicateur = catalogue.indicateur
where
    {{ a_publier('observations', 'catalogue') }}
    and not exists (
        select 1
        from {{ ref('indicateurs') }} as publies
        where
            observations.indicateur = publies.indicateur
            and observations.annee_scolaire = publies.annee_scolaire
            and observations.niveau_territoire = publies.niveau_territoire
            and observations.territoire = publies.territoire
            and observations.ventilation = publies.ventilation
            and observations.modalite = publies.modalite
    )
