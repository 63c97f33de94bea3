-- 1.2.6: partenariats des collèges et lycées avec des établissements étrangers
with

partenariats as (
    {{ mesures(ref('stg_partenariats_etrangers'), {
        'actifs': 'count(distinct fait.id_partenariat)',
        'etablissements': 'count(distinct fait.entite)',
    }, ventilations=[
        'parten_etranger_type', 'pays', 'type_etablissement', 'secteur', 'education_prioritaire', 'ruralite',
    ], filtre="fait.actif = 'O' and territoire.type_etablissement in ('Collège', 'Lycée', 'EREA')") }}
),

ouverts as (
    {{ unites_ouvertes(
        'second_degre', ventilations=['type_etablissement', 'secteur', 'education_prioritaire', 'ruralite']
    ) }}
)

{{ indicateurs({
    '1.2.6-a': 'partenariats.actifs',
    '1.2.6-b': 'partenariats.etablissements / ouverts.unites',
    '1.2.6-c': 'partenariats.actifs / partenariats.etablissements',
}) }}
