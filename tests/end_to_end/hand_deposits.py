"""The deposits of a tiny académie, whose figures are worked out on paper.

What belongs here: the files, in school year 2024-2025, seen from 30 June 2025. What does not: the
figures and the reasoning (the test of each axis).
"""

TODAY = "2025-06-30"
YEAR = "2024-2025"
A, B, LYCEE = "0639001S", "0639002T", "0639003U"  # 063: two collèges and a lycée
C, D = "0039001T", "0439001A"  # a collège in 003, another in 043
# Agents as the services name them: P1 and P2 in A, P3 in B, P4 in the lycée, the others in C.
P1, P2, P3, P4, P5, P6, P7, P8 = (f"{n:016x}" for n in range(1, 9))

AXIS_1 = {
    "ref_etablissements__2024-2025__academie": f"""
annee_scolaire;uai;nom_etablissement;type_etablissement;code_nature;degre;secteur;\
education_prioritaire;code_commune;nom_commune;code_departement;code_academie;\
code_bassin_formation;etat;attendu_remontee
{YEAR};{A};Collège A;Collège;340;2D;public;HORS_EP;63113;Ville;063;06;06001;OUVERT;O
{YEAR};{B};Collège B;Collège;340;2D;public;REP;63113;Ville;063;06;06002;OUVERT;O
{YEAR};{LYCEE};Lycée L;Lycée;306;2D;public;HORS_EP;63113;Ville;063;06;06002;OUVERT;O
{YEAR};{C};Collège C;Collège;340;2D;public;HORS_EP;03190;Bourg;003;06;06003;OUVERT;O
{YEAR};{D};Collège D;Collège;340;2D;public;HORS_EP;43157;Mont;043;06;06004;OUVERT;O
""",
    "effectifs__2024-2025__academie": f"""
annee_scolaire;date_observation;uai;niveau;sexe;regime;nb_eleves
{YEAR};2024-09-20;{A};6EME;F;externe;10
{YEAR};2024-09-20;{B};6EME;M;externe;20
{YEAR};2024-09-20;{C};5EME;F;externe;20
{YEAR};2024-09-20;{D};6EME;F;externe;50
{YEAR};2024-09-20;{LYCEE};2NDE_GT;F;externe;100
""",
    "devoirs_faits__2024-2025__063": f"""
annee_scolaire;ine;uai;niveau;df_statut
{YEAR};000000001AA;{A};6EME;inscrit
{YEAR};000000001AA;{B};6EME;assidu
{YEAR};000000002AA;{A};6EME;assidu
{YEAR};000000003AA;{A};6EME;abandon
{YEAR};000000003AA;{B};6EME;inscrit
{YEAR};000000004AA;{B};6EME;abandon
""",
    "devoirs_faits__2024-2025__003": f"""
annee_scolaire;ine;uai;niveau;df_statut
{YEAR};000000002AA;{C};5EME;assidu
{YEAR};000000005AA;{C};5EME;inscrit
""",
    "signalements__2024-2025__academie": f"""
id_signalement;date_fait;date_signalement;uai;signal_plateforme;signal_categorie;\
protocole_declenche;date_prise_en_charge
S1;2024-10-31;2024-10-31;{A};faits_etablissement;violence_personne;O;2024-11-04
S2;2024-11-08;2024-11-08;{B};faits_etablissement;violence_personne;O;2024-11-12
S3;2024-11-14;2024-11-14;{B};faits_etablissement;violence_personne;N;2024-11-20
S4;2025-05-28;2025-05-28;{C};faits_etablissement;violence_personne;N;2025-05-30
S5;2025-03-03;2025-03-03;{C};faits_etablissement;violence_personne;N;2025-03-03
S6;2025-03-03;2025-03-03;{C};faits_etablissement;violence_personne;N;
""",
    "dnb_resultats__2024-2025__academie": f"""
session;ine;uai;dnb_serie;session_type;dnb_statut;sexe;inscrit;present;admis;dnb_mention;definitif
2025;000000011AA;{A};GENERALE;normale;scolaire;F;O;N;N;;O
2025;000000012AA;{A};GENERALE;normale;scolaire;M;O;N;N;;O
2025;000000013AA;{B};GENERALE;normale;scolaire;F;O;O;O;AB;O
2025;000000014AA;{B};GENERALE;normale;scolaire;M;O;O;N;;O
""",
    "labellisations__2024-2025__academie": f"""
id_label;uai;type_label;niveau_label;date_obtention;date_fin_validite
L1;{A};E3D;1;2022-06-30;2025-06-30
L2;{B};E3D;2;2022-06-30;2025-07-01
L3;{C};E3D;1;2025-06-30;2028-06-30
""",
    "eleves__2023-2024__academie": f"""
annee_scolaire;ine;uai;niveau;sexe;annee_naissance;statut_eleve
2023-2024;000000021AA;{LYCEE};1ERE_PRO;F;2006;scolaire
2023-2024;000000022AA;{LYCEE};1ERE_PRO;M;2007;scolaire
2023-2024;000000023AA;{C};3EME;F;2007;scolaire
2023-2024;000000024AA;{LYCEE};1ERE_PRO;M;2006;scolaire
2023-2024;000000025AA;{LYCEE};1ERE_PRO;F;2007;scolaire
2023-2024;000000025AA;{C};3EME;F;2007;scolaire
2023-2024;000000026AA;{LYCEE};2NDE_PRO;F;2008;scolaire
""",
    "decrochage__2024-2025__academie": f"""
campagne;ine;uai_origine;age;sexe;rio_statut;pris_en_charge
2024-11-15;000000021AA;{LYCEE};18;F;confirme_decrocheur;N
2024-11-15;000000022AA;{LYCEE};17;M;confirme_decrocheur;N
2025-03-15;000000021AA;{LYCEE};18;F;non_decrocheur;N
2025-03-15;000000022AA;{LYCEE};17;M;confirme_decrocheur;N
2025-03-15;000000023AA;{C};17;F;confirme_decrocheur;N
2025-03-15;000000024AA;{LYCEE};18;M;injoignable;N
""",
    "besoins_particuliers__2024-2025__academie": f"""
annee_scolaire;uai;niveau;type_accompagnement;nb_eleves;nb_eleves_accompagnes;delai_median_jours
{YEAR};{A};6EME;PAP;40;30;10
{YEAR};{B};6EME;PAP;100;10;40
{YEAR};{B};6EME;PPS;5;5;90
{YEAR};{B};6EME;PAI;60;60;
{YEAR};{C};5EME;PAP;10;10;20
{YEAR};{C};5EME;PPS;10;10;30
""",
    "mixite_parcours__2024-2025__academie": f"""
annee_scolaire;uai;code_mef;nb_scolaires;nb_apprentis;nb_stagiaires_fc;nb_contrats_pro
{YEAR};{LYCEE};MEF1;20;5;0;0
{YEAR};{LYCEE};MEF2;20;0;0;0
{YEAR};{LYCEE};MEF3;0;3;2;
{YEAR};{LYCEE};MEF4;0;0;0;
""",
    "langues_dispositifs__2024-2025__academie": f"""
annee_scolaire;uai;niveau;dispositif;langue;discipline_dnl;sexe;nb_eleves
{YEAR};{A};4EME;SELO_EUROPEENNE;ANGLAIS;SECTION;F;5
{YEAR};{A};3EME;SELO_EUROPEENNE;ANGLAIS;SECTION;M;4
{YEAR};{A};3EME;SELO_EUROPEENNE;ALLEMAND;SECTION;F;3
{YEAR};{B};3EME;SELO_EUROPEENNE;ANGLAIS;SECTION;F;6
{YEAR};{B};3EME;SELO_EUROPEENNE;ESPAGNOL;SECTION;F;0
{YEAR};{B};3EME;DNL_HORS_SECTION;ITALIEN;TOUTES_DNL;F;7
""",
}

