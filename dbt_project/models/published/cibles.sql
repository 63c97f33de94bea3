with

decisions as (
    select
        indicateur,
        niveau_territoire,
        territoire,
        annee_cible,
        valeur_cible,
        annee_base,
        valeur_base,
        date_decision,
        annee_decision,
        auteur,
        motif,
        depot
    from {{ ref('dim_cible') }}
    union all
    -- the barometer does not say when its targets were decided: they hold from its own point of departure
    select
        catalogue.indicateur,
        'departement' as niveau_territoire,
        barometre.entite as territoire,
        barometre.annee_cible,
        barometre.valeur_cible,
        barometre.annee_initiale as annee_base,
        barometre.valeur_initiale as valeur_base,
        null as date_decision,
        barometre.annee_initiale as annee_decision,
        'Baromètre des politiques prioritaires du Gouvernement' as auteur,
        null as motif,
        null as depot
    from {{ ref('dim_barometre_reference') }} as barometre
    inner join {{ ref('cat_indicateurs') }} as catalogue on barometre.mesure = catalogue.mesure_source
    where barometre.valeur_cible is not null
)

select
    decisions.indicateur,
    decisions.niveau_territoire,
    decisions.territoire,
    decisions.annee_cible,
    cast(row_number() over versions as integer) as rang_decision,
    decisions.valeur_cible,
    lag(decisions.valeur_cible) over versions as valeur_remplacee,
    decisions.annee_base,
    decisions.valeur_base,
    decisions.date_decision,
    decisions.annee_decision,
    lead(decisions.date_decision) over versions as remplacee_le,
    decisions.auteur,
    decisions.motif,
    decisions.depot
from decisions
window versions as (
    partition by decisions.indicateur, decisions.niveau_territoire, decisions.territoire, decisions.annee_cible
    order by decisions.date_decision nulls first
)
