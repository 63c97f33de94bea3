-- a view: what the référentiel says is open, a line per school and year
{{ config(materialized='view') }}

select
    annee_scolaire,
    uai as entite,
    bassin,
    type_etablissement in ('Ecole', 'Collège', 'Lycée', 'EREA') as unite_educative,
    type_etablissement in ('Collège', 'Lycée', 'EREA') as second_degre,
    type_etablissement = 'Collège' as college,
    type_etablissement = 'Ecole' as ecole,
    coalesce(attendu_remontee, false) as attendue_remontee
from {{ ref('dim_etablissement_annee') }}
where au_referentiel and etat = 'OUVERT'
