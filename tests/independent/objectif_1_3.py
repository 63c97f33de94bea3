"""Objective 1.3: the filters and formulas of the specification, written out.

What belongs here: which rows count, at least one indicator per criterion. What does not: how
they are rolled up (`measures`).
"""

import pandas as pd

from tests.independent.data import SECOND_DEGREE, Data, having
from tests.independent.measures import Indicator, distinct, figures, total
from tests.independent.objectif_1_1 import ONLY_DEPARTEMENTS, SCHOOL

PUBLICS = ["nb_scolaires", "nb_apprentis", "nb_stagiaires_fc", "nb_contrats_pro"]
OUTSIDE = ("enseignement_superieur", "acteur_economique", "association")
DISABILITY = ("service_public_handicap", "association_handicap", "medico_social")
BACK = ("retour_formation_initiale", "apprentissage", "formation_continue")


def short_higher_education(data: Data) -> dict[str, Indicator]:
    """1.3.1: success in BTS of vocational bacheliers, second year of BUT of technological ones."""
    rows = data["superieur_reussite"]
    bts = rows[(rows["type_bac"] == "bp") & (rows["filiere_sup"] == "bts")]
    but = rows[(rows["type_bac"] == "bt") & (rows["filiere_sup"] == "but")]
    exam = data["bts_resultats"]
    exam = exam[exam["type_bac"] == "bp"]
    by = ("sexe", "secteur")
    return {
        "1.3.1-a": Indicator(
            total(bts, "nb_diplomes_3ans"), total(bts, "nb_entrants"), 100, breakdowns=by
        ),
        "1.3.1-c": Indicator(
            total(exam, "nb_admis"), total(exam, "nb_presents"), 100, breakdowns=by
        ),
        "1.3.1-e": Indicator(
            total(but, "nb_passage_2e_annee"), total(but, "nb_entrants"), 100, breakdowns=by
        ),
    }


def going_on(data: Data) -> dict[str, Indicator]:
    """1.3.2: bacheliers who go on at once, pupils who go on after a vocational course."""
    rows, after = data["poursuite_superieur"], data["inserjeunes"]
    pupils = after[after["voie_formation"] == "scolaire"]
    return {
        "1.3.2-a": Indicator(
            total(rows, "nb_poursuivants"), total(rows, "nb_bacheliers"), 100,
            breakdowns=("type_bac", "sexe", "secteur"),
        ),
        "1.3.2-b": Indicator(
            total(pupils, "nb_poursuite_etudes"), total(pupils, "nb_annee_term"), 100,
            breakdowns=("type_diplome",),
        ),
    }  # fmt: skip


def employment(data: Data) -> dict[str, Indicator]:
    """1.3.3: in employment six months after, among leavers and among all."""
    rows = data["inserjeunes"]
    by = ("type_diplome", "voie_formation")
    hired = total(rows, "nb_en_emploi_6_mois")
    return {
        "1.3.3-a": Indicator(hired, total(rows, "nb_sortants"), 100, breakdowns=by),
        "1.3.3-c": Indicator(hired, total(rows, "nb_annee_term"), 100, breakdowns=by),
    }


def mixed_publics(data: Data) -> dict[str, Indicator]:
    """1.3.4: courses (school and course) that mix at least two publics."""
    rows = data["mixite_parcours"]
    mixed = distinct(rows[(rows[PUBLICS] > 0).sum(axis=1) >= 2], "uai", "code_mef")
    return {
        "1.3.4-a": Indicator(mixed, breakdowns=("type_etablissement", "secteur")),
        "1.3.4-b": Indicator(
            mixed, distinct(rows, "uai", "code_mef"), 100, breakdowns=("secteur",)
        ),
    }


def _active(data: Data, *kinds: str) -> pd.DataFrame:
    rows = data["partenariats"]
    return rows[rows["type_partenariat"].isin(kinds) & (rows["statut_convention"] == "active")]


def _covered(data: Data, partnerships: pd.DataFrame) -> pd.DataFrame:
    return having(data["partenariats_unites"], partnerships, "id_partenariat", "annee")


def partnerships_of_pathways(data: Data) -> dict[str, Indicator]:
    """1.3.5: active partnerships between collèges and lycées, schools engaged in one."""
    inner = _active(data, "parcours_interne_college_lycee")
    engaged = _covered(data, inner)
    engaged = engaged[engaged["type_etablissement"].isin(SECOND_DEGREE)]
    return {
        "1.3.5-a": Indicator(distinct(inner, "id_partenariat"), breakdowns=("perimetre",)),
        "1.3.5-c": Indicator(
            distinct(engaged, "uai"), distinct(data.open_schools(SECOND_DEGREE), "uai"), 100,
            breakdowns=("degre", "type_etablissement", *SCHOOL),
        ),
    }  # fmt: skip


