-- Finds: rows that a criterion reads whose school, département or académie has no territory that year.
-- Matters: always. `mesures` joins the bridge, so such a row is silently left out of every total.
-- Resolve: a school needs a référentiel line or a known UAI prefix (departements.csv); a fact by UAI must be in
-- the list of fct_mentions_uai; anything else is a row that the gate should have kept out of scope.
-- depends_on: {{ ref('criteres_valeurs') }}
{%- set lus = lus_par_les_criteres(refaits=true) %}
with

entites as (
    {%- for nom, relation in lus | dictsort %}
    select distinct
        '{{ nom }}' as lu,
        annee_scolaire,
        entite
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        '' as lu,
        '' as annee_scolaire,
        '' as entite
    where 1 = 0
    {%- endfor %}
)

select entites.*
from entites
where
    not exists (
        select 1
        from {{ ref('brg_territoire') }} as territoires
        where
            entites.annee_scolaire = territoires.annee_scolaire
            and entites.entite = territoires.entite
    )
