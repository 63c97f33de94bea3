-- 2.2.2: journées de formation consacrées aux problématiques de l'éducation inclusive
with

sessions as (
    {{ mesures(ref('fct_sessions_formation'), {
        'jours': 'sum(fait.nb_jours)',
    }, ventilations=['gaia_public', 'gaia_modalite'],
    filtre="fait.realisee and fait.gaia_theme = 'education_inclusive'") }}
),

participations as (
    {{ mesures(ref('fct_participations'), {
        'jours': 'sum(fait.heures_suivies) / ' ~ var('heures_par_journee'),
        'jours_du_theme': '(' ~ somme_si('fait.heures_suivies', "fait.gaia_theme = 'education_inclusive'")
            ~ ') / ' ~ var('heures_par_journee'),
    }, ventilations=['degre', 'fonction'], filtre='fait.present') }}
)

{{ indicateurs({
    '2.2.2-a': 'sessions.jours',
    '2.2.2-b': 'participations.jours_du_theme',
    '2.2.2-c': 'participations.jours_du_theme / participations.jours',
}) }}
