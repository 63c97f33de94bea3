-- campaigns are photographs of the same youths: the last one of the deposit stands for its school year
select
    annee_scolaire,
    entite,
    eleve,
    sexe,
    niveau,
    pris_en_charge = 'O' as pris_en_charge,
    rio_situation in ('retour_formation_initiale', 'apprentissage', 'formation_continue') as en_formation
from (
    select
        *,
        max(campagne) over (partition by annee_scolaire, depot) as derniere_campagne
    from {{ ref('stg_decrochage') }}
) as campagnes
where campagne = derniere_campagne and rio_statut = 'confirme_decrocheur'
