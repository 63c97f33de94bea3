-- q1 à q4 : la remontée qualitative, pour tous les critères qui ont une grille de maturité
with

criteres as (
    select
        critere,
        nature
    from {{ ref('cat_criteres') }}
    where nature in ('mixte', 'qualitatif')
),

reponses as (
    {{ mesures(ref('fct_remontees'), {
        'unites': 'count(distinct fait.entite)',
        'avancees': 'count(distinct fait.entite) filter (where fait.niveau_maturite >= 3)',
        'niveau_median': 'median(fait.niveau_maturite)',
        'actions': 'sum(case when fait.nb_preuves >= 1 then fait.nb_actions else 0 end)',
    }, ventilations=axes_scolaires(), par='critere',
    filtre='fait.valide and fait.critere in (select criteres.critere from criteres)') }}
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
),

-- a mixed criterion has figures of its own: its survey says no more than its coverage and its level
entierement_qualitatifs as (
    select reponses.*
    from reponses
    inner join criteres on reponses.critere = criteres.critere
    where criteres.nature = 'qualitatif'
)

{{ indicateurs({
    'q1': 'reponses.unites / attendues.unites',
    'q2': 'reponses.avancees / reponses.unites',
    'q3': 'entierement_qualitatifs.niveau_median',
    'q4': 'entierement_qualitatifs.actions',
}, par='critere') }}
