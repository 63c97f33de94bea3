select
    annee_scolaire,
    entite,
    id_dispositif,
    id_module,
    id_session,
    gaia_theme,
    gaia_public,
    gaia_modalite,
    type_certification,
    realisee = 'O' as realisee,
    nb_jours
from ({{ au_territoire(ref('stg_formation_sessions'), 'code_bassin_formation') }}) as sessions
