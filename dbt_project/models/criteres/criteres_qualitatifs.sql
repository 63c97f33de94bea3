-- q1 à q4 : la remontée qualitative, pour tous les critères qui ont une grille de maturité
with

criteres as (
    select
        critere,
        nature
    from {{ ref('cat_criteres') }}
    where nature in ('mixte', 'qualitatif')
),

-- a unit answers once a year for a criterion: answers are units
reponses as (
    {{ mesures(ref('fct_remontees'), {
        'unites': 'count(*)',
        'avancees': 'count(*) filter (where fait.niveau_maturite >= 3)',
    }, ventilations=axes_scolaires(), par='critere',
    filtre='fait.valide and fait.critere in (select criteres.critere from criteres)') }}
),

-- a mixed criterion has figures of its own: its survey says no more than its coverage and its level
entierement_qualitatifs as (
    {{ mesures(ref('fct_remontees'), {
        'niveau_median': 'median(fait.niveau_maturite)',
        'actions': somme_si('fait.nb_actions', 'fait.nb_preuves >= 1'),
    }, ventilations=axes_scolaires(), par='critere',
    filtre="fait.valide and fait.critere in (
        select criteres.critere from criteres where criteres.nature = 'qualitatif')") }}
),

unites as (
    {{ unites_ouvertes('attendue_remontee') }}
),

attendues as (
    select
        criteres.critere,
        unites.*
    from unites
    cross join criteres
)

{{ indicateurs({
    'q1': 'reponses.unites / attendues.unites',
    'q2': 'reponses.avancees / reponses.unites',
    'q3': 'entierement_qualitatifs.niveau_median',
    'q4': 'entierement_qualitatifs.actions',
}, par='critere') }}
