-- Finds: a ratio of two facts that confuses "no beneficiary" with "nothing handed in".
-- Matters: when the macro `indicateurs` changes. Most ratios divide two facts.
-- Resolve: in the macro: 0 where the numerator's fact has the total of the territory; NULL, not observed, where it has
-- none; no rate for a breakdown that the denominator does not carry.
with

haut as (
    select v.*
    from (
        values
        ('2023-2024', 'departement', '003', 'ensemble', 'ensemble', 30.0),
        ('2023-2024', 'departement', '003', 'sexe', 'F', 30.0),
        ('2023-2024', 'departement', '003', 'canal', 'ENT', 30.0)
    ) as v (annee_scolaire, niveau_territoire, territoire, ventilation, modalite, mesure)
),

bas as (
    select v.*
    from (
        values
        ('2023-2024', 'departement', '003', 'ensemble', 'ensemble', 100.0),
        ('2023-2024', 'departement', '003', 'sexe', 'F', 60.0),
        ('2023-2024', 'departement', '003', 'sexe', 'M', 40.0),
        ('2023-2024', 'departement', '015', 'ensemble', 'ensemble', 50.0)
    ) as v (annee_scolaire, niveau_territoire, territoire, ventilation, modalite, mesure)
),

obtenu as (
    {{ indicateurs({'x': 'haut.mesure / bas.mesure'}) }}
),

attendu as (
    select v.*
    from (
        values
        ('003', 'ensemble', 'ensemble', 30.0, 100.0, true),
        ('003', 'sexe', 'F', 30.0, 60.0, true),
        ('003', 'sexe', 'M', 0.0, 40.0, true),
        ('003', 'canal', 'ENT', 30.0, null, true),
        ('015', 'ensemble', 'ensemble', null, 50.0, false)
    ) as v (territoire, ventilation, modalite, numerateur, denominateur, numerateur_observe)
)

select
    attendu.*,
    obtenu.numerateur as numerateur_obtenu,
    obtenu.denominateur as denominateur_obtenu,
    obtenu.numerateur_observe as numerateur_observe_obtenu
from attendu
full join obtenu
    on
        attendu.territoire = obtenu.territoire
        and attendu.ventilation = obtenu.ventilation
        and attendu.modalite = obtenu.modalite
where
    attendu.numerateur is distinct from obtenu.numerateur
    or attendu.denominateur is distinct from obtenu.denominateur
    or attendu.numerateur_observe is distinct from obtenu.numerateur_observe
