-- 1.2.7: programmations pédagogiques en co-intervention innovantes et valorisables
with

propositions as (
    {{ mesures(ref('fct_experimentations'), {
        'deposees': 'count(distinct fait.id_projet)',
        'innovantes': "count(distinct fait.id_projet) filter (where fait.innovante = 'O')",
        'jugees': 'count(distinct fait.id_projet) filter (where fait.innovante is not null)',
        'valorisables': "count(distinct fait.id_projet) filter (where fait.valorisable_academie = 'O')",
        'delai_median': 'median(fait.delai_jours_ouvres)',
    }, ventilations=['exp_statut', 'type_etablissement'], filtre='fait.co_intervention') }}
)

{{ indicateurs({
    '1.2.7-a': 'propositions.deposees',
    '1.2.7-b': 'propositions.innovantes / propositions.jugees',
    '1.2.7-c': 'propositions.valorisables',
    '1.2.7-d': 'propositions.delai_median',
}) }}
