-- 4.1.3: aide au pilotage de proximité (mise en place d'indicateurs partagés)
with

actions as (
    {{ actions_documentees(['AIDE_PILOTAGE']) }}
),

beneficiaires as (
    {{ mesures(ref('fct_actions_unites'), {
        'unites': 'count(distinct fait.entite)',
    }, ventilations=axes_scolaires(),
    filtre="fait.engagee and fait.type_action = 'AIDE_PILOTAGE'") }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
),

publications as (
    {{ mesures(ref('stg_publications_service'), {
        'tableaux': 'count(distinct fait.id_publication)',
    }, ventilations=['echelle'],
    filtre="fait.publi_service_type in ('INDICATEURS_PARCOURS', 'OUTIL_PARTAGE')") }}
)

{{ indicateurs({
    '4.1.3-a': 'actions.engagees',
    '4.1.3-b': 'beneficiaires.unites / ouvertes.unites',
    '4.1.3-c': 'publications.tableaux',
}) }}
