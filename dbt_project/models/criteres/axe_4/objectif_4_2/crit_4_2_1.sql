-- 4.2.1: adhésion des équipes aux formations et production de procédures internes d'amélioration continue
with

formations as (
    {{ mesures(ref('fct_participations'), {
        'agents': 'count(distinct fait.agent) filter (where fait.present)',
        'presences': 'count(*) filter (where fait.present)',
        'convocations': 'count(*) filter (where fait.convoque)',
    }, ventilations=['degre', 'fonction'],
    filtre="fait.gaia_theme = 'amelioration_continue_qualite'") }}
),

procedures as (
    {{ mesures(ref('fct_demarches_qualite'), {
        'formalisees': 'sum(fait.nb_procedures)',
        'validees': 'sum(fait.nb_procedures_validees)',
    }, ventilations=['qualite_type', 'type_etablissement']) }}
)

{{ indicateurs({
    '4.2.1-a': 'formations.agents',
    '4.2.1-b': 'formations.presences / formations.convocations',
    '4.2.1-c': 'procedures.formalisees',
    '4.2.1-d': 'procedures.validees / procedures.formalisees',
}) }}
