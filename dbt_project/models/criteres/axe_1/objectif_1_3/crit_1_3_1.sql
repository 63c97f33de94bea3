-- 1.3.1: réussite en BTS des bacheliers professionnels, en DUT puis BUT des bacheliers technologiques
with

bts as (
    {{ mesures(ref('stg_superieur_reussite'), {
        'entrants': 'sum(fait.nb_entrants)',
        'diplomes_2ans': 'sum(fait.nb_diplomes_2ans)',
        'diplomes_3ans': 'sum(fait.nb_diplomes_3ans)',
    }, ventilations=['sexe', 'secteur'], filtre="fait.type_bac = 'BP' and fait.filiere_sup = 'BTS'") }}
),

examen as (
    {{ mesures(ref('stg_bts_resultats'), {
        'presents': 'sum(fait.nb_presents)',
        'admis': 'sum(fait.nb_admis)',
    }, ventilations=['sexe', 'secteur'], filtre="fait.type_bac = 'BP'") }}
),

dut as (
    {{ mesures(ref('stg_superieur_reussite'), {
        'entrants': 'sum(fait.nb_entrants)',
        'diplomes_3ans': 'sum(fait.nb_diplomes_3ans)',
    }, ventilations=['sexe', 'secteur'], filtre="fait.type_bac = 'BT' and fait.filiere_sup = 'DUT'") }}
),

but as (
    {{ mesures(ref('stg_superieur_reussite'), {
        'entrants': 'sum(fait.nb_entrants)',
        'passages': 'sum(fait.nb_passage_2e_annee)',
        'diplomes_3ans': 'sum(fait.nb_diplomes_3ans)',
    }, ventilations=['sexe', 'secteur'], filtre="fait.type_bac = 'BT' and fait.filiere_sup = 'BUT'") }}
)

{{ indicateurs({
    '1.3.1-a': 'bts.diplomes_3ans / bts.entrants',
    '1.3.1-b': 'bts.diplomes_2ans / bts.entrants',
    '1.3.1-c': 'examen.admis / examen.presents',
    '1.3.1-d': 'dut.diplomes_3ans / dut.entrants',
    '1.3.1-e': 'but.passages / but.entrants',
    '1.3.1-f': 'but.diplomes_3ans / but.entrants',
}) }}
