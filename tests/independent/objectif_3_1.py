"""Objective 3.1: the filters and formulas of the specification, written out.

What belongs here: which rows count, at least one indicator per criterion. What does not: how
they are rolled up (`measures`).
"""

import pandas as pd

from tests.independent.data import SECOND_DEGREE, UNITS, Data, having, with_columns
from tests.independent.measures import Indicator, Measure, distinct, figures, total
from tests.independent.objectif_1_1 import ONLY_DEPARTEMENTS, SCHOOL, UNDER_WAY

DONE = ("realisee", "evaluee")
BY_SCHOOL = ("degre", "type_etablissement", *SCHOOL)
BY_ACTION = ("theme_action", "perimetre", "statut_action")
LEVELS_OF_WORTH = (3, 4)
WITH_AUTHORITIES = ("collectivite_numerique", "collectivite_equipement")
SCHOOL_MONTHS = ("09", "10", "11", "12", "01", "02", "03", "04", "05", "06")


def in_open_units(data: Data, rows: pd.DataFrame, types: tuple[str, ...] = UNITS) -> Indicator:
    """Return the share of the open units that some rows are about."""
    return Indicator(
        distinct(rows, "uai"), distinct(data.open_schools(types), "uai"), 100,
        breakdowns=BY_SCHOOL,
    )  # fmt: skip


def of_networks(data: Data) -> pd.DataFrame:
    """Return the actions of a réseau, with the type of that réseau."""
    rows = data["actions"]
    return with_columns(
        rows[rows["id_reseau"].notna()], data["reseaux"], "id_reseau", "type_reseau"
    )


def per_network(data: Data, above: Measure, times: float) -> Indicator:
    """Return a measure over the living réseaux; actions know their département alone."""
    living = distinct(data.living_networks(), "id_reseau")
    return Indicator(above, living, times, ONLY_DEPARTEMENTS, ("type_reseau",))


def federated(data: Data) -> dict[str, Indicator]:
    """3.1.1: units that belong to a réseau on the day of observation, what they do together."""
    rows = with_columns(data["reseaux_membres"], data["reseaux"], "id_reseau", "type_reseau")
    alive = data["reseaux"]
    alive = alive[
        alive["date_dissolution"].isna() | (alive["date_dissolution"] > alive["observation"])
    ]
    there = (rows["date_entree"] <= rows["observation"]) & (
        rows["date_sortie"].isna() | (rows["date_sortie"] > rows["observation"])
    )
    members = having(rows[there], alive, "id_reseau", "annee")
    actions = of_networks(data)
    under_way = actions[actions["statut_action"].isin(UNDER_WAY)]
    return {
        "3.1.1-a": Indicator(
            distinct(members, "uai"), breakdowns=("type_reseau", "degre", "secteur", "ruralite")
        ),
        "3.1.1-b": in_open_units(data, members),
        "3.1.1-c": Indicator(
            distinct(rows[rows["unite_active"] == "O"], "uai"), distinct(rows, "uai"), 100,
            breakdowns=("type_reseau", "degre", "ruralite"),
        ),
        "3.1.1-d": per_network(data, distinct(under_way, "id_action"), 1),
    }  # fmt: skip


def networks(data: Data) -> dict[str, Indicator]:
    """3.1.2: living réseaux, their actions, their projects, their coherence."""
    rows = data["reseaux"]
    living = distinct(data.living_networks(), "id_reseau")
    coherent = rows[rows["niveau_coherence"].isin(LEVELS_OF_WORTH)]
    by = ("type_reseau",)
    return {
        "3.1.2-a": Indicator(living, breakdowns=by),
        "3.1.2-b": Indicator(
            distinct(of_networks(data), "id_action"),
            breakdowns=("type_reseau", "theme_action", "statut_action"),
        ),
        # As written: the numerator does not ask for a living réseau.
        "3.1.2-c": Indicator(
            distinct(rows[rows["projet_formalise"] == "O"], "id_reseau"), living, 100,
            breakdowns=by,
        ),
        "3.1.2-d": Indicator(
            distinct(coherent, "id_reseau"),
            distinct(rows[rows["niveau_coherence"].notna()], "id_reseau"), 100, breakdowns=by,
        ),
    }  # fmt: skip


