"""Objective 4.1: the filters and formulas of the specification, written out.

What belongs here: which rows count, at least one indicator per criterion. What does not: how
they are rolled up (`measures`).
"""

import pandas as pd

from tests.independent.data import Data, having
from tests.independent.measures import Indicator, distinct, figures
from tests.independent.objectif_1_1 import ONLY_DEPARTEMENTS, UNDER_WAY
from tests.independent.objectif_3_1 import BY_ACTION, LEVELS_OF_WORTH, in_open_units

MEASURE = "evaluation_mesure_performances"
LEADERS = ("direction", "inspection")
SHARED_TOOLS = ("indicateurs_parcours", "outil_partage")


def use_of_tests(data: Data) -> dict[str, Indicator]:
    """4.1.1: units that met about their results, units that make them their own."""
    rows, tests = data["evaluations_exploitation"], data["evaluations_nationales"]
    own = rows[rows["niveau_appropriation"].isin(LEVELS_OF_WORTH)]
    return {
        "4.1.1-a": Indicator(
            distinct(rows[rows["concertation_dediee"] == "O"], "uai"),
            distinct(tests[tests["nb_attendus"] > 0], "uai"), 100,
            breakdowns=("eval_campagne", "degre", "secteur", "education_prioritaire"),
        ),
        "4.1.1-c": Indicator(
            distinct(own, "uai"), distinct(rows[rows["niveau_appropriation"].notna()], "uai"), 100,
            breakdowns=("degre", "education_prioritaire"),
        ),
    }  # fmt: skip


def measuring(data: Data) -> dict[str, Indicator]:
    """4.1.2: modules about measuring performance, who attended, the share of leaders."""
    sessions, staff = data["formation_sessions"], data["personnels"]
    held = sessions[(sessions["gaia_theme"] == MEASURE) & (sessions["realisee"] == "O")]
    present = data.presences(MEASURE)
    leaders = staff[staff["fonction"].isin(LEADERS)]
    return {
        "4.1.2-a": Indicator(
            distinct(held, "id_module"), breakdowns=("gaia_public", "gaia_modalite")
        ),
        "4.1.2-b": Indicator(distinct(present, "id_agent"), breakdowns=("degre", "fonction")),
        "4.1.2-c": Indicator(
            distinct(having(present, leaders, "id_agent", "annee"), "id_agent"),
            distinct(leaders, "id_agent"), 100,
        ),
    }  # fmt: skip


def help_with_steering(data: Data) -> dict[str, Indicator]:
    """4.1.3: actions that help to steer, units that benefit, shared tables of indicators."""
    under_way = data.actions("aide_pilotage", status=UNDER_WAY)
    published = data["publications_service"]
    shared = published[published["publi_service_type"].isin(SHARED_TOOLS)]
    return {
        "4.1.3-a": Indicator(distinct(under_way, "id_action"), breakdowns=BY_ACTION),
        "4.1.3-b": in_open_units(
            data, having(data["actions_unites"], under_way, "id_action", "annee")
        ),
        "4.1.3-c": Indicator(
            distinct(shared, "id_publication"), finest=ONLY_DEPARTEMENTS, breakdowns=("echelle",)
        ),
    }


def expected(data: Data) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of this objective that is recomputed."""
    formulas = (use_of_tests, measuring, help_with_steering)
    return {code: figures(i) for formula in formulas for code, i in formula(data).items()}
