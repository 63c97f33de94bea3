-- 1.2.8: élèves concernés par des actions d'éducation artistique et culturelle
with

couverture as (
    {{ mesures(ref('stg_eac_couverture'), {
        'touches': 'sum(fait.nb_eleves_touches)',
        'eleves': 'sum(fait.nb_eleves)',
    }, ventilations=['niveau', 'degre', 'secteur', 'education_prioritaire', 'ruralite']) }}
),

declarations as (
    {{ mesures(ref('stg_eac_actions'), {
        'unites': 'count(distinct fait.entite)',
    }, ventilations=axes_scolaires()) }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
),

barometre as (
    {{ mesures(ref('fct_barometre'), {
        'eleves_concernes': 'max(fait.valeur)',
    }, niveaux='source', filtre="fait.mesure = 'IND-329'") }}
)

{{ indicateurs({
    '1.2.8-a': 'couverture.touches',
    '1.2.8-b': 'couverture.touches / couverture.eleves',
    '1.2.8-c': 'declarations.unites / ouvertes.unites',
    '1.2.8-o1': 'taux_publie(barometre.eleves_concernes)',
}) }}
