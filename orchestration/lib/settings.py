"""Settings: the one place that reads the environment (`PSA_*`).

What belongs here: the typed settings object and the folders derived from it. What does not:
any use of them; nothing is created on disk here.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from orchestration import PROJECT_ROOT
from orchestration.lib import school_years
from orchestration.lib.clock import paris
from orchestration.lib.nomenclatures import Academie, resolve_academie

DBT_PROJECT = PROJECT_ROOT / "dbt_project"
CONTRACTS = PROJECT_ROOT / "data_contracts"
DEFAULT_HOME = PROJECT_ROOT / "var" / "home"
REHEARSAL_HOME = PROJECT_ROOT / "var" / "rehearsal"


class Settings(BaseSettings):
    """Everything that differs from one installation to another.

    `academie` accepts a code ('06') or a name ('Clermont-Ferrand'). `today` is a parameter so
    that a run can be replayed; left empty, the clock is read once, when it is first needed.
    """

    model_config = SettingsConfigDict(
        env_prefix="PSA_", frozen=True, extra="ignore", populate_by_name=True
    )

    home: Path = DEFAULT_HOME
    academie_name: str = Field(default="06", alias="PSA_ACADEMIE")
    annee_scolaire: str | None = None
    today: date | None = None
    cle_pseudonymes: SecretStr | None = None
    alertes: Path | None = None
    inbox_distante: str | None = None
    inbox_cle: Path | None = None
    inbox_hotes_connus: Path = Path("~/.ssh/known_hosts")

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("alertes")
    @classmethod
    def _readable(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value is not None else None

    @field_validator("inbox_cle", "inbox_hotes_connus")
    @classmethod
    def _of_the_user(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value is not None else None

    @field_validator("annee_scolaire")
    @classmethod
    def _school_year(cls, value: str | None) -> str | None:
        return school_years.school_year(school_years.first_year(value)) if value else None

    @field_validator("academie_name")
    @classmethod
    def _known_academie(cls, value: str) -> str:
        if resolve_academie(value) is None:
            raise ValueError(f"académie inconnue : « {value} » (code ou nom, exemple : 06)")
        return value

    @cached_property
    def academie(self) -> Academie:
        """The académie that this installation serves."""
        found = resolve_academie(self.academie_name)
        if found is None:
            raise ValueError(f"académie inconnue : « {self.academie_name} »")
        return found

    @cached_property
    def day(self) -> date:
        """The day of the run: the parameter, or the clock read once."""
        return self.today or datetime.now(paris()).date()

    @property
    def current_school_year(self) -> str:
        """The configured school year, else the one that contains the day of the run."""
        return self.annee_scolaire or school_years.containing(self.day)

    @property
    def inbox(self) -> Path:
        """Where services drop files, one folder per domain."""
        return self.home / "inbox"

    @property
    def deposits(self) -> Path:
        """Immutable copies, receipts and rejects, one folder per deposit."""
        return self.home / "deposits"

    @property
    def returns(self) -> Path:
        """What depositors get back, one folder per domain and deposit."""
        return self.home / "retours"

    @property
    def lake(self) -> Path:
        """Typed Parquet of accepted deposits."""
        return self.home / "lake"

    @property
    def warehouse(self) -> Path:
        """DuckDB file private to the pipeline (dbt writes it, nobody else)."""
        return self.home / "warehouse" / "entrepot.duckdb"

    @property
    def publications(self) -> Path:
        """Immutable publications and the pointer to the current one."""
        return self.home / "publications"

    @property
    def dagster_home(self) -> Path:
        """Dagster instance of this home."""
        return self.home / "dagster"
