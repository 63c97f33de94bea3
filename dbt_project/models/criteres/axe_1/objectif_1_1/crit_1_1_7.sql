-- 1.1.7: équipes éducatives, commissions et conseils de discipline liés aux cas complexes
with

seances as (
    {{ mesures(ref('fct_instances_suivi'), {
        'equipes': "count(distinct fait.id_seance) filter (
            where fait.cas_complexe and fait.instance_type in ('equipe_educative', 'equipe_suivi_scolarisation'))",
        'commissions': "count(distinct fait.id_seance) filter (
            where fait.cas_complexe and fait.instance_type in ('commission_pedagogique', 'commission_educative'))",
        'complexes': 'count(distinct fait.id_seance) filter (where fait.cas_complexe)',
        'complexes_suivies': 'count(distinct fait.id_seance) filter (where fait.cas_complexe and fait.suivi_formalise)',
        'reexamens_echus': 'count(distinct fait.id_seance) filter (where fait.reexamen_echu)',
        'reexamens_a_temps': 'count(distinct fait.id_seance) filter (where fait.reexamen_a_temps)',
    }, ventilations=['instance_type', 'degre']) }}
),

conseils as (
    {{ mesures(ref('fct_instances_suivi'), {
        'complexes': 'count(distinct fait.id_seance) filter (where fait.conseil_discipline and fait.cas_complexe)',
        'tous': 'count(distinct fait.id_seance) filter (where fait.conseil_discipline)',
    }, ventilations=['instance_decision', 'secteur'], niveaux=['departement', 'academie']) }}
),

effectifs as (
    {{ mesures(ref('fct_effectifs'), {
        'second_degre': 'sum(fait.nb_eleves)',
    }, ventilations=['secteur'], niveaux=['departement', 'academie'], filtre='fait.second_degre') }}
)

{{ indicateurs({
    '1.1.7-a': 'seances.equipes',
    '1.1.7-b': 'seances.commissions',
    '1.1.7-c': 'conseils.complexes',
    '1.1.7-d': 'conseils.tous / effectifs.second_degre',
    '1.1.7-e': 'seances.complexes_suivies / seances.complexes',
    '1.1.7-f': 'seances.reexamens_a_temps / seances.reexamens_echus',
}) }}
