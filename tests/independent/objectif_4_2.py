"""Objective 4.2: the filters and formulas of the specification, written out.

What belongs here: which rows count, at least one indicator per criterion. What does not: how
they are rolled up (`measures`).
"""

import pandas as pd

from tests.independent.data import Data, having
from tests.independent.measures import Indicator, count, distinct, figures, total
from tests.independent.objectif_1_1 import ONLY_DEPARTEMENTS
from tests.independent.objectif_3_1 import BY_ACTION, DONE, in_open_units

IMPROVEMENT = "amelioration_continue_qualite"
MADE_KNOWN = (
    "communication_experimentation", "atelier_reflexion_collaborative", "valorisation_academique",
    "valorisation_interacademique",
)  # fmt: skip
KEPT = ("retenu", "accompagne", "valorise", "clos")
FROM_EXPERIMENTS = (
    "article_professionnel", "article_revue_comite_lecture", "communication_colloque", "rapport",
)  # fmt: skip


def internal_procedures(data: Data) -> dict[str, Indicator]:
    """4.2.1: people trained, how many come, procedures written and those validated."""
    rows, sessions = data["formation_participations"], data["formation_sessions"]
    about = sessions[sessions["gaia_theme"] == IMPROVEMENT]
    convened = having(rows[rows["convoque"] == "O"], about, "id_session", "annee")
    present = data.presences(IMPROVEMENT)
    quality = data["demarches_qualite"]
    active = quality[quality["active"] == "O"]
    by = ("qualite_type", "type_etablissement")
    return {
        "4.2.1-a": Indicator(distinct(present, "id_agent"), breakdowns=("degre", "fonction")),
        "4.2.1-b": Indicator(count(present), count(convened), 100, breakdowns=("degre",)),
        "4.2.1-c": Indicator(total(active, "nb_procedures"), breakdowns=by),
        "4.2.1-d": Indicator(
            total(active, "nb_procedures_validees"), total(active, "nb_procedures"), 100,
            breakdowns=by,
        ),
    }  # fmt: skip


def popularising(data: Data) -> dict[str, Indicator]:
    """4.2.2: staff reached by what makes quality known, actions that left a support."""
    done = data.actions("vulgarisation_qualite", status=DONE)
    all_of_them = data.actions("vulgarisation_qualite")
    support = all_of_them[all_of_them["support_valorisation"] == "O"]
    return {
        "4.2.2-b": Indicator(total(done, "nb_personnels"), breakdowns=BY_ACTION),
        # As written: the numerator does not ask for an action that was carried out.
        "4.2.2-c": Indicator(
            distinct(support, "id_action"), distinct(done, "id_action"), 100, breakdowns=BY_ACTION
        ),
    }


def belonging(data: Data) -> dict[str, Indicator]:
    """4.2.3: actions of belonging, units that carried one out."""
    done = data.actions("appartenance_communaute", status=DONE)
    return {
        "4.2.3-a": Indicator(distinct(done, "id_action"), breakdowns=BY_ACTION),
        "4.2.3-b": in_open_units(data, having(data["actions_unites"], done, "id_action", "annee")),
    }


def experiments_made_known(data: Data) -> dict[str, Indicator]:
    """4.2.4: actions about experiments, experiments made known, publications, workshops."""
    made = data.actions(*MADE_KNOWN, status=DONE)
    projects, publications = data["experimentations"], data["publications"]
    written = publications[publications["publi_type"].isin(FROM_EXPERIMENTS)]
    return {
        "4.2.4-a": Indicator(
            distinct(made, "id_action"), breakdowns=("type_action", "perimetre")
        ),
        "4.2.4-b": Indicator(
            distinct(projects[projects["exp_statut"] == "valorise"], "id_projet"),
            distinct(projects[projects["exp_statut"].isin(KEPT)], "id_projet"), 100,
            breakdowns=("type_etablissement",),
        ),
        "4.2.4-c": Indicator(
            distinct(written, "id_publication"), finest=ONLY_DEPARTEMENTS,
            breakdowns=("publi_type",),
        ),
        "4.2.4-d": Indicator(
            total(data.actions("atelier_reflexion_collaborative"), "nb_personnels")
        ),
    }  # fmt: skip


def continuous_improvement(data: Data) -> dict[str, Indicator]:
    """4.2.5: schools in an active approach, those evaluated for less than three years."""
    rows = data["demarches_qualite"]
    active = rows[rows["active"] == "O"]
    recent = active["date_derniere_evaluation"] > active["observation"] - pd.DateOffset(years=3)
    return {
        "4.2.5-a": Indicator(
            distinct(active, "uai"),
            breakdowns=("qualite_type", "degre", "type_etablissement", "secteur"),
        ),
        "4.2.5-b": in_open_units(data, active),
        "4.2.5-c": Indicator(
            distinct(active[recent], "uai"), distinct(active, "uai"), 100,
            breakdowns=("qualite_type",),
        ),
    }  # fmt: skip


def expected(data: Data) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of this objective that is recomputed."""
    formulas = (
        internal_procedures, popularising, belonging, experiments_made_known,
        continuous_improvement,
    )  # fmt: skip
    return {code: figures(i) for formula in formulas for code, i in formula(data).items()}
