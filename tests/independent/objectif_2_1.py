"""Objective 2.1: the filters and formulas of the specification, written out.

What belongs here: which rows count, at least one indicator per criterion. What does not: how
they are rolled up (`measures`).
"""

import pandas as pd

from tests.independent.data import Data
from tests.independent.measures import Indicator, distinct, figures
from tests.independent.objectif_1_1 import ONLY_DEPARTEMENTS, SCHOOL

UMR = ("membre_umr", "associe_umr")
SCIENTIFIC = (
    "article_revue_comite_lecture", "chapitre", "ouvrage", "communication_colloque", "these",
)  # fmt: skip


def communities(data: Data) -> dict[str, Indicator]:
    """2.1.1: communities that meet three times and have four members, and who their members are."""
    rows = data["communautes_apprentissage"]
    active = rows[(rows["nb_reunions"] >= 3) & (rows["nb_membres"] >= 4)]
    members = data.of_staff(data["communautes_membres"])
    by = ("degre", "fonction")
    return {
        "2.1.1-a": Indicator(distinct(active, "id_cap"), breakdowns=("cap_type",)),
        "2.1.1-b": Indicator(distinct(members, "id_agent"), breakdowns=by),
        "2.1.1-c": Indicator(
            distinct(members, "id_agent"), distinct(data["personnels"], "id_agent"), 100,
            breakdowns=by,
        ),
        "2.1.1-d": Indicator(
            distinct(rows[rows["adossement_recherche"] == "O"], "id_cap"),
            distinct(rows, "id_cap"), 100, breakdowns=("cap_type",),
        ),
    }  # fmt: skip


def research(data: Data) -> dict[str, Indicator]:
    """2.1.2: agents of a research unit, and the units themselves."""
    rows = data.of_staff(data["recherche_implications"])
    units = rows[rows["rech_type"].isin(UMR)]
    return {
        "2.1.2-a": Indicator(
            distinct(units, "id_agent"), breakdowns=("rech_type", "degre", "fonction")
        ),
        "2.1.2-c": Indicator(distinct(units, "code_structure"), finest=ONLY_DEPARTEMENTS),
    }


def publications(data: Data) -> dict[str, Indicator]:
    """2.1.3: authors of scientific publications; all publications."""
    rows = data["publications"]
    return {
        "2.1.3-a": Indicator(
            distinct(rows[rows["publi_type"].isin(SCIENTIFIC)], "id_agent"),
            breakdowns=("publi_type",),
        ),
        "2.1.3-b": Indicator(
            distinct(rows, "id_publication"), finest=ONLY_DEPARTEMENTS,
            breakdowns=("publi_type", "comite_lecture"),
        ),
    }  # fmt: skip


def cultural_part(data: Data) -> dict[str, Indicator]:
    """2.1.4, shown again as 2.2.4: who designs the cultural part, who leads a project."""
    rows = data.of_staff(data["volet_culturel"])
    designs, leads = rows["conception_volet"] == "O", rows["conduite_projet"] == "O"
    involved = rows[designs | leads]
    found = {
        "a": Indicator(
            distinct(rows[designs], "id_agent"),
            breakdowns=("degre", "fonction", "type_etablissement"),
        ),
        "c": Indicator(distinct(involved, "id_agent"), breakdowns=("degre", "fonction")),
        "d": Indicator(
            distinct(involved, "uai"), distinct(data.open_schools(), "uai"), 100,
            breakdowns=("degre", "type_etablissement", *SCHOOL),
        ),
    }  # fmt: skip
    return {f"{shown}-{letter}": i for shown in ("2.1.4", "2.2.4") for letter, i in found.items()}


def expected(data: Data) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of this objective that is recomputed, and of 2.2.4."""
    formulas = (communities, research, publications, cultural_part)
    return {code: figures(i) for formula in formulas for code, i in formula(data).items()}
