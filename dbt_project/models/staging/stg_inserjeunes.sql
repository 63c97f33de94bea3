with

source as (
    {{ lac('inserjeunes') }}
)

select
    cast(millesime as varchar) as millesime,
    cast(uai as varchar) as entite,
    cast(type_diplome as varchar) as type_diplome,
    cast(code_formation_mefstat11 as varchar) as code_formation_mefstat11,
    cast(libelle_formation as varchar) as libelle_formation,
    cast(voie_formation as varchar) as voie_formation,
    cast(nb_annee_term as bigint) as nb_annee_term,
    cast(nb_poursuite_etudes as bigint) as nb_poursuite_etudes,
    cast(nb_sortants as bigint) as nb_sortants,
    cast(nb_en_emploi_6_mois as bigint) as nb_en_emploi_6_mois,
    cast(nb_en_emploi_12_mois as bigint) as nb_en_emploi_12_mois,
    cast(taux_poursuite_etudes as decimal(18, 4)) as taux_poursuite_etudes,
    cast(taux_emploi_6_mois as decimal(18, 4)) as taux_emploi_6_mois,
    cast(va_emploi_6_mois as decimal(18, 4)) as va_emploi_6_mois,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
