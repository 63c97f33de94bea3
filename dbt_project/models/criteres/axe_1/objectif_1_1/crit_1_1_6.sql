-- 1.1.6: signalements laïcité et harcèlement, suivi des protocoles d'actions
with

signalements as (
    {{ mesures(ref('fct_signalements'), {
        'laicite': "count(distinct fait.id_signalement) filter (where fait.signal_categorie = 'laicite')",
        'harcelement': "count(distinct fait.id_signalement) filter (where fait.signal_categorie = 'harcelement')",
        'delai_median': 'median(fait.delai_jours_ouvres)',
    }, ventilations=[
        'signal_categorie', 'signal_laicite_type', 'signal_harcelement_type', 'signal_auteur', 'gravite', 'mois',
        'degre', 'secteur',
    ], niveaux=['departement', 'academie']) }}
),

suivis as (
    {{ mesures(ref('fct_signalements'), {
        'tous': 'count(distinct fait.id_signalement)',
        'avec_protocole': 'count(distinct fait.id_signalement) filter (where fait.protocole_declenche)',
        'clos': 'count(distinct fait.id_signalement) filter (where fait.clos)',
    }, ventilations=['signal_categorie', 'degre'], niveaux=['departement', 'academie'],
    filtre="fait.signal_categorie in ('laicite', 'harcelement')") }}
),

effectifs as (
    {{ mesures(ref('fct_effectifs'), {
        'eleves': 'sum(fait.nb_eleves)',
    }, ventilations=['degre', 'secteur'], niveaux=['departement', 'academie']) }}
),

protocoles as (
    {{ mesures(ref('stg_protocoles_climat'), {
        'formalises': "count(distinct fait.entite) filter (where fait.protocole_formalise = 'O')",
        'phare': "count(distinct fait.entite) filter (where fait.adhesion_phare = 'O')",
        'phare_equipe': "count(distinct fait.entite) filter (
            where fait.adhesion_phare = 'O' and fait.equipe_ressource_complete = 'O')",
    }, ventilations=axes_scolaires()) }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
),

barometre as (
    {{ mesures(ref('fct_barometre'), {
        'unites_engagees': 'max(fait.valeur)',
    }, niveaux='source', filtre="fait.mesure = 'IND-291'") }}
)

{{ indicateurs({
    '1.1.6-a': 'signalements.laicite',
    '1.1.6-b': 'signalements.harcelement',
    '1.1.6-c': 'signalements.harcelement / effectifs.eleves',
    '1.1.6-d': 'signalements.delai_median',
    '1.1.6-e': 'suivis.avec_protocole / suivis.tous',
    '1.1.6-f': 'suivis.clos / suivis.tous',
    '1.1.6-g': 'protocoles.formalises / ouvertes.unites',
    '1.1.6-h': 'protocoles.phare / ouvertes.unites',
    '1.1.6-i': 'protocoles.phare_equipe / protocoles.phare',
    '1.1.6-o1': 'taux_publie(barometre.unites_engagees)',
}) }}
