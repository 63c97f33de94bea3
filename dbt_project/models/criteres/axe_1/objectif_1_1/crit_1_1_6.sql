-- 1.1.6: signalements laïcité et harcèlement, suivi des protocoles d'actions
with

phare as (
    {{ mesures(ref('fct_barometre'), {
        'unites_engagees': 'max(fait.valeur)',
    }, niveaux='source', filtre="fait.mesure = 'IND-291'") }}
)

{{ indicateurs({
    '1.1.6-o1': 'taux_publie(phare.unites_engagees)',
}) }}
