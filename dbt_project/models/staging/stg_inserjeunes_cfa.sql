with

source as (
    {{ lac('inserjeunes_cfa') }}
)

select
    cast(annee as varchar) as cumul,
    cast(uai as varchar) as uai,
    cast(libelle as varchar) as nom_etablissement,
    cast(region as varchar) as region,
    cast(part_poursuite_etudes as double) as part_poursuite_etudes,
    cast(part_emploi_6_mois as double) as part_emploi_6_mois,
    cast(part_autre_6_mois as double) as part_autre_6_mois,
    cast(part_contrats_interrompus as double) as part_contrats_interrompus,
    cast(taux_poursuite_etudes as double) as taux_poursuite_etudes,
    cast(taux_emploi_6_mois as double) as taux_emploi_6_mois,
    cast(taux_emploi_6_mois_attendu as double) as taux_emploi_6_mois_attendu,
    cast(va_emploi_6_mois as double) as va_emploi_6_mois,
    cast(taux_emploi_12_mois as double) as taux_emploi_12_mois,
    cast(taux_emploi_18_mois as double) as taux_emploi_18_mois,
    cast(taux_emploi_24_mois as double) as taux_emploi_24_mois,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