AXES_2_TO_4 = {
    "personnels__2024-2025__academie": f"""
annee_scolaire;id_agent;uai;fonction;sexe
{YEAR};{P1};{A};enseignant;F
{YEAR};{P2};{A};enseignant;M
{YEAR};{P3};{B};direction;F
{YEAR};{P4};{LYCEE};enseignant;M
{YEAR};{P5};{C};enseignant;F
{YEAR};{P6};{C};direction;M
{YEAR};{P7};{C};aesh;F
{YEAR};{P8};{C};enseignant;M
""",
    "formation_sessions__2024-2025__academie": f"""
annee_scolaire;id_dispositif;id_module;id_session;libelle;gaia_theme;gaia_public;\
gaia_candidature;gaia_modalite;type_certification;date_debut;date_fin;duree_heures;nb_jours;\
realisee;code_departement;code_bassin_formation
{YEAR};DI1;M1;S1;Un;professionnalite_ethique_deontologie;2D;individuelle;presentiel;;\
2024-11-04;2024-11-05;12;2;O;063;06002
{YEAR};DI1;M1;S2;Deux;professionnalite_ethique_deontologie;2D;individuelle;presentiel;;\
2024-12-02;2024-12-02;6;1;O;003;06003
{YEAR};DI1;M2;S3;Trois;professionnalite_ethique_deontologie;2D;individuelle;presentiel;;\
2025-01-06;2025-01-06;6;1;N;063;06002
{YEAR};DI2;M3;S4;Quatre;education_inclusive;INTER_DEGRES;individuelle;hybride;CAPPEI;\
2025-02-03;2025-02-03;6;1;O;;
""",
    "formation_participations__2024-2025__academie": f"""
annee_scolaire;id_session;id_agent;uai;inscrit;convoque;present;heures_suivies
{YEAR};S1;{P1};{A};O;O;O;6
{YEAR};S1;{P3};{B};O;O;O;3
{YEAR};S1;{P4};{LYCEE};O;O;N;
{YEAR};S2;{P1};{A};O;O;O;6
{YEAR};S2;{P5};{C};O;O;O;6
{YEAR};S3;{P2};{A};O;O;O;6
{YEAR};S4;{P1};{A};O;O;O;6
{YEAR};S4;{P5};{C};O;O;O;
{YEAR};S4;{P6};{C};O;O;N;
{YEAR};S9;{P7};{C};O;O;O;6
""",
    "certifications__2024-2025__academie": f"""
session;type_certification;certif_voie;id_agent;uai;code_departement;sexe;inscrit;present;admis
2025;CERTIFICATION_COMPLEMENTAIRE;examen;{P1};{A};063;F;O;O;O
2025;CAPPEI;examen;{P1};{A};063;F;O;O;N
2025;CERTIFICATION_COMPLEMENTAIRE;examen;{P3};{B};063;F;O;O;N
2025;CERTIFICATION_COMPLEMENTAIRE;examen;{P5};{C};003;F;O;N;N
""",
    "volet_culturel__2024-2025__academie": f"""
annee_scolaire;id_agent;uai;conception_volet;conduite_projet
{YEAR};{P1};{A};O;N
{YEAR};{P1};{B};N;O
{YEAR};{P3};{B};N;N
""",
    "publications__2024-2025__academie": f"""
id_publication;annee;id_agent;uai;publi_type;comite_lecture
PU1;2024;{P1};{A};article_revue_comite_lecture;O
PU1;2024;{P3};{B};article_revue_comite_lecture;O
PU2;2024;{P5};;these;O
""",
    "bien_etre_travail__2024-2025__academie": """
annee;bet_code;bet_source;territoire_type;code_territoire;fonction;numerateur;denominateur
2024;SATISFACTION_0_10;barometre_academique;academie;06;;80;12
2024;SATISFACTION_0_10;barometre_academique;academie;06;enseignant;50;8
2024;SATISFACTION_0_10;barometre_academique;departement;063;;30;5
2024;SATISFACTION_0_10;barometre_academique;departement;003;;20;4
""",
    "sst_registres__2024-2025__academie": f"""
id_fiche;date_depot;uai;type_fiche;theme_rps;date_reponse
F1;2025-05-30;{A};rsst;N;2025-06-29
F2;2025-05-31;{A};rsst;N;
F3;2025-03-01;{B};rsst;N;2025-04-01
F4;2025-06-20;{B};rsst;O;2025-06-21
""",
    "reseaux__2024-2025__academie": f"""
id_reseau;annee_scolaire;type_reseau;intitule;uai_pilote;date_creation;date_dissolution;\
projet_formalise;outil_pilotage;niveau_coherence
R1;{YEAR};ECOLE_COLLEGE;Un;{A};2020-09-01;;O;N;3
R2;{YEAR};BASSIN;Deux;{B};2020-09-01;2025-06-30;N;N;2
R3;{YEAR};BASSIN;Trois;{C};2025-07-01;;O;N;
""",
    "reseaux_membres__2024-2025__academie": f"""
id_reseau;annee_scolaire;uai;date_entree;date_sortie
R1;{YEAR};{A};2020-09-01;2025-07-01
R1;{YEAR};{B};2025-06-30;
R1;{YEAR};{LYCEE};2020-09-01;2025-06-30
R1;{YEAR};{D};2025-07-01;
R2;{YEAR};{A};2020-09-01;
R2;{YEAR};{C};2020-09-01;
""",
    "reseaux_agents__2024-2025__academie": f"""
id_reseau;annee_scolaire;id_agent;uai
R1;{YEAR};{P1};{A}
R1;{YEAR};{P3};{B}
R2;{YEAR};{P1};{A}
""",
    "actions__2024-2025__academie": f"""
id_action;annee_scolaire;type_action;intitule;theme_action;perimetre;code_departement;date_debut;\
statut_action;support_valorisation;evaluation_realisee
X1;{YEAR};VALORISATION_ACADEMIQUE;Un;autre;academie;;2024-10-01;realisee;O;N
X2;{YEAR};GROUPE_TRAVAIL_THEMATIQUE;Deux;sante;bassin;063;2024-10-01;projetee;N;N
X3;{YEAR};GROUPE_TRAVAIL_THEMATIQUE;Trois;sante;bassin;003;2024-10-01;en_cours;N;N
""",
    "actions_unites__2024-2025__academie": f"""
id_action;annee_scolaire;uai
X2;{YEAR};{A}
X2;{YEAR};{B}
X3;{YEAR};{C}
""",
    "actions_intervenants__2024-2025__academie": f"""
id_action;annee_scolaire;id_agent;id_reseau;role_expert
X1;{YEAR};{P1};R1;O
X1;{YEAR};{P2};R1;O
X1;{YEAR};{P3};R1;N
""",
    "reunions__2024-2025__academie": f"""
id_reunion;annee_scolaire;type_reunion;territoire_type;code_territoire;date_reunion;compte_rendu
ME1;{YEAR};COLLECTIVITES;bassin;06001;2024-11-12;O
ME2;{YEAR};COLLECTIVITES;departement;063;2024-11-13;O
ME3;{YEAR};COLLECTIVITES;academie;06;2024-11-14;O
ME4;{YEAR};COLLECTIVITES;bassin;06999;2024-11-15;O
ME5;{YEAR};BASSIN;bassin;06001;2024-11-18;O
""",
    "demarches_qualite__2024-2025__academie": f"""
annee_scolaire;uai;qualite_type;date_engagement;active;date_derniere_evaluation
{YEAR};{A};qualeduc;2020-09-01;O;2022-06-30
{YEAR};{B};qualeduc;2020-09-01;O;2022-07-01
{YEAR};{C};qualeduc;2020-09-01;N;2025-01-15
""",
    "remontee_qualitative__2024-2025__academie": f"""
annee_scolaire;critere_code;uai;niveau_maturite;nb_actions;recit;nb_preuves;repondant_fonction;\
date_saisie;valide
{YEAR};3.1.5;{A};3;4;Les productions circulent.;1;direction;2025-06-10;O
{YEAR};3.1.5;{B};2;;Un projet est écrit.;2;direction;2025-06-10;O
{YEAR};3.1.5;{LYCEE};4;9;Tout est suivi.;3;direction;2025-06-10;N
{YEAR};3.1.5;{C};0;5;;0;direction;2025-06-10;O
""",
    "communautes_apprentissage__2024-2025__academie": f"""
id_cap;annee_scolaire;intitule;cap_type;date_creation;code_departement;code_bassin_formation;\
inter_degres;adossement_recherche;nb_reunions;nb_membres
CA1;{YEAR};Un;cap;2020-09-01;063;06001;N;O;3;4
CA2;{YEAR};Deux;cap;2020-09-01;063;06001;N;N;2;9
CA3;{YEAR};Trois;cap;2020-09-01;;;N;N;5;5
""",
}
