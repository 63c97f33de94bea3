-- what units wrote, validated or not: the indicators q1 to q4 count it, this table lets it be read
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='annee_scolaire',
    on_schema_change='fail'
) }}

with

reponses as (
    select
        *,
        100.0 * count(niveau_double_lecture) filter (where valide) over du_critere
        / nullif(count(*) filter (where valide) over du_critere, 0) as taux_double_lecture,
        100.0 * count(*) filter (where valide and niveau_double_lecture = niveau_maturite) over du_critere
        / nullif(count(niveau_double_lecture) filter (where valide) over du_critere, 0) as taux_accord
    from {{ ref('fct_remontees') }}
    window du_critere as (partition by annee_scolaire, critere)
)

select
    reponses.annee_scolaire,
    reponses.critere,
    criteres.libelle as libelle_critere,
    reponses.entite as uai,
    coalesce(etablissements.libelle, reponses.entite) as libelle_etablissement,
    etablissements.departement,
    grilles.objet,
    reponses.niveau_maturite,
    grilles.libelle as libelle_niveau,
    reponses.nb_actions,
    reponses.nb_preuves,
    reponses.recit,
    fonctions.libelle as fonction_repondant,
    reponses.date_saisie,
    reponses.valide as validee,
    reponses.niveau_double_lecture,
    reponses.taux_double_lecture,
    reponses.taux_accord
from reponses
inner join {{ ref('cat_criteres') }} as criteres on reponses.critere = criteres.critere
left join {{ ref('cat_grilles_maturite') }} as grilles
    on
        criteres.referentiel = grilles.referentiel
        and criteres.critere = grilles.critere
        and reponses.niveau_maturite = grilles.niveau
left join {{ ref('dim_territoire') }} as etablissements
    on
        etablissements.niveau_territoire = 'etablissement'
        and reponses.entite = etablissements.territoire
left join {{ ref('codes') }} as fonctions
    on
        fonctions.nomenclature = 'fonction_agent'
        and reponses.repondant_fonction = fonctions.code
{% if is_incremental() and 'model.psa.fct_remontees' not in selected_resources -%}
where false
{%- endif %}
