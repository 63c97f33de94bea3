-- 4.2.2: actions de vulgarisation des démarches qualité
with

actions as (
    {{ actions_documentees(['VULGARISATION_QUALITE']) }}
)

{{ indicateurs({
    '4.2.2-a': 'actions.menees',
    '4.2.2-b': 'actions.personnels',
    '4.2.2-c': 'actions.avec_support / actions.menees',
}) }}
