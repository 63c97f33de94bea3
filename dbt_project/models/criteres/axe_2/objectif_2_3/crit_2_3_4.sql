-- 2.3.4: bien-être au travail
{%- set grandeurs = {
    'notes': "sum(fait.numerateur) filter (where fait.bet_code = 'SATISFACTION_0_10')",
    'repondants': "sum(fait.denominateur) filter (where fait.bet_code = 'SATISFACTION_0_10')",
    'visites': "sum(fait.numerateur) filter (where fait.bet_code = 'VISITES_DEMANDE_AGENT')",
    'agents_visites': "sum(fait.denominateur) filter (where fait.bet_code = 'VISITES_DEMANDE_AGENT')",
    'jours_absence': "sum(fait.numerateur) filter (where fait.bet_code = 'ABSENCE_SANTE_JOURS')",
    'agents_absence': "sum(fait.denominateur) filter (where fait.bet_code = 'ABSENCE_SANTE_JOURS')",
} %}
with

-- each level has lines of its own, and so has each function: nothing is rolled up
bien_etre as (
    {{ mesures(ref('stg_bien_etre_travail'), grandeurs,
        filtre='fait.territoire_type = territoire.niveau_territoire and fait.fonction is null') }}
),

par_fonction as (
    {{ mesures(ref('stg_bien_etre_travail'), grandeurs, ventilations=['fonction'],
        filtre='fait.territoire_type = territoire.niveau_territoire', ensemble=false) }}
),

fiches as (
    {{ mesures(ref('fct_sst_fiches'), {
        'a_temps': 'count(distinct fait.id_fiche) filter (
            where fait.delai_jours <= ' ~ var('delai_reponse_sst_jours') ~ ')',
        'echues': 'count(distinct fait.id_fiche) filter (
            where fait.anciennete_jours > ' ~ var('delai_reponse_sst_jours') ~ ')',
    }, ventilations=['theme_rps'], filtre="fait.type_fiche = 'rsst'") }}
),

registres as (
    {{ mesures(ref('fct_sst_fiches'), {
        'visites': "count(distinct fait.id_fiche) filter (where fait.type_fiche = 'visite_instance')",
        'rps': "count(distinct fait.id_fiche) filter (where fait.theme_rps = 'O')",
    }, niveaux=['departement', 'academie']) }}
)

{{ indicateurs({
    '2.3.4-a': ['bien_etre.notes / bien_etre.repondants', 'par_fonction.notes / par_fonction.repondants'],
    '2.3.4-b': 'bien_etre.visites / bien_etre.agents_visites',
    '2.3.4-c': ['bien_etre.jours_absence / bien_etre.agents_absence',
        'par_fonction.jours_absence / par_fonction.agents_absence'],
    '2.3.4-d': 'fiches.a_temps / fiches.echues',
    '2.3.4-e': 'registres.visites',
    '2.3.4-f': 'registres.rps',
}) }}
