"""What people decide of campaigns: `$PSA_HOME/campagnes.yaml`, read and checked.

What belongs here: dispensations, extensions, closings, who hands in by département, the days of
reminders; and the French sentence that says what is wrong in the file. What does not: what these
decisions change (`board`, `reminders`, `revisions`).
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml

from orchestration.lib import school_years
from orchestration.lib.home import HomeError
from orchestration.lib.scoping import ACADEMIE_ROW
from orchestration.lib.settings import Settings

FILE = "campagnes.yaml"
BY_DEPARTEMENT = "departements"
_SECTIONS = ("relances", "dispenses", "reports", "clotures", "perimetres")
_MOST_DAYS = 366
T = TypeVar("T")


class CampaignsError(HomeError):
    """The file of campaigns cannot be read as it is; the message says where and what to do."""


@dataclass(frozen=True)
class Dispensation:
    """A perimeter that is not asked for the files of a domain, and who decided it."""

    domaine: str
    annee: str
    motif: str
    auteur: str
    le: date
    perimetre: str | None = None


@dataclass(frozen=True)
class Extension:
    """A later due day that somebody granted."""

    domaine: str
    annee: str
    au: date
    motif: str
    auteur: str
    le: date
    perimetre: str | None = None


@dataclass(frozen=True)
class Closing:
    """The day after which a deposit of the year is a dated revision; no domain means all."""

    annee: str
    le: date
    domaine: str | None = None


@dataclass(frozen=True)
class ReminderDays:
    """When reminders are written, in days: see `reminders`.

    `premiere` before the due day, `seconde` and `responsable` after it; `ecart` apart at least;
    `duree` after the due day, none is written any more.
    """

    premiere: int = 7
    seconde: int = 7
    responsable: int = 21
    ecart: int = 5
    duree: int = 90


@dataclass(frozen=True)
class Rules:
    """Everything that the file says."""

    relances: ReminderDays = ReminderDays()
    dispenses: tuple[Dispensation, ...] = ()
    reports: tuple[Extension, ...] = ()
    clotures: tuple[Closing, ...] = ()
    par_departement: Mapping[str, bool] | None = None

    def dispensation(self, domain: str, year: str, perimeter: str) -> Dispensation | None:
        """Return what dispenses a perimeter, if anything does."""
        return next((d for d in self.dispenses if _concerns(d, domain, year, perimeter)), None)

    def extension(self, domain: str, year: str, perimeter: str) -> Extension | None:
        """Return the last extension granted to a perimeter, if any was."""
        granted = [e for e in self.reports if _concerns(e, domain, year, perimeter)]
        return max(granted, key=lambda e: (e.le, e.au), default=None)

    def closing(self, domain: str, year: str) -> date | None:
        """Return the closing day of a campaign; that of the domain before that of all."""
        own = [c for c in self.clotures if c.annee == year and c.domaine in (domain, None)]
        return max(own, key=lambda c: c.domaine is not None).le if own else None


def _concerns(rule: Dispensation | Extension, domain: str, year: str, perimeter: str) -> bool:
    same = (rule.domaine, rule.annee) == (domain, year)
    return same and rule.perimetre in (None, ACADEMIE_ROW, perimeter)


class _Reader:
    """Reads the sections of one document; every error says where it is."""

    def __init__(self, path: Path, domains: Collection[str], departements: Collection[str]) -> None:
        self._path, self._domains = path, sorted(domains)
        self._perimeters = (ACADEMIE_ROW, *sorted(departements))

    def fail(self, where: str, what: str) -> CampaignsError:
        return CampaignsError(f"{self._path}, {where} : {what}")

    def document(self) -> dict[str, Any]:
        try:
            # Every scalar stays a text: 063 would be read as an octal number.
            found = yaml.load(
                self._path.read_text(encoding="utf-8"),
                Loader=yaml.CBaseLoader,  # noqa: S506
            )
        except UnicodeDecodeError as error:
            raise self.fail("tout le fichier", "enregistrez-le en UTF-8.") from error
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise self.fail(
                f"ligne {line}",
                "l'écriture n'est pas correcte. Vérifiez les deux-points, les tirets, les "
                "guillemets et l'alignement des lignes.",
            ) from error
        if found in (None, ""):
            return {}
        if not isinstance(found, dict):
            raise self.fail("tout le fichier", f"écrivez les rubriques {', '.join(_SECTIONS)}.")
        self._only(found, _SECTIONS, "tout le fichier")
        return found

    def _only(self, found: Mapping[str, Any], known: Collection[str], where: str) -> None:
        for name in found:
            if name not in known:
                close = difflib.get_close_matches(name, known, n=1)
                hint = f" Vouliez-vous « {close[0]} » ?" if close else ""
                raise self.fail(where, f"« {name} » n'existe pas.{hint} Connus : "
                                       f"{', '.join(known)}.")  # fmt: skip

    def _domain(self, text: str) -> str:
        if text not in self._domains:
            close = difflib.get_close_matches(text, self._domains, n=1)
            raise ValueError(
                f"le domaine « {text} » n'existe pas."
                + (f" Vouliez-vous « {close[0]} » ?" if close else "")
            )
        return text

    def _perimeter(self, text: str) -> str:
        code = text if text == ACADEMIE_ROW else text.upper().zfill(3)
        if code not in self._perimeters:
            raise ValueError(f"périmètres possibles : {', '.join(self._perimeters)}.")
        return code

    def entries(self, document: Mapping[str, Any], section: str, kind: type[T]) -> tuple[T, ...]:
        listed = document.get(section) or []
        if not isinstance(listed, list):
            raise self.fail(section, "écrivez une liste, chaque élément après un tiret.")
        return tuple(self._entry(e, f"{section}, n° {n}", kind) for n, e in enumerate(listed, 1))

    def _entry(self, entry: Any, where: str, kind: type[T]) -> T:
        known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
        if not isinstance(entry, dict):
            raise self.fail(where, f"écrivez {', '.join(known)}.")
        self._only(entry, list(known), where)
        missing = [n for n, f in known.items() if f.default is not None and not entry.get(n)]
        if missing:
            raise self.fail(where, f"il manque {', '.join(f'« {n} »' for n in missing)}.")
        readers: dict[str, Callable[[str], Any]] = {
            "domaine": self._domain, "annee": _year, "perimetre": self._perimeter,
            "le": _day, "au": _day,
        }  # fmt: skip
        values = {}
        for name, text in entry.items():
            try:
                values[name] = readers.get(name, str.strip)(text) if text else None
            except (ValueError, TypeError, AttributeError) as error:
                raise self.fail(f"{where}, {name}", str(error)) from error
        return kind(**values)

    def reminder_days(self, document: Mapping[str, Any]) -> ReminderDays:
        told = document.get("relances") or {}
        if not isinstance(told, dict):
            raise self.fail("relances", "écrivez un nombre de jours par ligne, « seconde: 7 ».")
        self._only(told, [f.name for f in fields(ReminderDays)], "relances")
        for name, text in told.items():
            if not str(text).isdigit() or int(text) > _MOST_DAYS:
                raise self.fail(f"relances, {name}", "écrivez un nombre de jours (0 à 366).")
        found = replace(ReminderDays(), **{name: int(text) for name, text in told.items()})
        if found.responsable < found.seconde:
            raise self.fail("relances", "le responsable est relancé après la seconde relance.")
        return found

    def perimeters(self, document: Mapping[str, Any]) -> dict[str, bool]:
        told = document.get("perimetres") or {}
        if not isinstance(told, dict):
            raise self.fail("perimetres", "écrivez « domaine: departements » ou « academie ».")
        for domain, kind in told.items():
            if kind not in (BY_DEPARTEMENT, ACADEMIE_ROW):
                raise self.fail(f"perimetres, {domain}", "écrivez departements ou academie.")
            try:
                self._domain(domain)
            except ValueError as error:
                raise self.fail("perimetres", str(error)) from error
        return {domain: kind == BY_DEPARTEMENT for domain, kind in told.items()}


def _year(text: str) -> str:
    return school_years.school_year(school_years.first_year(text.strip()))


def _day(text: str) -> date:
    found = school_years.parse_date(text)
    if found is None or len(text.strip()) != len("2026-12-31"):
        raise ValueError(f"« {text} » n'est pas une date ; écrivez-la comme 2026-12-31.")
    return found


def read_rules(path: Path, domains: Collection[str], departements: Collection[str]) -> Rules:
    """Return what the file says, nothing when there is none; raises CampaignsError."""
    if not path.exists():
        return Rules()
    reader = _Reader(path, domains, departements)
    document = reader.document()
    return Rules(
        relances=reader.reminder_days(document),
        dispenses=reader.entries(document, "dispenses", Dispensation),
        reports=reader.entries(document, "reports", Extension),
        clotures=reader.entries(document, "clotures", Closing),
        par_departement=reader.perimeters(document),
    )


def rules_of(settings: Settings, domains: Collection[str]) -> tuple[Rules, str | None]:
    """Return the rules of a home, and what is wrong in their file if anything is.

    A wrong file suspends what people decided, never a deposit nor a run: health is red.
    """
    try:
        return read_rules(settings.home / FILE, domains, settings.academie.codes_departements), None
    except CampaignsError as error:
        return Rules(), str(error)
