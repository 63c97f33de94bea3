-- 1.3.2: taux de poursuite d'études
with

bacheliers as (
    {{ mesures(ref('stg_poursuite_superieur'), {
        'tous': 'sum(fait.nb_bacheliers)',
        'poursuivants': 'sum(fait.nb_poursuivants)',
    }, ventilations=['type_bac', 'sexe', 'secteur']) }}
),

cycle_professionnel as (
    {{ mesures(ref('stg_inserjeunes'), {
        'inscrits': 'sum(fait.nb_annee_term)',
        'poursuivants': 'sum(fait.nb_poursuite_etudes)',
    }, ventilations=['type_diplome'], filtre="fait.voie_formation = 'scolaire'") }}
),

sies as (
    {{ mesures(ref('fct_poursuite_superieur'), {
        'pro': "sum(fait.nb_bacheliers) filter (where fait.serie_bac = 'professionnel')",
        'pro_poursuite': "sum(fait.nb_poursuivants) filter (where fait.serie_bac = 'professionnel')",
        'pro_sts': "sum(fait.nb_poursuivants_sts) filter (where fait.serie_bac = 'professionnel')",
        'techno': "sum(fait.nb_bacheliers) filter (where fait.serie_bac = 'technologique')",
        'techno_poursuite': "sum(fait.nb_poursuivants) filter (where fait.serie_bac = 'technologique')",
        'techno_sts': "sum(fait.nb_poursuivants_sts) filter (where fait.serie_bac = 'technologique')",
        'general': "sum(fait.nb_bacheliers) filter (where fait.serie_bac = 'general')",
        'general_poursuite': "sum(fait.nb_poursuivants) filter (where fait.serie_bac = 'general')",
    }, ventilations=['sexe']) }}
)

{{ indicateurs({
    '1.3.2-a': 'bacheliers.poursuivants / bacheliers.tous',
    '1.3.2-b': 'cycle_professionnel.poursuivants / cycle_professionnel.inscrits',
    '1.3.2-o1': 'sies.pro_poursuite / sies.pro',
    '1.3.2-o2': 'sies.techno_poursuite / sies.techno',
    '1.3.2-o3': 'sies.general_poursuite / sies.general',
    '1.3.2-o4': 'sies.pro_sts / sies.pro',
    '1.3.2-o5': 'sies.techno_sts / sies.techno',
}) }}
