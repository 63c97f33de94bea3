-- 3.1.8: conventions de territoire dans lesquelles s'insère l'éducation artistique et culturelle
with

conventions as (
    {{ mesures(ref('stg_conventions_territoire'), {
        'actives': 'count(distinct fait.id_convention)',
        'avec_eac': "count(distinct fait.id_convention) filter (where fait.inclut_eac = 'O')",
        'communes': somme_si('fait.nb_communes', "fait.inclut_eac = 'O'"),
    }, ventilations=['type_convention'], filtre="fait.statut_convention = 'active'") }}
)

{{ indicateurs({
    '3.1.8-a': 'conventions.avec_eac',
    '3.1.8-b': 'conventions.avec_eac / conventions.actives',
    '3.1.8-c': 'conventions.communes',
}) }}
