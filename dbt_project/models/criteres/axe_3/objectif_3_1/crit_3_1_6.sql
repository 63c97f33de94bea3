-- 3.1.6: partage des résultats obtenus par la recherche
with

actions as (
    {{ actions_documentees(['PARTAGE_RECHERCHE']) }}
)

{{ indicateurs({
    '3.1.6-a': 'actions.menees',
    '3.1.6-b': 'actions.personnels',
}) }}
