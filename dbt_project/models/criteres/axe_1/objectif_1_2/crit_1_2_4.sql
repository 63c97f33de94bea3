-- 1.2.4: labellisations en éducation au développement durable (E3D)
with

labels as (
    {{ mesures(ref('fct_labels'), {
        'unites': 'count(distinct fait.entite) filter (where fait.en_cours and fait.niveau_le_plus_eleve)',
        'nouveaux': 'count(distinct fait.id_label) filter (where fait.obtenu_dans_l_annee)',
    }, ventilations=['niveau_label', 'type_etablissement', 'secteur', 'education_prioritaire', 'ruralite'],
    filtre="fait.type_label = 'E3D'") }}
),

ouvertes as (
    {{ unites_ouvertes(
        'unite_educative', ventilations=['type_etablissement', 'secteur', 'education_prioritaire', 'ruralite']
    ) }}
),

labellises as (
    {{ mesures(ref('fct_effectifs_labellises'), {
        'eleves': 'sum(fait.nb_eleves)',
    }, ventilations=['type_etablissement']) }}
),

effectifs as (
    {{ mesures(ref('fct_effectifs'), {
        'eleves': 'sum(fait.nb_eleves)',
    }, ventilations=['type_etablissement']) }}
)

{{ indicateurs({
    '1.2.4-a': 'labels.unites',
    '1.2.4-b': 'labels.unites / ouvertes.unites',
    '1.2.4-c': 'labels.nouveaux',
    '1.2.4-d': 'labellises.eleves / effectifs.eleves',
}) }}
