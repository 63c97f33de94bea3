-- 1.3.6: enseignants parmi les référents décrochage
with

referents as (
    {{ mesures(ref('stg_referents'), {
        'agents': 'count(distinct fait.agent)',
        'enseignants': "count(distinct fait.agent) filter (where fait.fonction = 'enseignant')",
        'etablissements': "count(distinct fait.entite) filter (
            where territoire.type_etablissement in ('Collège', 'Lycée', 'EREA'))",
        'unites': 'count(distinct fait.entite)',
        'gpds_actifs': "count(distinct fait.entite) filter (where fait.gpds_actif = 'O')",
    }, ventilations=axes_scolaires(),
    filtre="fait.type_referent = 'decrochage'") }}
),

ouverts as (
    {{ unites_ouvertes('second_degre') }}
)

{{ indicateurs({
    '1.3.6-a': 'referents.enseignants',
    '1.3.6-b': 'referents.enseignants / referents.agents',
    '1.3.6-c': 'referents.etablissements / ouverts.unites',
    '1.3.6-d': 'referents.gpds_actifs / referents.unites',
}) }}
