with

source as (
    {{ lac('superieur_reussite') }}
)

select
    cast(session_bac as varchar) as session_bac,
    cast(uai as varchar) as entite,
    cast(type_bac as varchar) as type_bac,
    cast(filiere_sup as varchar) as filiere_sup,
    cast(sexe as varchar) as sexe,
    cast(nb_entrants as bigint) as nb_entrants,
    cast(nb_passage_2e_annee as bigint) as nb_passage_2e_annee,
    cast(nb_diplomes_2ans as bigint) as nb_diplomes_2ans,
    cast(nb_diplomes_3ans as bigint) as nb_diplomes_3ans,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
