"""The rows of a home as the formulas see them: with their places and the day of observation.

What belongs here: locating rows once, and the year that a row counts for. What does not: reading
files (`deposits`), the filters of an indicator (one module per objective).
"""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

import pandas as pd

from tests.independent import places
from tests.independent.cells import containing, school_year
from tests.independent.columns import TERRITORIES

UNITS = ("ecole", "college", "lycee", "erea")
SECOND_DEGREE = ("college", "lycee", "erea")


def having(rows: pd.DataFrame, others: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Return the rows whose keys are found in others: existence alone, no row is multiplied."""
    return rows.merge(others[list(keys)].drop_duplicates(), on=list(keys), how="inner")


def with_columns(rows: pd.DataFrame, others: pd.DataFrame, key: str, *names: str) -> pd.DataFrame:
    """Return the rows with what the line that they name by `key`, the same year, says of them."""
    lines = others[[key, "annee", *names]].drop_duplicates([key, "annee"])
    return rows.drop(columns=[n for n in names if n in rows]).merge(
        lines, on=[key, "annee"], how="left"
    )


class Data:
    """Standing rows by domain, located; `today` bounds the days of observation."""

    def __init__(self, frames: dict[str, pd.DataFrame], today: date) -> None:
        self._frames = frames
        self._today = today
        self._known = places.known_places(frames["ref_etablissements"])
        self._located: dict[str, pd.DataFrame] = {}

    @cached_property
    def years(self) -> list[str]:
        """School years of the standing rows, sorted."""
        return sorted({year for frame in self._frames.values() for year in frame["annee"]})

    def __getitem__(self, domain: str) -> pd.DataFrame:
        """Return the rows of a domain, each counting for its own school year."""
        if domain not in self._located:
            rows = self._frames[domain]
            if TERRITORIES.get(domain) == "code_departement":
                rows = places.of_the_deposit(rows)
            self._located[domain] = self._placed(rows, domain)
        return self._located[domain]

    def _placed(self, rows: pd.DataFrame, domain: str) -> pd.DataFrame:
        days = {year: places.observation_day(year, self._today) for year in self.years}
        found = places.located(rows, domain, self._known)
        return found.assign(observation=pd.to_datetime(found["annee"].map(days)))

    def dated(self, domain: str, column: str) -> pd.DataFrame:
        """Return the rows of every deposit, each counting for the school year of its date."""
        rows = self._frames[domain]
        return self._placed(rows.assign(annee=rows[column].map(containing)), domain)

    def every_year(self, domain: str) -> pd.DataFrame:
        """Return the rows of every deposit once for each school year."""
        years = pd.DataFrame({"annee": self.years})
        return self._placed(
            self._frames[domain].drop(columns="annee").merge(years, how="cross"), domain
        )

    def last_campaign(self) -> pd.DataFrame:
        """Return the young people of the last campaign of each school year and deposit."""
        rows = self["decrochage"]
        last = rows.groupby(["annee", "deposit"])["campagne"].transform("max")
        return rows[rows["campagne"] == last]

    def a_year_later(self, domain: str) -> pd.DataFrame:
        """Return the rows of a domain, in their own places, counting for the next school year."""
        rows = self[domain]
        return rows.assign(annee=rows["annee"].map(lambda y: school_year(int(y[:4]) + 1)))

    def open_schools(self, types: Sequence[str] = UNITS) -> pd.DataFrame:
        """Return the open schools of some types."""
        schools = self["ref_etablissements"]
        return schools[(schools["etat"] == "ouvert") & schools["type_etablissement"].isin(types)]

    def second_degree(self) -> pd.DataFrame:
        """Return the headcounts of the second degré."""
        rows = self["effectifs"]
        return rows[rows["degre"] == "2d"]

    def of_staff(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows with the function and the sex that the agents have that year."""
        return with_columns(rows, self["personnels"], "id_agent", "fonction", "sexe")

    def presences(self, theme: str | None = None) -> pd.DataFrame:
        """Return who attended which session (of a theme), with the hours as days of six hours."""
        rows = self["formation_participations"]
        rows = rows[rows["present"] == "O"]
        if theme:
            sessions = self["formation_sessions"]
            rows = having(rows, sessions[sessions["gaia_theme"] == theme], "id_session", "annee")
        return self.of_staff(rows.assign(days=rows["heures_suivies"] / 6))

    def living_networks(self) -> pd.DataFrame:
        """Return the réseaux that exist on the day of observation of each school year."""
        rows = self["reseaux"]
        alive = rows["date_dissolution"].isna() | (rows["date_dissolution"] > rows["observation"])
        return rows[(rows["date_creation"] <= rows["observation"]) & alive]

    def actions(self, *kinds: str, status: Sequence[str] = ()) -> pd.DataFrame:
        """Return the actions of some types, of some statuses where they are given."""
        rows = self["actions"]
        rows = rows[rows["type_action"].isin(kinds)]
        return rows[rows["statut_action"].isin(status)] if status else rows
