-- 2.2.1: formations sur les questions de professionnalité
with

sessions as (
    {{ mesures(ref('fct_sessions_formation'), {
        'modules': 'count(distinct fait.id_module)',
    }, ventilations=['gaia_public', 'gaia_modalite'],
    filtre="fait.realisee and fait.gaia_theme = 'professionnalite_ethique_deontologie'") }}
),

participations as (
    {{ mesures(ref('fct_participations'), {
        'agents': 'count(distinct fait.agent)',
        'jours': 'sum(fait.heures_suivies) / ' ~ var('heures_par_journee'),
    }, ventilations=['degre', 'fonction'],
    filtre="fait.present and fait.gaia_theme = 'professionnalite_ethique_deontologie'") }}
)

{{ indicateurs({
    '2.2.1-a': 'sessions.modules',
    '2.2.1-b': 'participations.agents',
    '2.2.1-c': 'participations.jours',
}) }}
