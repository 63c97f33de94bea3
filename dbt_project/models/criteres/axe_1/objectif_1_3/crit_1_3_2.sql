-- 1.3.2: taux de poursuite d'études
with

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
    '1.3.2-o1': 'sies.pro_poursuite / sies.pro',
    '1.3.2-o2': 'sies.techno_poursuite / sies.techno',
    '1.3.2-o3': 'sies.general_poursuite / sies.general',
    '1.3.2-o4': 'sies.pro_sts / sies.pro',
    '1.3.2-o5': 'sies.techno_sts / sies.techno',
}) }}
