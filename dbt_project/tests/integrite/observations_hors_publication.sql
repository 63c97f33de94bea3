-- Finds: values that a criterion computed and that `indicateurs` does not publish.
-- Matters: always. A value computed for a level that the catalogue does not allow would be lost without a word.
-- Resolve: correct maille_minimale in cat_indicateurs.csv, or the levels that the criterion asks of `mesures`.
select
    observations.indicateur,
    observations.annee_scolaire,
    observations.niveau_territoire,
    observations.territoire,
    observations.ventilation,
    observations.modalite
from {{ ref('criteres_valeurs') }} as observations
left join {{ ref('indicateurs') }} as publies
    on
        observations.indicateur = publies.indicateur
        and observations.annee_scolaire = publies.annee_scolaire
        and observations.niveau_territoire = publies.niveau_territoire
        and observations.territoire = publies.territoire
        and observations.ventilation = publies.ventilation
        and observations.modalite = publies.modalite
where publies.indicateur is null
