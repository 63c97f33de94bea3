-- 1.3.9: partenariats du champ du handicap
with

partenariats as (
    {{ mesures(ref('stg_partenariats'), {
        'actifs': 'count(distinct fait.id_partenariat)',
        'eleves': 'sum(fait.nb_eleves_beneficiaires)',
    }, ventilations=['type_partenariat', 'perimetre'], filtre="fait.statut_convention = 'active'
        and fait.type_partenariat in ('service_public_handicap', 'association_handicap', 'medico_social')") }}
),

couvertes as (
    {{ mesures(ref('fct_partenariats_unites'), {
        'unites': 'count(distinct fait.entite)',
    }, ventilations=axes_scolaires(),
    filtre="fait.type_partenariat in ('service_public_handicap', 'association_handicap', 'medico_social')") }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
)

{{ indicateurs({
    '1.3.9-a': 'partenariats.actifs',
    '1.3.9-b': 'couvertes.unites / ouvertes.unites',
    '1.3.9-c': 'partenariats.eleves',
}) }}
