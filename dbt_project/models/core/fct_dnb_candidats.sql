with

beneficiaires as (
    select distinct
        annee_scolaire,
        eleve
    from {{ ref('stg_devoirs_faits') }}
    where df_statut in ('inscrit', 'assidu')
),

numeros as (
    {{ numeros_de_personnes(ref('stg_dnb_resultats'), 'eleve') }}
)

select
    candidats.annee_scolaire,
    candidats.entite,
    numeros.numero as eleve,
    {{ seule_ligne('candidats.annee_scolaire', 'candidats.eleve') }} as seule_ligne,
    candidats.dnb_serie,
    candidats.dnb_mention,
    candidats.dnb_statut,
    candidats.sexe,
    candidats.present = 'O' as present,
    candidats.admis = 'O' as admis,
    candidats.definitif = 'O' as definitif,
    beneficiaires.eleve is not null as beneficiaire
from {{ ref('stg_dnb_resultats') }} as candidats
left join numeros on candidats.eleve = numeros.personne
left join beneficiaires
    on
        candidats.annee_scolaire = beneficiaires.annee_scolaire
        and candidats.eleve = beneficiaires.eleve
