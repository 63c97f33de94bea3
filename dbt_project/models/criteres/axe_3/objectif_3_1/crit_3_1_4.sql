-- 3.1.4: regard sur les usages des outils numériques mis à disposition
with

-- the school year of a service is September to June; the numbers of months are summed, never averaged
usages as (
    {{ mesures(ref('stg_usages_numeriques'), {
        'visites': 'sum(fait.nb_visites)',
        'comptes': 'sum(fait.nb_comptes)',
    }, ventilations=['service_num', 'profil', 'type_etablissement'],
    filtre="right(fait.mois, 2) not in ('07', '08')") }}
),

equipements as (
    {{ mesures(ref('stg_numerique_etablissement'), {
        'unites': "count(distinct fait.entite) filter (where fait.classe_virtuelle = 'O' or fait.webradio = 'O')",
    }, ventilations=axes_scolaires()) }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
)

{{ indicateurs({
    '3.1.4-a': 'usages.visites / usages.comptes',
    '3.1.4-b': 'equipements.unites / ouvertes.unites',
}) }}
