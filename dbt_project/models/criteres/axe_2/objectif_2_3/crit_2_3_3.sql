-- 2.3.3: personnels s'engageant dans les préparations aux certifications, et leur répartition territoriale
with

engages as (
    {{ mesures(ref('fct_participations'), {
        'agents': 'count(distinct fait.agent)',
    }, ventilations=['type_certification', 'degre', 'ruralite'],
    filtre='fait.present and fait.type_certification is not null') }}
),

personnels as (
    {{ mesures(ref('fct_personnels'), {
        'agents': personnes_distinctes('agent'),
    }, ventilations=['ruralite']) }}
),

remises as (
    {{ mesures(ref('fct_participations'), {
        'participations': 'count(*)',
    }, niveaux=['bassin']) }}
),

-- a bassin without any participation, or without personnel, is one that nobody handed in: it has no share
par_bassin as (
    select
        personnels.annee_scolaire,
        territoires.niveau_territoire,
        territoires.territoire,
        personnels.agents as personnels,
        coalesce(engages.agents, 0) as engages,
        sum(personnels.agents) over territoire as tous_personnels,
        sum(coalesce(engages.agents, 0)) over territoire as tous_engages
    from personnels
    inner join remises
        on
            personnels.annee_scolaire = remises.annee_scolaire
            and personnels.niveau_territoire = remises.niveau_territoire
            and personnels.territoire = remises.territoire
            and personnels.ventilation = remises.ventilation
    left join engages
        on
            personnels.annee_scolaire = engages.annee_scolaire
            and personnels.niveau_territoire = engages.niveau_territoire
            and personnels.territoire = engages.territoire
            and personnels.ventilation = engages.ventilation
    inner join {{ ref('brg_territoire') }} as territoires
        on
            personnels.annee_scolaire = territoires.annee_scolaire
            and personnels.territoire = territoires.entite
            and territoires.niveau_territoire in ('departement', 'academie')
    window territoire as (
        partition by personnels.annee_scolaire, territoires.niveau_territoire, territoires.territoire
    )
),

-- over a common denominator the gaps are whole numbers: their order cannot change a digit
repartition as (
    select
        annee_scolaire,
        niveau_territoire,
        territoire,
        'ensemble' as ventilation,
        'ensemble' as modalite,
        sum(abs(engages * tous_personnels - personnels * tous_engages))
        / nullif(2 * max(tous_engages * tous_personnels), 0) as dissimilarite
    from par_bassin
    group by annee_scolaire, niveau_territoire, territoire
)

{{ indicateurs({
    '2.3.3-a': 'engages.agents',
    '2.3.3-b': 'engages.agents / personnels.agents',
    '2.3.3-c': 'repartition.dissimilarite',
}) }}
