-- 1.3.3: taux d'accès à l'emploi des filières professionnelles
with

sortants as (
    {{ mesures(ref('stg_inserjeunes'), {
        'inscrits': 'sum(fait.nb_annee_term)',
        'sortants': 'sum(fait.nb_sortants)',
        'emploi_6_mois': 'sum(fait.nb_en_emploi_6_mois)',
        'emploi_12_mois': 'sum(fait.nb_en_emploi_12_mois)',
    }, ventilations=['type_diplome', 'voie_formation']) }}
),

cfa as (
    {{ mesures(ref('fct_insertion_cfa'), {
        'emploi_6_mois': 'max(fait.taux_emploi_6_mois)',
    }, niveaux='source') }}
)

{{ indicateurs({
    '1.3.3-a': 'sortants.emploi_6_mois / sortants.sortants',
    '1.3.3-b': 'sortants.emploi_12_mois / sortants.sortants',
    '1.3.3-c': 'sortants.emploi_6_mois / sortants.inscrits',
    '1.3.3-o1': 'taux_publie(cfa.emploi_6_mois)',
}) }}
