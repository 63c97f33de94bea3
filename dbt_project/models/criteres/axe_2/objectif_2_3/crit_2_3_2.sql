-- 2.3.2: personnels participant aux actions de formation
with

-- once per school: an agent attends several sessions
agents_formes as (
    select
        *,
        {{ seule_ligne('annee_scolaire', 'agent') }} as seule_ligne
    from (
        select distinct
            annee_scolaire,
            entite,
            agent,
            fonction,
            sexe
        from {{ ref('fct_participations') }}
        where present
    ) as agents
),

formes as (
    {{ mesures('agents_formes', {
        'agents': personnes_distinctes('agent'),
    }, ventilations=['degre', 'fonction', 'sexe', 'ruralite']) }}
),

personnels as (
    {{ mesures(ref('fct_personnels'), {
        'agents': personnes_distinctes('agent'),
    }, ventilations=['degre', 'fonction', 'sexe', 'ruralite']) }}
),

participations as (
    {{ mesures(ref('fct_participations'), {
        'presences': 'count(*) filter (where fait.present)',
        'convocations': 'count(*) filter (where fait.convoque)',
        'jours': '(' ~ somme_si('fait.heures_suivies', 'fait.present') ~ ') / ' ~ var('heures_par_journee'),
    }, ventilations=['gaia_theme', 'gaia_modalite', 'degre']) }}
)

{{ indicateurs({
    '2.3.2-a': 'formes.agents',
    '2.3.2-b': 'formes.agents / personnels.agents',
    '2.3.2-c': 'participations.presences / participations.convocations',
    '2.3.2-d': 'participations.jours',
}) }}
