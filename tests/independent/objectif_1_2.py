"""Objective 1.2: the filters and formulas of the specification, written out.

What belongs here: which rows count, at least one indicator per criterion. What does not: how
they are rolled up (`measures`).
"""

import pandas as pd

from tests.independent.data import SECOND_DEGREE, Data, having
from tests.independent.measures import Indicator, distinct, figures, median, total
from tests.independent.objectif_1_1 import COLLEGE, SCHOOL
from tests.independent.places import working_days

EUROPEAN = ("selo_europeenne", "selo_orientale")
WITH_DNL = ("dnl_hors_section", *EUROPEAN, "section_internationale")


def co_teaching(data: Data) -> dict[str, Indicator]:
    """1.2.1: hours of co-teaching per unit, units that practise it, hours in a project."""
    rows = data["co_intervention"]
    units = distinct(data.open_schools(), "uai")
    return {
        "1.2.1-a": Indicator(
            total(rows, "heures_annuelles"), units,
            breakdowns=("cointerv_type", "type_etablissement"),
        ),
        "1.2.1-b": Indicator(
            distinct(rows[rows["heures_annuelles"] > 0], "uai"), units, 100,
            breakdowns=("cointerv_type", "type_etablissement", "secteur", "education_prioritaire"),
        ),
        "1.2.1-c": Indicator(
            total(rows[rows["inscrite_projet"] == "O"], "heures_annuelles"),
            total(rows, "heures_annuelles"), 100,
            breakdowns=("cointerv_type", "type_etablissement"),
        ),
    }  # fmt: skip


def subject_in_another_language(data: Data) -> dict[str, Indicator]:
    """1.2.2: collégiens who follow a DNL, collèges that have one."""
    rows = data["langues_dispositifs"]
    rows = rows[
        (rows["discipline_dnl"] == "TOUTES_DNL") & (rows["type_etablissement"] == "college")
    ]
    followed = rows[rows["dispositif"].isin(WITH_DNL)]
    pupils = data["effectifs"]
    return {
        "1.2.2-a": Indicator(
            total(followed, "nb_eleves"), breakdowns=("langue", "dispositif", "sexe", "niveau")
        ),
        "1.2.2-b": Indicator(
            total(followed, "nb_eleves"),
            total(pupils[pupils["niveau"].isin(COLLEGE)], "nb_eleves"), 100,
            breakdowns=("langue", "sexe", *SCHOOL),
        ),
        "1.2.2-c": Indicator(
            distinct(rows[rows["nb_eleves"] > 0], "uai"),
            distinct(data.open_schools(("college",)), "uai"), 100, breakdowns=SCHOOL,
        ),
    }  # fmt: skip


def european_sections(data: Data) -> dict[str, Indicator]:
    """1.2.3: pupils in sections, and sections: one per school and language."""
    rows = data["langues_dispositifs"]
    sections = rows[rows["dispositif"].isin(EUROPEAN) & (rows["discipline_dnl"] == "SECTION")]
    return {
        "1.2.3-a": Indicator(
            total(sections, "nb_eleves"),
            breakdowns=("langue", "type_etablissement", "sexe", "niveau"),
        ),
        "1.2.3-b": Indicator(
            total(sections, "nb_eleves"), total(data.second_degree(), "nb_eleves"), 100,
            breakdowns=("langue", "type_etablissement", "sexe", "secteur"),
        ),
        "1.2.3-c": Indicator(
            distinct(sections[sections["nb_eleves"] > 0], "uai", "langue"),
            breakdowns=("langue", "type_etablissement"),
        ),
    }  # fmt: skip


