-- 1.1.2: avenants communs aux projets d'école et d'établissement
with

avenants as (
    {{ mesures(ref('fct_avenants'), {
        'en_vigueur': 'count(distinct fait.id_avenant)',
        'chiffres': 'count(distinct fait.id_avenant) filter (where fait.chiffre)',
        'avec_bilan': 'count(distinct fait.id_avenant) filter (where fait.bilan_dans_l_annee)',
    }, ventilations=['avenant_objet']) }}
),

ecoles_parties as (
    {{ mesures(ref('fct_avenants_unites'), {
        'unites': 'count(distinct fait.entite)',
    }, ventilations=axes_scolaires(),
    filtre="territoire.type_etablissement = 'Ecole'") }}
),

ecoles_ouvertes as (
    {{ unites_ouvertes('ecole') }}
),

colleges_parties as (
    {{ mesures(ref('fct_avenants_unites'), {
        'unites': 'count(distinct fait.entite)',
    }, ventilations=axes_scolaires(),
    filtre="territoire.type_etablissement = 'Collège'") }}
),

colleges_ouverts as (
    {{ unites_ouvertes('college') }}
)

{{ indicateurs({
    '1.1.2-a': 'avenants.en_vigueur',
    '1.1.2-b': 'ecoles_parties.unites / ecoles_ouvertes.unites',
    '1.1.2-c': 'colleges_parties.unites / colleges_ouverts.unites',
    '1.1.2-d': 'avenants.chiffres / avenants.en_vigueur',
    '1.1.2-e': 'avenants.avec_bilan / avenants.en_vigueur',
}) }}
