-- 3.1.3: ressources documentaires numériques
with

ressources as (
    {{ mesures(ref('stg_numerique_etablissement'), {
        'produites': 'sum(fait.nb_ressources_produites)',
        'affectees': 'sum(fait.nb_ressources_gar)',
    }, ventilations=['type_etablissement', 'secteur']) }}
),

effectifs as (
    {{ mesures(ref('fct_effectifs'), {
        'eleves': 'sum(fait.nb_eleves)',
    }, ventilations=['type_etablissement']) }}
),

portails as (
    {{ mesures(ref('stg_numerique_etablissement'), {
        'etablissements': "count(distinct fait.entite) filter (where fait.portail_documentaire = 'O')",
    }, ventilations=axes_scolaires(),
    filtre="territoire.type_etablissement in ('Collège', 'Lycée', 'EREA')") }}
),

ouverts as (
    {{ unites_ouvertes('second_degre') }}
)

{{ indicateurs({
    '3.1.3-a': 'ressources.produites',
    '3.1.3-b': 'ressources.affectees / effectifs.eleves',
    '3.1.3-c': 'portails.etablissements / ouverts.unites',
}) }}
