-- Finds: rows of a fact whose school, département or académie has no territory that year.
-- Matters: always. `mesures` joins the bridge, so such a row is silently left out of every total.
-- Resolve: a school needs a référentiel line or a known UAI prefix (departements.csv); a fact by UAI must be in
-- the list of fct_mentions_uai; anything else is a row that the gate should have kept out of scope.
{%- set faits = [
    'fct_baccalaureat', 'fct_barometre', 'fct_dnb', 'fct_education_prioritaire', 'fct_effectifs_lycee_gt',
    'fct_insertion_cfa', 'fct_ips_colleges', 'fct_ivac', 'fct_poursuite_superieur',
] %}

with

entites as (
    {%- for fait in faits %}
    select
        '{{ fait }}' as fait,
        annee_scolaire,
        entite
    from {{ ref(fait) }}
    {{ 'union distinct' if not loop.last }}
    {%- endfor %}
)

select entites.*
from entites
left join {{ ref('brg_territoire') }} as territoires
    on
        entites.annee_scolaire = territoires.annee_scolaire
        and entites.entite = territoires.entite
where territoires.entite is null
