"""Objective 2.2: the filters and formulas of the specification, written out.

What belongs here: which rows count, at least one indicator per criterion. What does not: how
they are rolled up (`measures`); 2.2.4, which is 2.1.4 (`objectif_2_1`).
"""

import pandas as pd

from tests.independent.data import Data
from tests.independent.measures import Indicator, distinct, figures, total

PROFESSIONALISM = "professionnalite_ethique_deontologie"
INCLUSION = "education_inclusive"
FOR_TEACHERS = ("1d", "2d", "inter_degres")


def _held(data: Data, theme: str) -> pd.DataFrame:
    rows = data["formation_sessions"]
    return rows[(rows["gaia_theme"] == theme) & (rows["realisee"] == "O")]


def professionalism(data: Data) -> dict[str, Indicator]:
    """2.2.1: modules held, people who attended, days that they followed."""
    present = data.presences(PROFESSIONALISM)
    return {
        "2.2.1-a": Indicator(
            distinct(_held(data, PROFESSIONALISM), "id_module"),
            breakdowns=("gaia_public", "gaia_modalite"),
        ),
        "2.2.1-b": Indicator(distinct(present, "id_agent"), breakdowns=("degre", "fonction")),
        "2.2.1-c": Indicator(total(present, "days"), breakdowns=("degre",)),
    }


def inclusion(data: Data) -> dict[str, Indicator]:
    """2.2.2: days of the sessions held, days followed, their share of all days followed."""
    present = data.presences(INCLUSION)
    return {
        "2.2.2-a": Indicator(
            total(_held(data, INCLUSION), "nb_jours"), breakdowns=("gaia_public", "gaia_modalite")
        ),
        "2.2.2-b": Indicator(total(present, "days"), breakdowns=("degre", "fonction")),
        "2.2.2-c": Indicator(
            total(present, "days"), total(data.presences(), "days"), 100, breakdowns=("degre",)
        ),
    }


def both_degrees(data: Data) -> dict[str, Indicator]:
    """2.2.3: schemes open to both degrees together, among those open to teachers."""
    rows = data["formation_sessions"]
    together = distinct(rows[rows["gaia_public"] == "inter_degres"], "id_dispositif")
    teachers = distinct(rows[rows["gaia_public"].isin(FOR_TEACHERS)], "id_dispositif")
    return {
        "2.2.3-a": Indicator(together, breakdowns=("gaia_theme", "gaia_modalite")),
        "2.2.3-b": Indicator(teachers, breakdowns=("gaia_public", "gaia_theme")),
        "2.2.3-c": Indicator(together, teachers, 100, breakdowns=("gaia_theme",)),
    }


def expected(data: Data) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of this objective that is recomputed, 2.2.4 aside."""
    formulas = (professionalism, inclusion, both_degrees)
    return {code: figures(i) for formula in formulas for code, i in formula(data).items()}
