-- 1.1.9: usages du numérique et compétences numériques des élèves
with

-- the school year of a service is September to June; the numbers of months are summed, never averaged
ent as (
    {{ mesures(ref('stg_usages_numeriques'), {
        'visites': 'sum(fait.nb_visites)',
        'visiteurs': 'sum(fait.nb_visiteurs_uniques)',
        'comptes': 'sum(fait.nb_comptes)',
    }, ventilations=['degre', 'type_etablissement', 'secteur', 'ruralite', 'mois'],
    filtre="fait.service_num = 'ENT' and fait.profil = 'eleve' and right(fait.mois, 2) not in ('07', '08')") }}
),

effectifs as (
    {{ mesures(ref('fct_effectifs'), {
        'eleves': 'sum(fait.nb_eleves)',
    }, ventilations=['degre', 'type_etablissement', 'secteur', 'ruralite']) }}
),

competences as (
    {{ mesures(ref('stg_competences_numeriques'), {
        'certifies': 'sum(fait.nb_certifies)',
        'concernes': 'sum(fait.nb_eleves_concernes)',
    }, ventilations=['niveau', 'secteur', 'education_prioritaire', 'ruralite']) }}
),

equipements as (
    {{ mesures(ref('stg_numerique_etablissement'), {
        'terminaux': 'sum(fait.nb_terminaux_eleves)',
        'avec_ent': "count(distinct fait.entite) filter (where fait.ent_deploye = 'O')",
    }, ventilations=axes_scolaires()) }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
)

{{ indicateurs({
    '1.1.9-a': 'ent.visites / effectifs.eleves',
    '1.1.9-b': 'ent.visiteurs / ent.comptes',
    '1.1.9-c': 'competences.certifies / competences.concernes',
    '1.1.9-d': 'equipements.terminaux / effectifs.eleves',
    '1.1.9-e': 'equipements.avec_ent / ouvertes.unites',
}) }}
