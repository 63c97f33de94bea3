-- 2.2.4: le critère 2.1.4, sous l'angle du pilotage de proximité
with

-- the project writes the same criterion twice: computed once, shown twice
codes as (
    select codes.*
    from (
        values
        ('2.1.4-a', '2.2.4-a'),
        ('2.1.4-b', '2.2.4-b'),
        ('2.1.4-c', '2.2.4-c'),
        ('2.1.4-d', '2.2.4-d')
    ) as codes (calcule, repris)
)

select
    codes.repris as indicateur,
    valeurs.annee_scolaire,
    valeurs.niveau_territoire,
    valeurs.territoire,
    valeurs.ventilation,
    valeurs.modalite,
    valeurs.numerateur,
    valeurs.denominateur,
    valeurs.valeur_publiee,
    valeurs.numerateur_observe
from {{ ref('crit_2_1_4') }} as valeurs
inner join codes on valeurs.indicateur = codes.calcule
