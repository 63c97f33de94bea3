-- 1.1.3: élèves intégrés au dispositif Devoirs faits et résultats au DNB
with

devoirs_faits as (
    {{ mesures(ref('fct_barometre'), {
        'beneficiaires': 'max(fait.valeur)',
    }, niveaux='source', filtre="fait.mesure = 'taux-collegiens-beneficiaires'") }}
)

{{ indicateurs({
    '1.1.3-o1': 'taux_publie(devoirs_faits.beneficiaires)',
}) }}
