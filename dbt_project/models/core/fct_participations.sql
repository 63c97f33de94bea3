with

-- a session is known by its number: what its lines say of it is said once
sessions as (
    select
        annee_scolaire,
        id_session,
        min(gaia_theme) as gaia_theme,
        min(gaia_public) as gaia_public,
        min(gaia_modalite) as gaia_modalite,
        min(type_certification) as type_certification
    from {{ ref('fct_sessions_formation') }}
    group by annee_scolaire, id_session
),

participations as (
    {{ avec_agent(ref('stg_formation_participations')) }}
),

numeros as (
    {{ numeros_de_personnes('participations', 'agent') }}
)

select
    participations.annee_scolaire,
    participations.entite,
    numeros.numero as agent,
    participations.fonction,
    participations.sexe,
    sessions.gaia_theme,
    sessions.gaia_public,
    sessions.gaia_modalite,
    sessions.type_certification,
    participations.convoque = 'O' as convoque,
    participations.present = 'O' as present,
    participations.heures_suivies
from participations
left join numeros on participations.agent = numeros.personne
left join sessions
    on
        participations.annee_scolaire = sessions.annee_scolaire
        and participations.id_session = sessions.id_session
