-- 3.1.1: unités éducatives fédérées dans un réseau et leurs collaborations
with

membres as (
    {{ mesures(ref('fct_reseaux_membres'), {
        'federees': 'count(distinct fait.entite) filter (where fait.federee)',
        'actives': 'count(distinct fait.entite) filter (where fait.active)',
        'toutes': 'count(distinct fait.entite)',
    }, ventilations=[
        'type_reseau', 'degre', 'type_etablissement', 'secteur', 'education_prioritaire', 'ruralite',
    ]) }}
),

ouvertes as (
    {{ unites_ouvertes('unite_educative') }}
),

collaborations as (
    {{ mesures(ref('fct_actions'), {
        'engagees': 'count(distinct fait.id_action) filter (where fait.engagee)',
    }, ventilations=['type_reseau'], filtre='fait.id_reseau is not null') }}
),

-- actions know the département alone: the two sides of the ratio stop there
reseaux as (
    {{ mesures(ref('fct_reseaux'), {
        'vivants': 'count(distinct fait.id_reseau) filter (where fait.vivant)',
    }, ventilations=['type_reseau'], niveaux=['departement', 'academie']) }}
)

{{ indicateurs({
    '3.1.1-a': 'membres.federees',
    '3.1.1-b': 'membres.federees / ouvertes.unites',
    '3.1.1-c': 'membres.actives / membres.toutes',
    '3.1.1-d': 'collaborations.engagees / reseaux.vivants',
}) }}
