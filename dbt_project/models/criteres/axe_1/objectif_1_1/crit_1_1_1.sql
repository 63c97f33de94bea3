-- 1.1.1: le suivi des évaluations à tous les niveaux
with

dnb as (
    {{ mesures(ref('fct_dnb'), {
        'presents': 'sum(fait.presents)',
        'admis': 'sum(fait.admis)',
    }, ventilations=['sexe', 'serie', 'age']) }}
),

colleges as (
    {{ mesures(ref('fct_ivac'), {
        'avec_va': 'count(fait.va_taux_reussite_g)',
        'va_positive': 'count(*) filter (where fait.va_taux_reussite_g > 0)',
    }, niveaux=['departement', 'academie']) }}
),

bac as (
    {{ mesures(ref('fct_baccalaureat'), {
        'presents': 'sum(fait.presents)',
        'admis': 'sum(fait.admis)',
    }, ventilations=['voie', 'sexe']) }}
)

{{ indicateurs({
    '1.1.1-o1': 'dnb.admis / dnb.presents',
    '1.1.1-o2': 'colleges.va_positive / colleges.avec_va',
    '1.1.1-o3': 'bac.admis / bac.presents',
}) }}
