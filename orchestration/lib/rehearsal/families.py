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
    cooperation,
    culture,
    digital,
    exams,
    languages,
    registry,
    schooling,
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
    )
}  # fmt: skip
BY_DEPARTEMENT: Final = (
    "besoins_particuliers", "eac_couverture", "instances_suivi", "mixite_parcours",
    "protocoles_climat",
)  # fmt: skip
# Sources that are a year late in autumn 2026: last rentrée that they describe.
LAST_OPENING: Final = {"inserjeunes": 2024, "poursuite_superieur": 2024, "superieur_reussite": 2024}


def is_due(domain: str, opening: int) -> bool:
    """Tell whether a domain describes the school year that opens in `opening` already."""
    return opening <= LAST_OPENING.get(domain, opening)
