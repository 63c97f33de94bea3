-- 3.1.5: regard sur les productions et échanges
with

actions as (
    {{ actions_documentees(['PRODUCTION_ECHANGE_ELEVES']) }}
)

{{ indicateurs({
    '3.1.5-a': 'actions.menees',
    '3.1.5-b': 'actions.avec_evaluation / actions.menees',
}) }}
