-- 3.2.2: formations professionnelles pour adultes adaptées aux besoins des territoires
with

formations as (
    {{ mesures(ref('stg_formation_adultes'), {
        'adaptees': "count(distinct fait.id_action_greta) filter (where fait.besoin_territorial_reference = 'O')",
        'toutes': 'count(distinct fait.id_action_greta)',
        'stagiaires': somme_si('fait.nb_stagiaires', "fait.besoin_territorial_reference = 'O'"),
        'heures': somme_si('fait.heures_stagiaires', "fait.besoin_territorial_reference = 'O'"),
    }, ventilations=['domaine_nsf']) }}
)

{{ indicateurs({
    '3.2.2-a': 'formations.adaptees',
    '3.2.2-b': 'formations.adaptees / formations.toutes',
    '3.2.2-c': 'formations.stagiaires',
    '3.2.2-d': 'formations.heures',
}) }}
