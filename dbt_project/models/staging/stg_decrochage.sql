with

source as (
    {{ lac('decrochage') }}
)

select
    cast(campagne as date) as campagne,
    cast(ine as varchar) as eleve,
    cast(uai_origine as varchar) as entite,
    cast(age as bigint) as age,
    cast(sexe as varchar) as sexe,
    cast(niveau as varchar) as niveau,
    cast(rio_statut as varchar) as rio_statut,
    {{ oui_non('pris_en_charge') }} as pris_en_charge,
    cast(date_prise_en_charge as date) as date_prise_en_charge,
    cast(rio_situation as varchar) as rio_situation,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
