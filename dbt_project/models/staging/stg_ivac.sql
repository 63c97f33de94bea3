with

source as (
    {{ lac('ivac') }}
)

select
    cast(session as varchar) as session,
    cast(uai as varchar) as uai,
    cast(nom_etablissement as varchar) as nom_etablissement,
    cast(secteur as varchar) as secteur,
    cast(nb_candidats_g as bigint) as nb_candidats_g,
    cast(taux_reussite_g as double) as taux_reussite_g,
    cast(va_taux_reussite_g as double) as va_taux_reussite_g,
    cast(nb_candidats_p as bigint) as nb_candidats_p,
    cast(taux_reussite_p as double) as taux_reussite_p,
    cast(note_ecrit_g as double) as note_ecrit_g,
    cast(va_note_g as double) as va_note_g,
    cast(note_ecrit_p as double) as note_ecrit_p,
    cast(taux_acces_6e_3e as double) as taux_acces_6e_3e,
    cast(part_presents_3e as double) as part_presents_3e,
    cast(part_presents_3e_g as double) as part_presents_3e_g,
    cast(part_presents_3e_p as double) as part_presents_3e_p,
    cast(part_presents_3e_segpa as double) as part_presents_3e_segpa,
    cast(nb_mentions_ab_g as bigint) as nb_mentions_ab_g,
    cast(nb_mentions_b_g as bigint) as nb_mentions_b_g,
    cast(nb_mentions_tb_g as bigint) as nb_mentions_tb_g,
    cast(nb_mentions_g as bigint) as nb_mentions_g,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