def dropout_referents(data: Data) -> dict[str, Indicator]:
    """1.3.6: teachers among the referents, schools that have one."""
    rows = data["referents"]
    rows = rows[rows["type_referent"] == "decrochage"]
    schools = rows[rows["type_etablissement"].isin(SECOND_DEGREE)]
    return {
        "1.3.6-b": Indicator(
            distinct(rows[rows["fonction"] == "enseignant"], "id_agent"),
            distinct(rows, "id_agent"), 100, breakdowns=("type_etablissement", "secteur"),
        ),
        "1.3.6-c": Indicator(
            distinct(schools, "uai"), distinct(data.open_schools(SECOND_DEGREE), "uai"), 100,
            breakdowns=("degre", "type_etablissement", *SCHOOL),
        ),
    }  # fmt: skip


def dropouts(data: Data) -> dict[str, Indicator]:
    """1.3.7: confirmed dropouts of the last campaign, among pupils of 16, back in training."""
    young = data.last_campaign()
    confirmed = young[young["rio_statut"] == "confirme_decrocheur"]
    pupils = data.a_year_later("eleves")
    # `annee` is the year that the rate is shown for: the pupils were counted the year before.
    counted_in = pupils["annee"].str[:4].astype(float) - 1
    of_age = pupils[counted_in - pupils["annee_naissance"] >= 16]
    return {
        "1.3.7-a": Indicator(
            distinct(confirmed, "ine"), breakdowns=("sexe", "niveau", "type_etablissement")
        ),
        "1.3.7-b": Indicator(
            distinct(confirmed, "ine"),
            distinct(of_age[of_age["annee"].isin(data.years)], "ine"), 100,
            breakdowns=("sexe", "type_etablissement"),
        ),
        "1.3.7-d": Indicator(
            distinct(confirmed[confirmed["rio_situation"].isin(BACK)], "ine"),
            distinct(confirmed, "ine"), 100, breakdowns=("sexe",),
        ),
    }  # fmt: skip


def outside_partnerships(data: Data) -> dict[str, Indicator]:
    """1.3.8: partnerships with higher education, companies, associations; units; evaluation."""
    active = _active(data, *OUTSIDE)
    rows = data["partenariats"]
    evaluated = rows[rows["type_partenariat"].isin(OUTSIDE) & (rows["evaluation_realisee"] == "O")]
    return {
        "1.3.8-a": Indicator(
            distinct(_active(data, "enseignement_superieur"), "id_partenariat"),
            breakdowns=("perimetre",),
        ),
        "1.3.8-d": Indicator(
            distinct(_covered(data, active), "uai"), distinct(data.open_schools(), "uai"), 100,
            breakdowns=("degre", "type_etablissement", *SCHOOL),
        ),
        # As written: the numerator does not ask for an active convention.
        "1.3.8-e": Indicator(
            distinct(evaluated, "id_partenariat"), distinct(active, "id_partenariat"), 100,
            breakdowns=("type_partenariat",),
        ),
    }  # fmt: skip


def disability(data: Data) -> dict[str, Indicator]:
    """1.3.9: units covered by a partnership about disability, pupils who benefit."""
    active = _active(data, *DISABILITY)
    return {
        "1.3.9-b": Indicator(
            distinct(_covered(data, active), "uai"), distinct(data.open_schools(), "uai"), 100,
            breakdowns=("degre", "type_etablissement", *SCHOOL),
        ),
        "1.3.9-c": Indicator(
            total(active, "nb_eleves_beneficiaires"), finest=ONLY_DEPARTEMENTS,
            breakdowns=("type_partenariat",),
        ),
    }  # fmt: skip


def cultural_affairs(data: Data) -> dict[str, Indicator]:
    """1.3.10: conventions signed by the DRAC, units covered by a partnership with it."""
    rows = data["conventions_territoire"]
    signed = rows[(rows["statut_convention"] == "active") & (rows["signataire_drac"] == "O")]
    covered = _covered(data, _active(data, "drac_culture"))
    return {
        "1.3.10-a": Indicator(
            distinct(signed, "id_convention"), finest=ONLY_DEPARTEMENTS,
            breakdowns=("type_convention",),
        ),
        "1.3.10-b": Indicator(
            total(signed, "nb_unites"), finest=ONLY_DEPARTEMENTS, breakdowns=("type_convention",)
        ),
        "1.3.10-c": Indicator(
            distinct(covered, "uai"), distinct(data.open_schools(), "uai"), 100,
            breakdowns=("degre", "type_etablissement", *SCHOOL),
        ),
    }  # fmt: skip


def expected(data: Data) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of this objective that is recomputed."""
    formulas = (
        short_higher_education, going_on, employment, mixed_publics, partnerships_of_pathways,
        dropout_referents, dropouts, outside_partnerships, disability, cultural_affairs,
    )  # fmt: skip
    return {code: figures(i) for formula in formulas for code, i in formula(data).items()}
