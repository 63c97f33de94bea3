"""Objective 2.3: the filters and formulas of the specification, written out.

What belongs here: which rows count, at least one indicator per criterion. What does not: how
they are rolled up (`measures`).
"""

import math

import pandas as pd

from tests.independent.data import Data, having, with_columns
from tests.independent.measures import (
    FIGURES,
    KEY,
    Indicator,
    count,
    distinct,
    figures,
    total,
)
from tests.independent.objectif_1_1 import ONLY_DEPARTEMENTS


def certifications(data: Data) -> dict[str, Indicator]:
    """2.3.1: candidates and successes of the complementary certification, candidatures of all."""
    rows = data["certifications"]
    sat, passed = rows["present"] == "O", rows["admis"] == "O"
    complementary = rows["type_certification"] == "certification_complementaire"
    return {
        "2.3.1-a": Indicator(
            distinct(rows[complementary & sat], "id_agent"),
            breakdowns=("option_certification", "sexe"),
        ),
        "2.3.1-c": Indicator(
            distinct(rows[complementary & passed], "id_agent"),
            distinct(rows[complementary & sat], "id_agent"), 100,
            breakdowns=("option_certification",),
        ),
        "2.3.1-d": Indicator(
            distinct(rows[sat], "id_agent", "type_certification"),
            breakdowns=("type_certification", "certif_voie", "sexe"),
        ),
    }  # fmt: skip


def access_to_training(data: Data) -> dict[str, Indicator]:
    """2.3.2: who has access to training, who comes among those convened, days followed."""
    rows, sessions = data["formation_participations"], data["formation_sessions"]
    present = with_columns(data.presences(), sessions, "id_session", "gaia_modalite", "gaia_theme")
    convened = with_columns(rows[rows["convoque"] == "O"], sessions, "id_session", "gaia_modalite")
    return {
        "2.3.2-b": Indicator(
            distinct(present, "id_agent"), distinct(data["personnels"], "id_agent"), 100,
            breakdowns=("degre", "fonction", "sexe", "ruralite"),
        ),
        "2.3.2-c": Indicator(
            count(present), count(convened), 100, breakdowns=("gaia_modalite", "degre")
        ),
        "2.3.2-d": Indicator(total(present, "days"), breakdowns=("gaia_theme", "degre")),
    }  # fmt: skip


def _preparing(data: Data) -> pd.DataFrame:
    sessions = data["formation_sessions"]
    toward = sessions[sessions["type_certification"].notna()]
    rows = having(data.presences(), toward, "id_session", "annee")
    return with_columns(rows, toward, "id_session", "type_certification")


def preparation(data: Data) -> dict[str, Indicator]:
    """2.3.3: people who prepare a certification, for a thousand of the staff."""
    preparing = _preparing(data)
    return {
        "2.3.3-a": Indicator(
            distinct(preparing, "id_agent"), breakdowns=("type_certification", "degre")
        ),
        "2.3.3-b": Indicator(
            distinct(preparing, "id_agent"), distinct(data["personnels"], "id_agent"), 1000,
            breakdowns=("ruralite",),
        ),
    }  # fmt: skip


def _shares(people: pd.Series, year: str, place: str) -> pd.Series:
    """Return, of the people counted in a territory, the share of each of its bassins."""
    here = people[year, place]
    return here / here.sum()


def unevenness(data: Data) -> pd.DataFrame:
    """2.3.3-c: half of what separates, bassin by bassin, the engaged from the staff."""
    found = {}
    for level in (ONLY_DEPARTEMENTS, "academie"):
        engaged, staff = (
            rows.groupby(["annee", level, "bassin"])["id_agent"].nunique()
            for rows in (_preparing(data), data["personnels"])
        )
        for year, place in engaged.index.droplevel("bassin").unique():
            if (year, place) in staff.index:
                parts = _shares(engaged, year, place), _shares(staff, year, place)
                apart = parts[0].sub(parts[1], fill_value=0).abs().sum() / 2
                found[year, level, place, "ensemble", "ensemble"] = (
                    math.nan,
                    math.nan,
                    apart,
                    False,
                )
    index = pd.MultiIndex.from_tuples(found, names=KEY)
    return pd.DataFrame(list(found.values()), index=index, columns=FIGURES)


def _ratio(lines: pd.DataFrame, *breakdowns: str) -> pd.DataFrame:
    return figures(
        Indicator(
            total(lines, "numerateur"), total(lines, "denominateur"),
            finest=ONLY_DEPARTEMENTS, breakdowns=breakdowns,
        )
    )  # fmt: skip


def well_being(data: Data) -> dict[str, pd.DataFrame]:
    """2.3.4: survey and absences, each territory by its own line, totals apart from functions."""
    rows = data["bien_etre_travail"]
    kind = rows["territoire_type"]
    rows = rows.assign(
        departement=rows["departement"].where(kind == "departement", None),
        academie=rows["academie"].where(kind == "academie", None),
    )
    found = {}
    for code, measure in (("2.3.4-a", "satisfaction_0_10"), ("2.3.4-c", "absence_sante_jours")):
        asked = rows[rows["bet_code"] == measure]
        whole, by_function = asked[asked["fonction"].isna()], asked[asked["fonction"].notna()]
        detailed = _ratio(by_function, "fonction")
        of_functions = detailed.index.get_level_values("ventilation") == "fonction"
        found[code] = pd.concat([_ratio(whole), detailed[of_functions]])
    return found


def safety_registers(data: Data) -> dict[str, Indicator]:
    """2.3.4: records answered within thirty days, visits, psychosocial risks."""
    rows = data.dated("sst_registres", "date_depot")
    records = rows[rows["type_fiche"] == "rsst"]
    answered = (records["date_reponse"] - records["date_depot"]).dt.days <= 30
    # Old enough on the day of observation to have had its thirty days; the numerator, as written,
    # does not ask for it.
    due = (records["observation"] - records["date_depot"]).dt.days > 30
    return {
        "2.3.4-d": Indicator(
            distinct(records[answered], "id_fiche"), distinct(records[due], "id_fiche"), 100,
            breakdowns=("theme_rps",),
        ),
        "2.3.4-e": Indicator(
            distinct(rows[rows["type_fiche"] == "visite_instance"], "id_fiche"),
            finest=ONLY_DEPARTEMENTS,
        ),
        "2.3.4-f": Indicator(
            distinct(rows[rows["theme_rps"] == "O"], "id_fiche"), finest=ONLY_DEPARTEMENTS
        ),
    }  # fmt: skip


def expected(data: Data) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of this objective that is recomputed."""
    formulas = (certifications, access_to_training, preparation, safety_registers)
    found = {code: figures(i) for formula in formulas for code, i in formula(data).items()}
    return found | well_being(data) | {"2.3.3-c": unevenness(data)}
