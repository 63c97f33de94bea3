with

source as (
    {{ lac('dnb_resultats') }}
)

select
    cast(session as varchar) as session,
    cast(ine as varchar) as eleve,
    cast(uai as varchar) as entite,
    cast(dnb_serie as varchar) as dnb_serie,
    cast(session_type as varchar) as session_type,
    cast(dnb_statut as varchar) as dnb_statut,
    cast(sexe as varchar) as sexe,
    {{ oui_non('inscrit') }} as inscrit,
    {{ oui_non('present') }} as present,
    {{ oui_non('admis') }} as admis,
    cast(dnb_mention as varchar) as dnb_mention,
    cast(points_controle_continu as decimal(18, 4)) as points_controle_continu,
    cast(points_epreuves as decimal(18, 4)) as points_epreuves,
    {{ oui_non('definitif') }} as definitif,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
