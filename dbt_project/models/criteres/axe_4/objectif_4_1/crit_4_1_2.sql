{%- set encadrement = "fait.fonction in ('direction', 'inspection')" -%}
-- 4.1.2: formation à la mesure des performances du système scolaire
with

sessions as (
    {{ mesures(ref('fct_sessions_formation'), {
        'modules': 'count(distinct fait.id_module)',
    }, ventilations=['gaia_public', 'gaia_modalite'],
    filtre="fait.realisee and fait.gaia_theme = 'evaluation_mesure_performances'") }}
),

participants as (
    {{ mesures(ref('fct_participations'), {
        'agents': 'count(distinct fait.agent)',
        'encadrement': 'count(distinct fait.agent) filter (where ' ~ encadrement ~ ')',
    }, ventilations=['degre', 'fonction'],
    filtre="fait.present and fait.gaia_theme = 'evaluation_mesure_performances'") }}
),

personnels as (
    {{ mesures(ref('fct_personnels'), {
        'encadrement': 'count(distinct fait.agent)',
    }, filtre=encadrement) }}
)

{{ indicateurs({
    '4.1.2-a': 'sessions.modules',
    '4.1.2-b': 'participants.agents',
    '4.1.2-c': 'participants.encadrement / personnels.encadrement',
}) }}
