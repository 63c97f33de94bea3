select
    effectifs.annee_scolaire,
    effectifs.entite,
    effectifs.niveau,
    effectifs.sexe,
    effectifs.niveau in (
        '6EME', '5EME', '4EME', '3EME', '3PREPA_METIERS', '6SEGPA', '5SEGPA', '4SEGPA', '3SEGPA', 'ULIS_2D', 'UPE2A'
    ) as college,
    coalesce(etablissements.degre = '2D', false) as second_degre,
    sum(effectifs.nb_eleves) as nb_eleves
from {{ ref('stg_effectifs') }} as effectifs
left join {{ ref('dim_etablissement_annee') }} as etablissements
    on
        effectifs.annee_scolaire = etablissements.annee_scolaire
        and effectifs.entite = etablissements.uai
group by all
