-- 1.1.3: élèves intégrés au dispositif Devoirs faits et résultats au DNB
with

devoirs_faits as (
    {{ mesures(ref('fct_devoirs_faits'), {
        'beneficiaires': personnes_distinctes('eleve', 'fait.beneficiaire'),
        'suivies': 'sum(fait.seances_suivies)',
        'proposees': 'sum(fait.seances_proposees)',
    }, ventilations=['sexe', 'niveau', 'secteur', 'education_prioritaire', 'ruralite']) }}
),

effectifs as (
    {{ mesures(ref('fct_effectifs'), {
        'collegiens': 'sum(fait.nb_eleves)',
    }, ventilations=['sexe', 'niveau', 'secteur', 'education_prioritaire', 'ruralite'], filtre='fait.college') }}
),

dnb as (
    {{ mesures(ref('fct_dnb_candidats'), {
        'presents': personnes_distinctes('eleve', 'fait.present'),
        'admis': personnes_distinctes('eleve', 'fait.admis'),
        'mentions': personnes_distinctes('eleve', "fait.admis and fait.dnb_mention in ('AB', 'B', 'TB', 'TBF')"),
        'df_presents': personnes_distinctes('eleve', 'fait.present and fait.beneficiaire'),
        'df_admis': personnes_distinctes('eleve', 'fait.admis and fait.beneficiaire'),
        'autres_presents': personnes_distinctes(
            'eleve', "fait.present and fait.dnb_statut = 'scolaire' and not fait.beneficiaire"),
        'autres_admis': personnes_distinctes(
            'eleve', "fait.admis and fait.dnb_statut = 'scolaire' and not fait.beneficiaire"),
    }, ventilations=['dnb_serie', 'dnb_mention', 'sexe', 'secteur', 'education_prioritaire', 'ruralite']) }}
),

barometre as (
    {{ mesures(ref('fct_barometre'), {
        'beneficiaires': 'max(fait.valeur)',
    }, niveaux='source', filtre="fait.mesure = 'taux-collegiens-beneficiaires'") }}
)

{{ indicateurs({
    '1.1.3-a': 'devoirs_faits.beneficiaires',
    '1.1.3-b': 'devoirs_faits.beneficiaires / effectifs.collegiens',
    '1.1.3-c': 'devoirs_faits.suivies / devoirs_faits.proposees',
    '1.1.3-d': 'dnb.df_admis / dnb.df_presents',
    '1.1.3-e': 'dnb.autres_admis / dnb.autres_presents',
    '1.1.3-f': 'dnb.admis / dnb.presents',
    '1.1.3-g': 'dnb.mentions / dnb.presents',
    '1.1.3-o1': 'taux_publie(barometre.beneficiaires)',
}) }}
