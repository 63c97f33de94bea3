-- 1.3.3: taux d'accès à l'emploi des filières professionnelles
with

cfa as (
    {{ mesures(ref('fct_insertion_cfa'), {
        'emploi_6_mois': 'max(fait.taux_emploi_6_mois)',
    }, niveaux='source') }}
)

{{ indicateurs({
    '1.3.3-o1': 'taux_publie(cfa.emploi_6_mois)',
}) }}
