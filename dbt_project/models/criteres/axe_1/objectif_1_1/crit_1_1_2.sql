-- 1.1.2: avenants communs aux projets d'école et d'établissement
with

avenants as (
    {{ mesures(ref('fct_avenants'), {
        'en_vigueur': 'count(distinct fait.id_avenant)',
        'chiffres': 'count(distinct fait.id_avenant) filter (where fait.chiffre)',
        'avec_bilan': 'count(distinct fait.id_avenant) filter (where fait.bilan_dans_l_annee)',
    }, ventilations=['avenant_objet']) }}
),

parties as (
    {{ mesures(ref('fct_avenants_unites'), {
        'ecoles': "count(distinct fait.entite) filter (where territoire.type_etablissement = 'Ecole')",
        'colleges': "count(distinct fait.entite) filter (where territoire.type_etablissement = 'Collège')",
    }, ventilations=['degre', 'type_etablissement', 'secteur', 'education_prioritaire', 'ruralite']) }}
),

ouvertes as (
    {{ mesures(ref('fct_unites_ouvertes'), {
        'ecoles': 'count(distinct fait.entite) filter (where fait.ecole)',
        'colleges': 'count(distinct fait.entite) filter (where fait.college)',
    }, ventilations=['degre', 'type_etablissement', 'secteur', 'education_prioritaire', 'ruralite']) }}
)

{{ indicateurs({
    '1.1.2-a': 'avenants.en_vigueur',
    '1.1.2-b': 'parties.ecoles / ouvertes.ecoles',
    '1.1.2-c': 'parties.colleges / ouvertes.colleges',
    '1.1.2-d': 'avenants.chiffres / avenants.en_vigueur',
    '1.1.2-e': 'avenants.avec_bilan / avenants.en_vigueur',
}) }}
