"""Every domain of the platform's own format, and how it is handed in.

What belongs here: which family makes which domain, which come by département, in which years.
What does not: the families themselves.
"""

from __future__ import annotations

from typing import Final

from orchestration.lib.rehearsal import (
    actions,
    afterwards,
    climate,
    commitments,
    cooperation,
    culture,
    digital,
    economy,
    exams,
    languages,
    networks,
    qualitative,
    quality,
    registry,
    schooling,
    targets,
    training,
    wellbeing,
)
from orchestration.lib.rehearsal.tables import Family

FAMILIES: Final[dict[str, Family]] = {
    family.__name__: family
    for family in (
        actions.actions, actions.actions_unites, actions.avenants_communs,
        actions.avenants_unites, climate.besoins_particuliers, afterwards.bts_resultats,
        languages.co_intervention, digital.competences_numeriques,
        cooperation.conventions_territoire, afterwards.decrochage, schooling.devoirs_faits,
        exams.dnb_resultats, culture.eac_actions, culture.eac_couverture, schooling.effectifs,
        schooling.eleves, exams.evaluations_exploitation, exams.evaluations_nationales,
        actions.experimentations, registry.fusions_etablissements, afterwards.inserjeunes,
        climate.instances_suivi, culture.labellisations, languages.langues_dispositifs,
        afterwards.mixite_parcours, languages.mobilites, digital.numerique_etablissement,
        cooperation.partenariats, languages.partenariats_etrangers,
        cooperation.partenariats_unites, afterwards.poursuite_superieur,
        climate.protocoles_climat, registry.ref_etablissements, afterwards.referents,
        climate.signalements, afterwards.superieur_reussite, digital.usages_numeriques,
        # A family's rank decides how its files are written: new ones go below.
        actions.actions_intervenants, wellbeing.bien_etre_travail, networks.campus_metiers,
        training.certifications, targets.cibles, economy.clee_actions,
        commitments.communautes_apprentissage, commitments.communautes_membres,
        quality.demarches_qualite, economy.formation_adultes, training.formation_participations,
        training.formation_sessions, commitments.personnels, commitments.publications,
        quality.publications_service, commitments.recherche_implications,
        qualitative.remontee_qualitative, networks.reseaux, networks.reseaux_agents,
        networks.reseaux_membres, quality.reunions, wellbeing.sst_registres,
        commitments.volet_culturel,
    )
}  # fmt: skip
BY_DEPARTEMENT: Final = (
    "besoins_particuliers", "clee_actions", "demarches_qualite", "eac_couverture",
    "instances_suivi", "mixite_parcours", "protocoles_climat", "sst_registres", "volet_culturel",
)  # fmt: skip
# Sources that are a year late in autumn 2026: last rentrée that they describe.
LAST_OPENING: Final = {"inserjeunes": 2024, "poursuite_superieur": 2024, "superieur_reussite": 2024}
# Files that come in some years only.
ONLY_OPENINGS: Final = {"cibles": (targets.FIRST_DECISION, targets.REVISION)}
# What an académie writes for itself: never in a national export.
OWN: Final = ("bien_etre_travail", "cibles", "publications_service", "reunions")


def is_due(domain: str, opening: int) -> bool:
    """Tell whether a domain has a file about the school year that opens in `opening`."""
    chosen = ONLY_OPENINGS.get(domain, (opening,))
    return opening in chosen and opening <= LAST_OPENING.get(domain, opening)
