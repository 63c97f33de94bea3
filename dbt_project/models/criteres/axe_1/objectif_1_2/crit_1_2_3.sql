-- 1.2.3: élèves scolarisés en sections européennes
with

lycees as (
    {{ mesures(ref('fct_effectifs_lycee_gt'), {
        'eleves': 'sum(fait.nb_eleves)',
        'lv2_autres': 'sum(fait.nb_eleves_lv2_hors_anglais_espagnol)',
    }) }}
)

{{ indicateurs({
    '1.2.3-o1': 'lycees.lv2_autres / lycees.eleves',
}) }}
