with

eleves as (
    select
        annee_scolaire,
        eleve,
        min(sexe) as sexe
    from {{ ref('stg_eleves') }}
    group by annee_scolaire, eleve
),

numeros as (
    {{ numeros_de_personnes(ref('stg_devoirs_faits'), 'eleve') }}
)

select
    devoirs_faits.annee_scolaire,
    devoirs_faits.entite,
    numeros.numero as eleve,
    {{ seule_ligne('devoirs_faits.annee_scolaire', 'devoirs_faits.eleve') }} as seule_ligne,
    devoirs_faits.niveau,
    eleves.sexe,
    devoirs_faits.df_statut in ('inscrit', 'assidu') as beneficiaire,
    devoirs_faits.seances_proposees,
    devoirs_faits.seances_suivies
from {{ ref('stg_devoirs_faits') }} as devoirs_faits
left join numeros on devoirs_faits.eleve = numeros.personne
left join eleves
    on
        devoirs_faits.annee_scolaire = eleves.annee_scolaire
        and devoirs_faits.eleve = eleves.eleve
