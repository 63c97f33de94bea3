"""Objective 3.2: the filters and formulas of the specification, written out.

What belongs here: which rows count, at least one indicator per criterion. What does not: how
they are rolled up (`measures`).
"""

import pandas as pd

from tests.independent.data import Data, having, with_columns
from tests.independent.measures import Indicator, distinct, figures, total
from tests.independent.objectif_1_1 import ONLY_DEPARTEMENTS, UNDER_WAY
from tests.independent.objectif_3_1 import LEVELS_OF_WORTH, in_open_units

TOWARD_TRADES = ("information_metiers", "orientation", "forum")
PARTNERS = [
    "nb_etab_secondaire", "nb_etab_superieur", "nb_cfa_of", "nb_entreprises", "nb_collectivites",
]  # fmt: skip


def school_and_company(data: Data) -> dict[str, Indicator]:
    """3.2.1: actions of the CLEE, pupils that they gather, bassins that have an active one."""
    rows, schools = data["clee_actions"], data["ref_etablissements"]
    opened = schools[schools["etat"] == "ouvert"]
    by = ("clee_type",)
    return {
        "3.2.1-a": Indicator(
            distinct(rows[rows["clee_type"].isin(TOWARD_TRADES)], "id_action"), breakdowns=by
        ),
        "3.2.1-c": Indicator(total(rows, "nb_eleves"), breakdowns=by),
        "3.2.1-d": Indicator(
            distinct(rows, "code_bassin_formation"), distinct(opened, "code_bassin_formation"),
            100, ONLY_DEPARTEMENTS,
        ),
    }  # fmt: skip


def adult_training(data: Data) -> dict[str, Indicator]:
    """3.2.2: actions for adults that answer a need of the territory, and their trainees."""
    rows = data["formation_adultes"]
    needed = rows[rows["besoin_territorial_reference"] == "O"]
    return {
        "3.2.2-a": Indicator(distinct(needed, "id_action_greta"), breakdowns=("domaine_nsf",)),
        "3.2.2-b": Indicator(
            distinct(needed, "id_action_greta"), distinct(rows, "id_action_greta"), 100
        ),
        "3.2.2-c": Indicator(total(needed, "nb_stagiaires")),
    }


def working_groups(data: Data) -> dict[str, Indicator]:
    """3.2.3: units of a working group, groups that gather two units at least."""
    under_way = data.actions("groupe_travail_thematique", status=UNDER_WAY)
    units = data["actions_unites"]
    engaged = with_columns(
        having(units, under_way, "id_action", "annee"), under_way, "id_action", "theme_action"
    )
    gathered = units.groupby(["id_action", "annee"])["uai"].nunique()
    several = gathered[gathered >= 2].reset_index()
    # As written: groups count whatever their status.
    groups = having(data.actions("groupe_travail_thematique"), several, "id_action", "annee")
    return {
        "3.2.3-a": Indicator(
            distinct(engaged, "uai"), breakdowns=("theme_action", "degre", "ruralite")
        ),
        "3.2.3-b": in_open_units(data, engaged),
        "3.2.3-c": Indicator(distinct(groups, "id_action"), breakdowns=("theme_action",)),
    }


def campuses(data: Data) -> dict[str, Indicator]:
    """3.2.4: partners of a campus, its actions, campuses well set in their territory."""
    rows = data["campus_metiers"]
    # A part that is not given leaves the sum of its campus unknown.
    rows = rows.assign(partners=rows[PARTNERS].sum(axis=1, skipna=False))
    integrated = rows[rows["niveau_integration"].isin(LEVELS_OF_WORTH)]
    return {
        "3.2.4-a": Indicator(
            total(rows, "partners"), distinct(rows, "id_reseau"), finest=ONLY_DEPARTEMENTS,
            breakdowns=("filiere",),
        ),
        "3.2.4-b": Indicator(
            total(rows, "nb_actions_territoire"), finest=ONLY_DEPARTEMENTS, breakdowns=("filiere",)
        ),
        "3.2.4-c": Indicator(
            distinct(integrated, "id_reseau"), distinct(rows, "id_reseau"), 100,
            ONLY_DEPARTEMENTS,
        ),
    }  # fmt: skip


def expected(data: Data) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of this objective that is recomputed."""
    formulas = (school_and_company, adult_training, working_groups, campuses)
    return {code: figures(i) for formula in formulas for code, i in formula(data).items()}
