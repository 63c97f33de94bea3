with

source as (
    {{ lac('signalements') }}
)

select
    cast(id_signalement as varchar) as id_signalement,
    cast(date_fait as date) as date_fait,
    cast(date_signalement as date) as date_signalement,
    cast(uai as varchar) as entite,
    cast(signal_plateforme as varchar) as signal_plateforme,
    cast(signal_categorie as varchar) as signal_categorie,
    cast(signal_laicite_type as varchar) as signal_laicite_type,
    cast(signal_harcelement_type as varchar) as signal_harcelement_type,
    cast(gravite as varchar) as gravite,
    cast(signal_auteur as varchar) as signal_auteur,
    {{ oui_non('protocole_declenche') }} as protocole_declenche,
    cast(date_prise_en_charge as date) as date_prise_en_charge,
    {{ oui_non('equipe_academique_saisie') }} as equipe_academique_saisie,
    cast(date_cloture as date) as date_cloture,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
