"""What schools tell in the qualitative survey: plausible sentences without anybody's name.

What belongs here: the criteria that have a maturity grid, what each level means, sentences around
it. What does not: who answers and at which level (`qualitative`).
"""

from __future__ import annotations

from typing import Final

# Criterion: what a school of each level, 0 to 4, can say of itself.
GRIDS: Final[dict[str, tuple[str, str, str, str, str]]] = {
    "1.1.1": ("aucun suivi des évaluations", "les résultats sont consultés individuellement",
              "les résultats sont présentés en instance et consignés",
              "les cohortes sont suivies sur plusieurs années, avec des actions associées",
              "les effets des actions sont mesurés et ajustés chaque année"),
    "1.1.2": ("aucun avenant", "un avenant est en préparation",
              "l'avenant est signé, avec des objectifs",
              "un bilan annuel est partagé entre l'école et le collège",
              "les objectifs sont révisés au vu des résultats des élèves"),
    "1.1.4": ("aucune organisation particulière", "les réponses se font au cas par cas",
              "une procédure écrite de repérage et de prise en charge existe",
              "un suivi collectif régulier se tient avec les partenaires",
              "l'effet des accompagnements est évalué chaque année"),
    "1.1.5": ("aucune action", "une action ponctuelle a eu lieu",
              "un programme annuel est inscrit au projet",
              "le programme est suivi avec des partenaires et des indicateurs",
              "le climat est évalué et le programme révisé"),
    "1.1.6": ("aucun protocole", "les référents sont désignés",
              "le protocole est écrit et connu de tous",
              "chaque situation est suivie jusqu'à sa clôture",
              "un retour d'expérience annuel permet d'ajuster la prévention"),
    "1.1.7": ("aucun suivi", "les échanges restent informels",
              "les instances sont tenues et tracées",
              "un plan de suivi est partagé, avec réexamen",
              "les situations sont analysées collectivement"),
    "1.1.8": ("aucune action", "des sorties ou rencontres isolées",
              "les projets couvrent deux piliers",
              "le parcours est programmé sur le cycle, avec trois piliers",
              "le parcours est évalué avec les partenaires"),
    "1.2.7": ("aucune proposition", "une idée est en discussion",
              "la programmation est écrite et testée", "la programmation est évaluée dans l'unité",
              "la programmation est diffusée et reprise par d'autres unités"),
    "1.3.5": ("aucun partenariat", "des contacts ponctuels", "une convention est signée",
              "les actions conjointes sont programmées et suivies",
              "l'effet sur les parcours est mesuré et partagé"),
    "1.3.8": ("aucun partenariat", "des contacts ponctuels", "une convention est signée",
              "un programme annuel d'actions est suivi",
              "le partenariat est évalué et renouvelé au vu de ses effets"),
    "1.3.9": ("aucune coopération", "des contacts au cas par cas", "un protocole est signé",
              "la coordination est régulière, avec des projets communs",
              "les effets sur les parcours sont évalués avec les familles"),
    "1.3.10": ("aucune convention", "une convention est en préparation",
               "la convention est signée", "le comité de suivi s'est réuni, avec un bilan annuel",
               "la convention est révisée au vu de la couverture des territoires"),
    "2.3.4": ("aucune action", "des actions individuelles", "un plan d'actions est écrit",
              "le plan est suivi en instance avec des indicateurs",
              "les effets sont mesurés par enquête et le plan révisé"),
    "3.1.1": ("l'unité est isolée", "l'unité a participé à une réunion",
              "des actions communes ponctuelles ont été menées",
              "un programme commun annuel est en place",
              "les effets des collaborations sont évalués"),
    "3.1.2": ("le regroupement est administratif, sans objet", "l'objet du réseau est défini",
              "l'objet, le périmètre et le pilote sont écrits",
              "le programme d'actions et les indicateurs sont communs",
              "l'autoévaluation a fait évoluer le réseau"),
    "3.1.3": ("aucune ressource", "des abonnements existent, sans usage suivi",
              "une politique documentaire est écrite", "les usages sont suivis et accompagnés",
              "la politique est évaluée avec élèves et enseignants"),
    "3.1.4": ("aucun regard porté sur les usages", "des constats individuels",
              "un échange annuel en instance", "l'analyse des usages s'appuie sur des données",
              "les pratiques sont ajustées et partagées en réseau"),
    "3.1.5": ("aucun regard sur les productions", "les productions sont affichées sans retour",
              "des retours sont faits aux élèves",
              "les critères sont partagés et les regards croisés entre classes",
              "les progrès sont analysés collectivement et diffusés"),
    "3.1.6": ("aucun partage", "des documents sont diffusés", "un temps d'échange est organisé",
              "une expérimentation s'inspire de la recherche",
              "un retour est fait aux chercheurs, avec une publication commune"),
    "3.1.7": ("aucun lien", "des échanges ponctuels", "une convention est signée",
              "le comité de suivi partage la programmation",
              "les usages et les investissements sont évalués en commun"),
    "3.2.4": ("le campus est labellisé, sans activité", "la gouvernance est installée",
              "un programme d'actions est mené avec les partenaires",
              "l'offre de formation est construite avec le territoire",
              "les effets sur l'emploi et les parcours sont évalués"),
    "4.1.1": ("la passation seule", "les résultats sont lus par quelques-uns",
              "les résultats sont discutés en équipe",
              "les pratiques et les groupes sont ajustés à partir des résultats",
              "l'effet des ajustements est vérifié à l'évaluation suivante"),
    "4.2.1": ("aucune procédure", "des procédures individuelles",
              "les procédures sont écrites et diffusées",
              "les procédures sont validées et appliquées",
              "les procédures sont révisées chaque année en équipe"),
    "4.2.2": ("aucune information", "une information ponctuelle",
              "des supports sont adaptés aux métiers", "des échanges réguliers entre unités",
              "la culture qualité est présente dans les instances"),
    "4.2.3": ("aucune action", "une initiative isolée", "les actions sont inscrites au projet",
              "tous les membres de la communauté participent",
              "une enquête d'appartenance est menée, avec des suites données"),
    "4.2.4": ("aucune valorisation", "une présentation interne",
              "une publication ou un atelier académique", "d'autres unités ont repris la démarche",
              "une évaluation d'impact est publiée"),
    "4.3.1": ("aucune action originale", "une action est nouvelle dans le réseau",
              "la démarche est décrite et transférable", "un objet de valorisation est diffusé",
              "d'autres réseaux ont repris et évalué l'action"),
    "4.3.2": ("aucun échange", "un échange ponctuel", "des rencontres régulières",
              "une production commune est réalisée", "le transfert est évalué"),
}  # fmt: skip
_OPENINGS: Final = (
    "Constat de l'équipe : ", "Bilan présenté en instance : ", "Depuis la rentrée : ",
    "État des lieux de l'unité : ", "D'après le compte rendu de la dernière réunion : ",
)  # fmt: skip
_ENDINGS: Final = (
    "Les pièces sont versées au dossier de l'unité.",
    "Un point d'étape est prévu au premier trimestre ; le calendrier est affiché.",
    "Les familles en ont été informées.",
    "Le temps de concertation manque encore, d'où une démarche fragile.",
    "Deux réunions ont permis d'ajuster l'organisation.",
    "L'équipe souhaite un accompagnement de la circonscription ou du bassin.",
    "Les élèves ont été associés au bilan.",
    "La mise en œuvre varie d'une classe à l'autre.",
)  # fmt: skip
VARIANTS: Final = len(_OPENINGS) * len(_ENDINGS)
CRITERIA: Final = tuple(GRIDS)
LEVELS: Final = 5


def sentences() -> list[str]:
    """Return every text, by criterion, then level, then variant."""
    return [
        f"{first}{said}. {last}"
        for grid in GRIDS.values()
        for said in grid
        for first in _OPENINGS
        for last in _ENDINGS
    ]
