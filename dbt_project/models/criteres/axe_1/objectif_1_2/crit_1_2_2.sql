-- 1.2.2: élèves suivant un enseignement de discipline non linguistique (DNL) en collège
with

dnl as (
    {{ mesures(ref('stg_langues_dispositifs'), {
        'eleves': "coalesce(sum(fait.nb_eleves) filter (where fait.dispositif in (
            'DNL_HORS_SECTION', 'SELO_EUROPEENNE', 'SELO_ORIENTALE', 'SECTION_INTERNATIONALE')), 0)",
        'colleges': 'count(distinct fait.entite) filter (where fait.nb_eleves > 0)',
    }, ventilations=['langue', 'dispositif', 'sexe', 'niveau', 'secteur', 'education_prioritaire', 'ruralite'],
    filtre="fait.discipline_dnl = 'TOUTES_DNL' and territoire.type_etablissement = 'Collège'") }}
),

effectifs as (
    {{ mesures(ref('fct_effectifs'), {
        'collegiens': 'sum(fait.nb_eleves)',
    }, ventilations=['sexe', 'secteur', 'education_prioritaire', 'ruralite'], filtre='fait.college') }}
),

ouverts as (
    {{ unites_ouvertes('college', ventilations=['secteur', 'education_prioritaire', 'ruralite']) }}
)

{{ indicateurs({
    '1.2.2-a': 'dnl.eleves',
    '1.2.2-b': 'dnl.eleves / effectifs.collegiens',
    '1.2.2-c': 'dnl.colleges / ouverts.unites',
}) }}
