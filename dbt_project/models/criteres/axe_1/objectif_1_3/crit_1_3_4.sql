-- 1.3.4: parcours en mixité de publics sur la voie professionnelle
with

-- au_moins_deux_positifs: at least two of the four publics in the same training
parcours as (
    {{ mesures(ref('stg_mixite_parcours'), {
        'tous': "count(distinct fait.entite || '|' || fait.code_mef)",
        'mixtes': "count(distinct fait.entite || '|' || fait.code_mef) filter (
            where cast(fait.nb_scolaires > 0 as integer) + cast(fait.nb_apprentis > 0 as integer)
            + cast(fait.nb_stagiaires_fc > 0 as integer) + coalesce(cast(fait.nb_contrats_pro > 0 as integer), 0) >= 2)",
        'accueillis': 'coalesce(sum(
            fait.nb_apprentis + fait.nb_stagiaires_fc + coalesce(fait.nb_contrats_pro, 0)
        ) filter (where fait.nb_scolaires > 0), 0)',
    }, ventilations=['type_etablissement', 'secteur']) }}
)

{{ indicateurs({
    '1.3.4-a': 'parcours.mixtes',
    '1.3.4-b': 'parcours.mixtes / parcours.tous',
    '1.3.4-c': 'parcours.accueillis',
}) }}
