-- 3.2.1: actions d'information et d'orientation des comités locaux école-entreprise (CLEE)
with

clee as (
    {{ au_territoire(ref('stg_clee_actions'), 'code_bassin_formation') }}
),

actions as (
    {{ mesures('clee', {
        'information': "count(distinct fait.id_action) filter (
            where fait.clee_type in ('information_metiers', 'orientation', 'forum'))",
        'toutes': 'count(distinct fait.id_action)',
        'eleves': 'sum(fait.nb_eleves)',
    }, ventilations=['clee_type']) }}
),

couverts as (
    {{ mesures('clee', {
        'bassins': 'count(distinct fait.code_bassin_formation)',
    }, niveaux=['departement', 'academie']) }}
),

existants as (
    {{ mesures(ref('fct_unites_ouvertes'), {
        'bassins': 'count(distinct fait.bassin)',
    }, niveaux=['departement', 'academie']) }}
)

{{ indicateurs({
    '3.2.1-a': 'actions.information',
    '3.2.1-b': 'actions.toutes',
    '3.2.1-c': 'actions.eleves',
    '3.2.1-d': 'couverts.bassins / existants.bassins',
}) }}
