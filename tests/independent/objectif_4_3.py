"""Objective 4.3: the filters and formulas of the specification, written out.

What belongs here: which rows count, at least one indicator per criterion. What does not: how
they are rolled up (`measures`).
"""

import pandas as pd

from tests.independent.data import Data, having, with_columns
from tests.independent.measures import Indicator, distinct, figures
from tests.independent.objectif_3_1 import DONE, of_networks, per_network
from tests.independent.places import ATTRIBUTES, LEVELS

VALORISATION = ("valorisation_academique", "valorisation_interacademique")


def original_actions(data: Data) -> dict[str, Indicator]:
    """4.3.1: original actions of réseaux, those with a support, réseaux that judge themselves."""
    rows, networks = of_networks(data), data["reseaux"]
    original = rows[rows["originale"] == "O"]
    support = original[original["support_valorisation"] == "O"]
    steered = networks[
        (networks["outil_pilotage"] == "O") & networks["date_autoevaluation"].notna()
    ]
    return {
        "4.3.1-a": Indicator(
            distinct(original, "id_action"), breakdowns=("type_reseau", "theme_action")
        ),
        "4.3.1-b": Indicator(
            distinct(support, "id_action"), distinct(original, "id_action"), 100,
            breakdowns=("type_reseau",),
        ),
        "4.3.1-c": Indicator(
            distinct(steered, "id_reseau"), distinct(data.living_networks(), "id_reseau"), 100,
            breakdowns=("type_reseau",),
        ),
    }  # fmt: skip


def exchanges(data: Data) -> dict[str, Indicator]:
    """4.3.2: exchanges between réseaux, réseaux that take part, those beyond the académie."""
    rows = data.actions("echange_inter_reseaux")
    done = rows[rows["statut_action"].isin(DONE)]
    engaged = of_networks(data)
    engaged = engaged[engaged["type_action"] == "echange_inter_reseaux"]
    return {
        "4.3.2-a": Indicator(
            distinct(done, "id_action"), breakdowns=("perimetre", "theme_action")
        ),
        "4.3.2-b": per_network(data, distinct(engaged, "id_reseau"), 100),
        "4.3.2-c": Indicator(
            distinct(rows[rows["perimetre"] == "region_academique"], "id_action"),
            distinct(rows, "id_action"), 100,
        ),
    }  # fmt: skip


def _placed_by(rows: pd.DataFrame, others: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the rows of a known key, where the lines that have this key lie that year."""
    where = [*LEVELS, *ATTRIBUTES]
    known = others[[key, "annee", *where]].drop_duplicates()
    return rows.drop(columns=where).merge(known, on=[key, "annee"])


def experts(data: Data) -> dict[str, Indicator]:
    """4.3.3: members of réseaux who are experts, réseaux that have one.

    An expert is where he is a member, and is of the type of the réseau that he represents; a réseau
    is where its pilot is: both sides of a rate lie in one place.
    """
    rows, networks, members = (
        data["actions_intervenants"], data["reseaux"], data["reseaux_agents"],
    )  # fmt: skip
    actions = data.actions(*VALORISATION)
    rows = having(rows[rows["role_expert"] == "O"], actions, "id_action", "annee")
    rows = with_columns(rows, actions, "id_action", "type_action")
    rows = with_columns(rows, networks, "id_reseau", "type_reseau")
    known = distinct(_placed_by(rows, members, "id_agent"), "id_agent")
    members = with_columns(members, networks, "id_reseau", "type_reseau")
    return {
        "4.3.3-a": Indicator(
            known, distinct(members, "id_agent"), 100, breakdowns=("type_reseau", "type_action")
        ),
        "4.3.3-b": Indicator(known, breakdowns=("type_action",)),
        "4.3.3-c": Indicator(
            distinct(_placed_by(rows, networks, "id_reseau"), "id_reseau"),
            distinct(data.living_networks(), "id_reseau"), 100, breakdowns=("type_reseau",),
        ),
    }  # fmt: skip


def expected(data: Data) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of this objective that is recomputed."""
    formulas = (original_actions, exchanges, experts)
    return {code: figures(i) for formula in formulas for code, i in formula(data).items()}
