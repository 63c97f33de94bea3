-- 1.3.8: partenariats avec l'enseignement supérieur, les acteurs économiques et les associations
with

partenariats as (
    {{ mesures(ref('stg_partenariats'), {
        'superieur': "count(distinct fait.id_partenariat) filter (
            where fait.type_partenariat = 'enseignement_superieur' and fait.statut_convention = 'active')",
        'economiques': "count(distinct fait.id_partenariat) filter (
            where fait.type_partenariat = 'acteur_economique' and fait.statut_convention = 'active')",
        'associations': "count(distinct fait.id_partenariat) filter (
            where fait.type_partenariat = 'association' and fait.statut_convention = 'active')",
        'evalues': "count(distinct fait.id_partenariat) filter (where fait.evaluation_realisee = 'O')",
        'actifs': "count(distinct fait.id_partenariat) filter (where fait.statut_convention = 'active')",
    }, ventilations=['perimetre', 'type_partenariat'],
    filtre="fait.type_partenariat in ('enseignement_superieur', 'acteur_economique', 'association')") }}
),

couvertes as (
    {{ mesures(ref('fct_partenariats_unites'), {
        'unites': 'count(distinct fait.entite)',
    }, ventilations=axes_scolaires(),
    filtre="fait.type_partenariat in ('enseignement_superieur', 'acteur_economique', 'association')") }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
)

{{ indicateurs({
    '1.3.8-a': 'partenariats.superieur',
    '1.3.8-b': 'partenariats.economiques',
    '1.3.8-c': 'partenariats.associations',
    '1.3.8-d': 'couvertes.unites / ouvertes.unites',
    '1.3.8-e': 'partenariats.evalues / partenariats.actifs',
}) }}
