-- our figure beside the official one: a gap beyond tolerance is said, never settled in silence
select
    notres.indicateur,
    notres.annee_scolaire,
    notres.niveau_territoire,
    notres.territoire,
    notres.ventilation,
    notres.modalite,
    notres.valeur,
    couples.officiel,
    officiels.valeur as valeur_officielle,
    notres.valeur - officiels.valeur as ecart,
    couples.tolerance,
    abs(notres.valeur - officiels.valeur) <= couples.tolerance as concordant,
    couples.motif_tolerance
from {{ ref('cat_rapprochements') }} as couples
inner join {{ ref('indicateurs') }} as notres
    on
        couples.indicateur = notres.indicateur
        and couples.ventilation = notres.ventilation
        and couples.modalite = notres.modalite
inner join {{ ref('indicateurs') }} as officiels
    on
        couples.officiel = officiels.indicateur
        and officiels.ventilation = 'ensemble'
        and notres.annee_scolaire = officiels.annee_scolaire
        and notres.niveau_territoire = officiels.niveau_territoire
        and notres.territoire = officiels.territoire
where
    notres.valeur is not null
    and officiels.valeur is not null
    and notres.niveau_territoire in ('departement', 'academie')
