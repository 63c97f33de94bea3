-- 3.1.7: liens développés avec les collectivités (équipements et réseaux)
with

equipements as (
    {{ mesures(ref('stg_numerique_etablissement'), {
        'conventionnees': "count(distinct fait.entite) filter (where fait.convention_collectivite = 'O')",
        'raccordees': "count(distinct fait.entite) filter (where fait.haut_debit = 'O')",
        'renseignees': 'count(distinct fait.entite) filter (where fait.haut_debit is not null)',
    }, ventilations=axes_scolaires()) }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
),

conventions as (
    {{ mesures(ref('stg_conventions_territoire'), {
        'actives': 'count(distinct fait.id_convention)',
    }, ventilations=['type_convention'], filtre="fait.statut_convention = 'active'
        and fait.type_convention in ('COLLECTIVITE_NUMERIQUE', 'COLLECTIVITE_EQUIPEMENT')") }}
),

situees as (
    {{ au_territoire(ref('stg_reunions'), 'code_territoire') }}
),

reunions as (
    {{ mesures('situees', {
        'tenues': 'count(distinct fait.id_reunion)',
    }, niveaux=['departement', 'academie'], filtre="fait.type_reunion = 'COLLECTIVITES'") }}
)

{{ indicateurs({
    '3.1.7-a': 'equipements.conventionnees / ouvertes.unites',
    '3.1.7-b': 'conventions.actives',
    '3.1.7-c': 'equipements.raccordees / equipements.renseignees',
    '3.1.7-d': 'reunions.tenues',
}) }}
