-- 1.3.5: partenariats de parcours, internes (collèges-lycées) et externes
with

partenariats as (
    {{ mesures(ref('stg_partenariats'), {
        'internes': "count(distinct fait.id_partenariat) filter (
            where fait.type_partenariat = 'parcours_interne_college_lycee')",
        'externes': "count(distinct fait.id_partenariat) filter (where fait.type_partenariat = 'parcours_externe')",
    }, ventilations=['perimetre'], filtre="fait.statut_convention = 'active'") }}
),

engages as (
    {{ mesures(ref('fct_partenariats_unites'), {
        'etablissements': 'count(distinct fait.entite)',
    }, ventilations=axes_scolaires(),
    filtre="fait.type_partenariat = 'parcours_interne_college_lycee'
        and territoire.type_etablissement in ('Collège', 'Lycée', 'EREA')") }}
),

ouverts as (
    {{ unites_ouvertes('second_degre') }}
)

{{ indicateurs({
    '1.3.5-a': 'partenariats.internes',
    '1.3.5-b': 'partenariats.externes',
    '1.3.5-c': 'engages.etablissements / ouverts.unites',
}) }}
