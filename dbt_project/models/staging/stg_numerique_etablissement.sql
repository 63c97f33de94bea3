with

source as (
    {{ lac('numerique_etablissement') }}
)

select
    cast(uai as varchar) as entite,
    {{ oui_non('ent_deploye') }} as ent_deploye,
    {{ oui_non('acces_parents_ent') }} as acces_parents_ent,
    cast(nb_ressources_gar as bigint) as nb_ressources_gar,
    cast(nb_ressources_produites as bigint) as nb_ressources_produites,
    {{ oui_non('portail_documentaire') }} as portail_documentaire,
    cast(budget_ressources_eur as decimal(18, 4)) as budget_ressources_eur,
    {{ oui_non('haut_debit') }} as haut_debit,
    cast(nb_terminaux_eleves as bigint) as nb_terminaux_eleves,
    {{ oui_non('classe_virtuelle') }} as classe_virtuelle,
    {{ oui_non('webradio') }} as webradio,
    {{ oui_non('convention_collectivite') }} as convention_collectivite,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
