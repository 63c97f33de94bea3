-- Finds: a ratio of two facts that confuses "no beneficiary" with "nothing handed in".
-- Matters: when the macro `indicateurs` changes. No criterion divides two facts yet; the rule is tested here.
-- Resolve: in the macro: 0 where the numerator's fact has the total of the territory, NULL where it has none, no rate
-- for a breakdown that the denominator does not carry.
with

haut as (
    select v.*
    from (
        values
        ('2023-2024', 'departement', '003', 'ensemble', 'ensemble', 1.0, 30.0),
        ('2023-2024', 'departement', '003', 'sexe', 'F', 1.0, 30.0),
        ('2023-2024', 'departement', '003', 'canal', 'ENT', 1.0, 30.0)
    ) as v (annee_scolaire, niveau_territoire, territoire, ventilation, modalite, couverture, mesure)
),

bas as (
    select v.*
    from (
        values
        ('2023-2024', 'departement', '003', 'ensemble', 'ensemble', 1.0, 100.0),
        ('2023-2024', 'departement', '003', 'sexe', 'F', 1.0, 60.0),
        ('2023-2024', 'departement', '003', 'sexe', 'M', 1.0, 40.0),
        ('2023-2024', 'departement', '015', 'ensemble', 'ensemble', 1.0, 50.0)
    ) as v (annee_scolaire, niveau_territoire, territoire, ventilation, modalite, couverture, mesure)
),

obtenu as (
    {{ indicateurs({'x': 'haut.mesure / bas.mesure'}) }}
),

attendu as (
    select v.*
    from (
        values
        ('003', 'ensemble', 'ensemble', 30.0, 100.0, 1.0),
        ('003', 'sexe', 'F', 30.0, 60.0, 1.0),
        ('003', 'sexe', 'M', 0.0, 40.0, 1.0),
        ('003', 'canal', 'ENT', 30.0, null, 0.0),
        ('015', 'ensemble', 'ensemble', null, 50.0, 0.0)
    ) as v (territoire, ventilation, modalite, numerateur, denominateur, couverture)
)

select
    attendu.*,
    obtenu.numerateur as numerateur_obtenu,
    obtenu.denominateur as denominateur_obtenu,
    obtenu.couverture as couverture_obtenue
from attendu
full join obtenu
    on
        attendu.territoire = obtenu.territoire
        and attendu.ventilation = obtenu.ventilation
        and attendu.modalite = obtenu.modalite
where
    attendu.numerateur is distinct from obtenu.numerateur
    or attendu.denominateur is distinct from obtenu.denominateur
    or attendu.couverture is distinct from obtenu.couverture
