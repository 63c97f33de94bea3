-- 2.1.1: communautés d'apprentissage professionnelles
with

au_bassin as (
    {{ au_territoire(ref('stg_communautes_apprentissage'), 'code_bassin_formation') }}
),

communautes as (
    {{ mesures('au_bassin', {
        'toutes': 'count(distinct fait.id_cap)',
        'actives': "count(distinct fait.id_cap) filter (
            where fait.nb_reunions >= " ~ var('seuil_cap_reunions') ~ "
            and fait.nb_membres >= " ~ var('seuil_cap_membres') ~ ")",
        'adossees': "count(distinct fait.id_cap) filter (where fait.adossement_recherche = 'O')",
    }, ventilations=['cap_type']) }}
),

agents_membres as (
    {{ avec_agent(ref('stg_communautes_membres')) }}
),

membres as (
    {{ mesures('agents_membres', {
        'agents': 'count(distinct fait.agent)',
    }, ventilations=['degre', 'fonction']) }}
),

personnels as (
    {{ mesures(ref('fct_personnels'), {
        'agents': personnes_distinctes('agent'),
    }, ventilations=['degre', 'fonction']) }}
)

{{ indicateurs({
    '2.1.1-a': 'communautes.actives',
    '2.1.1-b': 'membres.agents',
    '2.1.1-c': 'membres.agents / personnels.agents',
    '2.1.1-d': 'communautes.adossees / communautes.toutes',
}) }}
