-- 4.2.5: établissements développant une démarche d'amélioration continue
with

demarches as (
    {{ mesures(ref('fct_demarches_qualite'), {
        'engages': 'count(distinct fait.entite)',
        'evalues': 'count(distinct fait.entite) filter (where fait.evaluation_recente)',
    }, ventilations=[
        'qualite_type', 'degre', 'type_etablissement', 'secteur', 'education_prioritaire', 'ruralite',
    ]) }}
),

ouverts as (
    {{ unites_ouvertes('unite_educative') }}
)

{{ indicateurs({
    '4.2.5-a': 'demarches.engages',
    '4.2.5-b': 'demarches.engages / ouverts.unites',
    '4.2.5-c': 'demarches.evalues / demarches.engages',
}) }}
