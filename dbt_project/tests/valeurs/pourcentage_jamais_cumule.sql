-- Finds: a value published above the level of a source that gives percentages only, or counts beside such a value;
-- and the reverse, a ratio without its counts.
-- Matters: always. A mean of percentages is not a result, and the catalogue must say which indicators have no counts.
-- Resolve: the criterion must write taux_publie(...) over mesures(..., niveaux='source') for these indicators, and
-- the catalogue must say pourcentage_publie.
select
    publies.indicateur,
    publies.annee_scolaire,
    publies.niveau_territoire,
    publies.territoire,
    publies.valeur,
    publies.numerateur
from {{ lignes_refaites(ref('indicateurs')) }} as publies
inner join {{ ref('cat_indicateurs') }} as catalogue on publies.indicateur = catalogue.indicateur
where
    publies.valeur is not null
    and (
        not list_contains(string_split(catalogue.niveaux_calculables, '|'), publies.niveau_territoire)
        or (catalogue.agregation = 'pourcentage_publie') <> (publies.numerateur is null)
    )
