with

source as (
    {{ lac('eac_actions') }}
)

select
    cast(id_projet as varchar) as id_projet,
    cast(uai as varchar) as entite,
    cast(eac_domaine as varchar) as eac_domaine,
    cast(eac_dispositif as varchar) as eac_dispositif,
    {{ oui_non('pilier_rencontre') }} as pilier_rencontre,
    {{ oui_non('pilier_pratique') }} as pilier_pratique,
    {{ oui_non('pilier_connaissances') }} as pilier_connaissances,
    cast(nb_eleves as bigint) as nb_eleves,
    cast(nb_classes as bigint) as nb_classes,
    cast(partenaire_siret as varchar) as partenaire_siret,
    cast(partenaire_nom as varchar) as partenaire_nom,
    {{ oui_non('temps_scolaire') }} as temps_scolaire,
    cast(montant_part_collective as decimal(18, 4)) as montant_part_collective,
    {{ oui_non('hors_temps_scolaire') }} as hors_temps_scolaire,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
