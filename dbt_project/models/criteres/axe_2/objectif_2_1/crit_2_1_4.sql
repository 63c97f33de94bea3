-- 2.1.4: conception du volet culturel des établissements et conduite de projets en partenariat
with

implications as (
    {{ avec_agent(ref('stg_volet_culturel')) }}
),

personnels as (
    {{ mesures('implications', {
        'conception': "count(distinct fait.agent) filter (where fait.conception_volet = 'O')",
        'conduite': "count(distinct fait.agent) filter (where fait.conduite_projet = 'O')",
        'agents': 'count(distinct fait.agent)',
        'unites': 'count(distinct fait.entite)',
    }, ventilations=axes_scolaires() + ['fonction'],
    filtre="fait.conception_volet = 'O' or fait.conduite_projet = 'O'") }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
)

{{ indicateurs({
    '2.1.4-a': 'personnels.conception',
    '2.1.4-b': 'personnels.conduite',
    '2.1.4-c': 'personnels.agents',
    '2.1.4-d': 'personnels.unites / ouvertes.unites',
}) }}
