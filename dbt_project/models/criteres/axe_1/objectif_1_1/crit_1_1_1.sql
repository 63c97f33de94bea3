-- 1.1.1: le suivi des évaluations à tous les niveaux
with

globales as (
    {{ mesures(ref('stg_evaluations_nationales'), {
        'attendus': 'sum(fait.nb_attendus)',
        'evalues': 'sum(fait.nb_evalues)',
        'a_besoins': 'sum(fait.nb_a_besoins)',
    }, ventilations=['eval_campagne', 'discipline', 'secteur', 'education_prioritaire', 'ruralite'],
    filtre="fait.domaine = 'GLOBAL'") }}
),

-- the breakdown by domain has lines of its own: they are not added to the GLOBAL ones
par_domaine as (
    {{ mesures(ref('stg_evaluations_nationales'), {
        'evalues': 'sum(fait.nb_evalues)',
        'a_besoins': 'sum(fait.nb_a_besoins)',
    }, ventilations=['domaine'], filtre="fait.domaine <> 'GLOBAL'", ensemble=false) }}
),

-- as the specification writes it: every line, GLOBAL and domains alike
evaluations as (
    {{ mesures(ref('stg_evaluations_nationales'), {
        'evalues': 'sum(fait.nb_evalues)',
        'satisfaisants': 'sum(fait.nb_satisfaisants)',
    }, ventilations=['eval_campagne', 'discipline', 'domaine', 'secteur', 'education_prioritaire', 'ruralite']) }}
),

ecarts as (
    {{ mesures(ref('stg_evaluations_nationales'), {
        'hors_ep_moins_ep':
            part_en_points('fait.nb_satisfaisants', 'fait.nb_evalues', "territoire.education_prioritaire = 'HORS_EP'")
            ~ ' - ' ~ part_en_points(
                'fait.nb_satisfaisants', 'fait.nb_evalues', "territoire.education_prioritaire in ('REP', 'REP+')"),
    }, ventilations=['eval_campagne', 'discipline'], niveaux=['departement', 'academie']) }}
),

restitutions as (
    {{ mesures(ref('stg_evaluations_exploitation'), {
        'consultees': "count(distinct fait.entite) filter (where fait.restitution_consultee = 'O')",
    }, ventilations=['eval_campagne', 'degre', 'secteur']) }}
),

campagnes as (
    {{ mesures(ref('stg_evaluations_nationales'), {
        'unites': 'count(distinct fait.entite) filter (where fait.nb_attendus > 0)',
    }, ventilations=['eval_campagne', 'degre', 'secteur']) }}
),

dnb as (
    {{ mesures(ref('fct_dnb'), {
        'presents': 'sum(fait.presents)',
        'admis': 'sum(fait.admis)',
    }, ventilations=['sexe', 'serie', 'age']) }}
),

colleges as (
    {{ mesures(ref('fct_ivac'), {
        'avec_va': 'count(fait.va_taux_reussite_g)',
        'va_positive': 'count(*) filter (where fait.va_taux_reussite_g > 0)',
    }, niveaux=['departement', 'academie']) }}
),

bac as (
    {{ mesures(ref('fct_baccalaureat'), {
        'presents': 'sum(fait.presents)',
        'admis': 'sum(fait.admis)',
    }, ventilations=['voie', 'sexe']) }}
)

{{ indicateurs({
    '1.1.1-a': 'globales.evalues / globales.attendus',
    '1.1.1-b': ['globales.a_besoins / globales.evalues', 'par_domaine.a_besoins / par_domaine.evalues'],
    '1.1.1-c': 'evaluations.satisfaisants / evaluations.evalues',
    '1.1.1-d': 'ecarts.hors_ep_moins_ep',
    '1.1.1-e': 'restitutions.consultees / campagnes.unites',
    '1.1.1-o1': 'dnb.admis / dnb.presents',
    '1.1.1-o2': 'colleges.va_positive / colleges.avec_va',
    '1.1.1-o3': 'bac.admis / bac.presents',
}) }}
