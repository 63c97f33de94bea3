with

source as (
    {{ lac('poursuite_superieur_academie') }}
)

select
    cast(session as varchar) as session,
    cast(code_academie as varchar) as academie,
    cast(serie_bac as varchar) as serie_bac,
    cast(sexe as varchar) as sexe,
    cast(nb_bacheliers as decimal(18, 4)) as nb_bacheliers,
    cast(univ_autre_academie as decimal(18, 4)) as univ_autre_academie,
    cast(univ_meme_academie as decimal(18, 4)) as univ_meme_academie,
    cast(iut_autre_academie as decimal(18, 4)) as iut_autre_academie,
    cast(iut_meme_academie as decimal(18, 4)) as iut_meme_academie,
    cast(cpge_prive_autre_academie as decimal(18, 4)) as cpge_prive_autre_academie,
    cast(cpge_prive_meme_academie as decimal(18, 4)) as cpge_prive_meme_academie,
    cast(cpge_public_autre_academie as decimal(18, 4)) as cpge_public_autre_academie,
    cast(cpge_public_meme_academie as decimal(18, 4)) as cpge_public_meme_academie,
    cast(sts_nr_autre_academie as decimal(18, 4)) as sts_nr_autre_academie,
    cast(sts_nr_meme_academie as decimal(18, 4)) as sts_nr_meme_academie,
    cast(sts_prive_autre_academie as decimal(18, 4)) as sts_prive_autre_academie,
    cast(sts_prive_meme_academie as decimal(18, 4)) as sts_prive_meme_academie,
    cast(sts_public_autre_academie as decimal(18, 4)) as sts_public_autre_academie,
    cast(sts_public_meme_academie as decimal(18, 4)) as sts_public_meme_academie,
    cast(autre_nr_autre_academie as decimal(18, 4)) as autre_nr_autre_academie,
    cast(autre_nr_meme_academie as decimal(18, 4)) as autre_nr_meme_academie,
    cast(autre_prive_autre_academie as decimal(18, 4)) as autre_prive_autre_academie,
    cast(autre_prive_meme_academie as decimal(18, 4)) as autre_prive_meme_academie,
    cast(autre_public_autre_academie as decimal(18, 4)) as autre_public_autre_academie,
    cast(autre_public_meme_academie as decimal(18, 4)) as autre_public_meme_academie,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