def sustainable_development(data: Data) -> dict[str, Indicator]:
    """1.2.4: E3D labels in force on the day of observation."""
    labels = data.every_year("labellisations")
    labels = labels[labels["type_label"] == "e3d"]
    running = labels[labels["date_fin_validite"] > labels["observation"]]
    held = running[running["date_obtention"] <= running["observation"]]
    granted = data.dated("labellisations", "date_obtention")
    granted = granted[granted["annee"].isin(data.years) & (granted["type_label"] == "e3d")]
    pupils = data["effectifs"]
    return {
        "1.2.4-a": Indicator(distinct(held, "uai"), breakdowns=("type_etablissement", "secteur")),
        "1.2.4-b": Indicator(
            distinct(held, "uai"), distinct(data.open_schools(), "uai"), 100,
            breakdowns=("type_etablissement", *SCHOOL),
        ),
        "1.2.4-c": Indicator(distinct(granted, "id_label"), breakdowns=("type_etablissement",)),
        # As written: the day on which the label was granted does not count here.
        "1.2.4-d": Indicator(
            total(having(pupils, running, "uai", "annee"), "nb_eleves"),
            total(pupils, "nb_eleves"), 100, breakdowns=("type_etablissement",),
        ),
    }  # fmt: skip


def mobility(data: Data) -> dict[str, Indicator]:
    """1.2.5: outgoing mobilities of pupils, schools that organise them, girls."""
    rows = data["mobilites"]
    outgoing = rows[rows["mob_sens"] == "sortante"]
    pupils = outgoing[outgoing["mob_public"].isin(("eleve", "apprenti"))]
    travelling = pupils[pupils["mob_modalite"].isin(("physique", "hybride"))]
    schools = pupils[pupils["type_etablissement"].isin(SECOND_DEGREE)]
    return {
        "1.2.5-b": Indicator(
            total(travelling, "nb_participants"), total(data.second_degree(), "nb_eleves"), 1000,
            breakdowns=("type_etablissement", *SCHOOL),
        ),
        "1.2.5-c": Indicator(
            distinct(schools, "uai"), distinct(data.open_schools(SECOND_DEGREE), "uai"), 100,
            breakdowns=("type_etablissement", *SCHOOL),
        ),
        "1.2.5-e": Indicator(
            total(outgoing, "nb_filles"),
            total(outgoing[outgoing["nb_filles"].notna()], "nb_participants"), 100,
            breakdowns=("mob_programme", "type_etablissement"),
        ),
    }  # fmt: skip


def partners_abroad(data: Data) -> dict[str, Indicator]:
    """1.2.6: active partnerships, and how many per school that has one."""
    rows = data["partenariats_etrangers"]
    active = rows[(rows["actif"] == "O") & rows["type_etablissement"].isin(SECOND_DEGREE)]
    return {
        "1.2.6-b": Indicator(
            distinct(active, "uai"), distinct(data.open_schools(SECOND_DEGREE), "uai"), 100,
            breakdowns=("type_etablissement", *SCHOOL),
        ),
        "1.2.6-c": Indicator(
            distinct(active, "id_partenariat"), distinct(active, "uai"),
            breakdowns=("type_etablissement",),
        ),
    }  # fmt: skip


def proposals(data: Data) -> dict[str, Indicator]:
    """1.2.7: proposals of co-teaching, working days until the decision."""
    rows = data["experimentations"]
    rows = rows[rows["co_intervention"] == "O"]
    decided = rows[rows["date_decision"].notna()]
    days = [
        working_days(*dates)
        for dates in zip(decided["date_depot"], decided["date_decision"], strict=True)
    ]
    return {
        "1.2.7-a": Indicator(
            distinct(rows, "id_projet"), breakdowns=("exp_statut", "type_etablissement")
        ),
        "1.2.7-d": Indicator(median(decided.assign(days=days), "days")),
    }


def pupils_of_arts(data: Data) -> dict[str, Indicator]:
    """1.2.8: pupils reached by arts and culture, units with a project."""
    reached = data["eac_couverture"]
    return {
        "1.2.8-b": Indicator(
            total(reached, "nb_eleves_touches"), total(reached, "nb_eleves"), 100,
            breakdowns=("niveau", "degre", *SCHOOL),
        ),
        "1.2.8-c": Indicator(
            distinct(data["eac_actions"], "uai"), distinct(data.open_schools(), "uai"), 100,
            breakdowns=("degre", "type_etablissement", *SCHOOL),
        ),
    }  # fmt: skip


def expected(data: Data) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of this objective that is recomputed."""
    formulas = (
        co_teaching, subject_in_another_language, european_sections, sustainable_development,
        mobility, partners_abroad, proposals, pupils_of_arts,
    )  # fmt: skip
    return {code: figures(i) for formula in formulas for code, i in formula(data).items()}
