-- 2.2.3: dispositifs de formation ouverts aux enseignants du premier et du second degré
with

dispositifs as (
    {{ mesures(ref('fct_sessions_formation'), {
        'inter_degres': "count(distinct fait.id_dispositif) filter (where fait.gaia_public = 'INTER_DEGRES')",
        'enseignants': 'count(distinct fait.id_dispositif)',
    }, ventilations=['gaia_public', 'gaia_theme', 'gaia_modalite'],
    filtre="fait.gaia_public in ('1D', '2D', 'INTER_DEGRES')") }}
)

{{ indicateurs({
    '2.2.3-a': 'dispositifs.inter_degres',
    '2.2.3-b': 'dispositifs.enseignants',
    '2.2.3-c': 'dispositifs.inter_degres / dispositifs.enseignants',
}) }}