def digital_resources(data: Data) -> dict[str, Indicator]:
    """3.1.3: resources produced, resources for a hundred pupils, documentary portals."""
    rows = data["numerique_etablissement"]
    schools = rows[rows["type_etablissement"].isin(SECOND_DEGREE)]
    return {
        "3.1.3-a": Indicator(
            total(rows, "nb_ressources_produites"), breakdowns=("type_etablissement", "secteur")
        ),
        "3.1.3-b": Indicator(
            total(rows, "nb_ressources_gar"), total(data["effectifs"], "nb_eleves"), 100,
            breakdowns=("type_etablissement",),
        ),
        "3.1.3-c": in_open_units(
            data, schools[schools["portail_documentaire"] == "O"], SECOND_DEGREE
        ),
    }  # fmt: skip


def digital_uses(data: Data) -> dict[str, Indicator]:
    """3.1.4: visits of an account in a month, September to June; virtual classes, web radios."""
    visits = data["usages_numeriques"]
    visits = visits[visits["mois"].str[5:].isin(SCHOOL_MONTHS)]
    rows = data["numerique_etablissement"]
    equipped = rows[(rows["classe_virtuelle"] == "O") | (rows["webradio"] == "O")]
    return {
        "3.1.4-a": Indicator(
            total(visits, "nb_visites"), total(visits, "nb_comptes"),
            breakdowns=("service_num", "profil", "type_etablissement"),
        ),
        "3.1.4-b": in_open_units(data, equipped),
    }  # fmt: skip


def productions(data: Data) -> dict[str, Indicator]:
    """3.1.5, 3.1.6: productions of pupils and their evaluation, research shared and with whom."""
    made = data.actions("production_echange_eleves", status=DONE)
    all_of_them = data.actions("production_echange_eleves")
    evaluated = all_of_them[all_of_them["evaluation_realisee"] == "O"]
    shared = data.actions("partage_recherche", status=DONE)
    return {
        "3.1.5-a": Indicator(distinct(made, "id_action"), breakdowns=BY_ACTION),
        "3.1.5-b": Indicator(
            distinct(evaluated, "id_action"), distinct(made, "id_action"), 100,
            breakdowns=BY_ACTION,
        ),
        "3.1.6-a": Indicator(distinct(shared, "id_action"), breakdowns=BY_ACTION),
        "3.1.6-b": Indicator(total(shared, "nb_personnels"), breakdowns=BY_ACTION),
    }  # fmt: skip


def local_authorities(data: Data) -> dict[str, Indicator]:
    """3.1.7: units under an agreement, agreements, broadband, meetings with the authorities."""
    rows, agreements, meetings = (
        data["numerique_etablissement"], data["conventions_territoire"], data["reunions"],
    )  # fmt: skip
    about = agreements["type_convention"].isin(WITH_AUTHORITIES)
    active = agreements[about & (agreements["statut_convention"] == "active")]
    return {
        "3.1.7-a": in_open_units(data, rows[rows["convention_collectivite"] == "O"]),
        "3.1.7-b": Indicator(
            distinct(active, "id_convention"), finest=ONLY_DEPARTEMENTS,
            breakdowns=("type_convention",),
        ),
        "3.1.7-c": Indicator(
            distinct(rows[rows["haut_debit"] == "O"], "uai"),
            distinct(rows[rows["haut_debit"].notna()], "uai"), 100, breakdowns=BY_SCHOOL,
        ),
        "3.1.7-d": Indicator(
            distinct(meetings[meetings["type_reunion"] == "collectivites"], "id_reunion"),
            finest=ONLY_DEPARTEMENTS,
        ),
    }  # fmt: skip


def agreements_with_art(data: Data) -> dict[str, Indicator]:
    """3.1.8: active agreements that hold a part of artistic education, the communes they cover."""
    rows = data["conventions_territoire"]
    active = rows[rows["statut_convention"] == "active"]
    with_art = active[active["inclut_eac"] == "O"]
    return {
        "3.1.8-b": Indicator(
            distinct(with_art, "id_convention"), distinct(active, "id_convention"), 100,
            ONLY_DEPARTEMENTS, ("type_convention",),
        ),
        "3.1.8-c": Indicator(total(with_art, "nb_communes"), finest=ONLY_DEPARTEMENTS),
    }  # fmt: skip


def expected(data: Data) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of this objective that is recomputed."""
    formulas = (
        federated, networks, digital_resources, digital_uses, productions, local_authorities,
        agreements_with_art,
    )  # fmt: skip
    return {code: figures(i) for formula in formulas for code, i in formula(data).items()}
