-- 1.2.3: élèves scolarisés en sections européennes
with

sections as (
    {{ mesures(ref('stg_langues_dispositifs'), {
        'eleves': 'sum(fait.nb_eleves)',
        'ouvertes': "count(distinct fait.entite || '|' || fait.langue) filter (where fait.nb_eleves > 0)",
    }, ventilations=['langue', 'type_etablissement', 'sexe', 'niveau', 'secteur'],
    filtre="fait.dispositif in ('SELO_EUROPEENNE', 'SELO_ORIENTALE') and fait.discipline_dnl = 'SECTION'") }}
),

effectifs as (
    {{ mesures(ref('fct_effectifs'), {
        'second_degre': 'sum(fait.nb_eleves)',
    }, ventilations=['type_etablissement', 'sexe', 'secteur'], filtre='fait.second_degre') }}
),

lycees as (
    {{ mesures(ref('fct_effectifs_lycee_gt'), {
        'eleves': 'sum(fait.nb_eleves)',
        'lv2_autres': 'sum(fait.nb_eleves_lv2_hors_anglais_espagnol)',
    }) }}
)

{{ indicateurs({
    '1.2.3-a': 'sections.eleves',
    '1.2.3-b': 'sections.eleves / effectifs.second_degre',
    '1.2.3-c': 'sections.ouvertes',
    '1.2.3-o1': 'lycees.lv2_autres / lycees.eleves',
}) }}
