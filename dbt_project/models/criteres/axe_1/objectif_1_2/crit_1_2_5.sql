-- 1.2.5: mobilités d'élèves européennes et internationales
with

-- the share of girls is known only where they were counted
sortantes as (
    {{ mesures(ref('stg_mobilites'), {
        'eleves': "coalesce(sum(fait.nb_participants) filter (
            where fait.mob_public in ('eleve', 'apprenti') and fait.mob_modalite in ('physique', 'hybride')), 0)",
        'etablissements': "count(distinct fait.entite) filter (
            where fait.mob_public in ('eleve', 'apprenti')
            and territoire.type_etablissement in ('Collège', 'Lycée', 'EREA'))",
        'participants': 'sum(fait.nb_participants)',
        'europeens': "coalesce(sum(fait.nb_participants) filter (where fait.union_europeenne = 'O'), 0)",
        'filles': 'sum(fait.nb_filles)',
        'de_sexe_connu': 'sum(fait.nb_participants) filter (where fait.nb_filles is not null)',
    }, ventilations=[
        'mob_programme', 'mob_type', 'union_europeenne', 'pays', 'niveau', 'type_etablissement', 'secteur',
        'education_prioritaire', 'ruralite',
    ], filtre="fait.mob_sens = 'sortante'") }}
),

effectifs as (
    {{ mesures(ref('fct_effectifs'), {
        'second_degre': 'sum(fait.nb_eleves)',
    }, ventilations=['type_etablissement', 'secteur', 'education_prioritaire', 'ruralite'],
    filtre='fait.second_degre') }}
),

ouverts as (
    {{ unites_ouvertes(
        'second_degre', ventilations=['type_etablissement', 'secteur', 'education_prioritaire', 'ruralite']
    ) }}
)

{{ indicateurs({
    '1.2.5-a': 'sortantes.eleves',
    '1.2.5-b': 'sortantes.eleves / effectifs.second_degre',
    '1.2.5-c': 'sortantes.etablissements / ouverts.unites',
    '1.2.5-d': 'sortantes.europeens / sortantes.participants',
    '1.2.5-e': 'sortantes.filles / sortantes.de_sexe_connu',
}) }}
