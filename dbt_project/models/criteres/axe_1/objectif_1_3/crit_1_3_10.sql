-- 1.3.10: partenariats à travers les conventions avec la DRAC
with

conventions as (
    {{ mesures(ref('stg_conventions_territoire'), {
        'en_vigueur': 'count(distinct fait.id_convention)',
        'unites': 'sum(fait.nb_unites)',
    }, ventilations=['type_convention'],
    filtre="fait.statut_convention = 'active' and fait.signataire_drac = 'O'") }}
),

couvertes as (
    {{ mesures(ref('fct_partenariats_unites'), {
        'unites': 'count(distinct fait.entite)',
    }, ventilations=axes_scolaires(),
    filtre="fait.type_partenariat = 'drac_culture'") }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
)

{{ indicateurs({
    '1.3.10-a': 'conventions.en_vigueur',
    '1.3.10-b': 'conventions.unites',
    '1.3.10-c': 'couvertes.unites / ouvertes.unites',
}) }}
