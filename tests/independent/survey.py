"""The qualitative survey: its four indicators, the same for every criterion that has them.

What belongs here: which answers count. What does not: how they are rolled up (`measures`).
"""

import pandas as pd

from tests.independent.data import Data
from tests.independent.measures import Indicator, distinct, figures, median, total
from tests.independent.objectif_3_1 import BY_SCHOOL, LEVELS_OF_WORTH

# Two criteria that files measure too (q1, q2), two that the survey alone judges (q1 to q4): all of
# them have the same formulas.
WITH_FILES = ("1.1.4", "2.3.4")
ALONE = ("3.1.5", "4.1.1")


def of_criterion(data: Data, criterion: str) -> dict[str, Indicator]:
    """Coverage, share of levels 3 and 4, median level, actions of the answers with evidence."""
    rows, schools = data["remontee_qualitative"], data["ref_etablissements"]
    answers = rows[(rows["critere_code"] == criterion) & (rows["valide"] == "O")]
    asked = schools[(schools["attendu_remontee"] == "O") & (schools["etat"] == "ouvert")]
    worthy = answers[answers["niveau_maturite"].isin(LEVELS_OF_WORTH)]
    proved = answers[answers["nb_preuves"] >= 1]
    found = {
        "q1": Indicator(
            distinct(answers, "uai"), distinct(asked, "uai"), 100, breakdowns=BY_SCHOOL
        ),
        "q2": Indicator(
            distinct(worthy, "uai"), distinct(answers, "uai"), 100, breakdowns=BY_SCHOOL
        ),
    }
    if criterion in ALONE:
        found["q3"] = Indicator(median(answers, "niveau_maturite"), breakdowns=BY_SCHOOL)
        found["q4"] = Indicator(total(proved, "nb_actions"), breakdowns=BY_SCHOOL)
    return {f"{criterion}-{letter}": indicator for letter, indicator in found.items()}


def expected(data: Data) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of the survey that is recomputed."""
    return {
        code: figures(indicator)
        for criterion in (*WITH_FILES, *ALONE)
        for code, indicator in of_criterion(data, criterion).items()
    }
