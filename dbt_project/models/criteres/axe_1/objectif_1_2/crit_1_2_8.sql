-- 1.2.8: élèves concernés par des actions d'éducation artistique et culturelle
with

eac as (
    {{ mesures(ref('fct_barometre'), {
        'eleves_concernes': 'max(fait.valeur)',
    }, niveaux='source', filtre="fait.mesure = 'IND-329'") }}
)

{{ indicateurs({
    '1.2.8-o1': 'taux_publie(eac.eleves_concernes)',
}) }}
