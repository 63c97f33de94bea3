"""Code lists, académies and départements: codes, names, UAI prefixes.

What belongs here: reading the nomenclature seeds and the codes of the catalogue (their home is
`dbt_project/seeds`, so that SQL and Python use the same rows) and resolving the spellings that
official files use. What does not: établissements (they come from deposits).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from unidecode import unidecode

from orchestration import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds" / "nomenclatures"
CATALOGUE = SEEDS.parent / "catalogue" / "cat_indicateurs.csv"
_FIRST_OF_THE_SURVEY = "-q1"
_OTHER_CHARACTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Departement:
    """A département: code on three characters, its UAI prefix."""

    code: str
    libelle: str
    prefixe_uai: str


@dataclass(frozen=True)
class Academie:
    """An académie: code on two digits, label, holiday zone, départements."""

    code: str
    libelle: str
    zone_vacances: str
    alias: frozenset[str]
    departements: tuple[Departement, ...]

    @property
    def codes_departements(self) -> tuple[str, ...]:
        """Codes of its départements on three characters, sorted."""
        return tuple(sorted(d.code for d in self.departements))

    def departement_of_uai(self, uai: str) -> str | None:
        """Return the code of the département that the prefix of `uai` names, if it is ours."""
        return next((d.code for d in self.departements if uai.startswith(d.prefixe_uai)), None)


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, each other run of characters as one '_'."""
    plain = text if text.isascii() else unidecode(text)
    return _OTHER_CHARACTERS.sub("_", plain.lower()).strip("_")


def _rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def code_lists() -> dict[str, dict[str, str]]:
    """Return every code list: name -> code -> label, in the order that the list gives."""
    lists: dict[str, dict[str, str]] = {}
    for row in sorted(_rows("codes.csv"), key=lambda r: int(r["ordre"])):
        lists.setdefault(row["nomenclature"], {})[row["code"]] = row["libelle"]
    return lists


@cache
def catalogue_lists() -> dict[str, tuple[str, ...]]:
    """Return the lists of codes that the catalogue of indicators gives, in its order.

    'criteres_qualitatifs' are the criteria that the qualitative survey asks about.
    """
    with CATALOGUE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        "indicateurs": tuple(r["indicateur"] for r in rows),
        "criteres_qualitatifs": tuple(
            r["critere"] for r in rows if r["indicateur"].endswith(_FIRST_OF_THE_SURVEY)
        ),
    }


@cache
def academies() -> tuple[Academie, ...]:
    """Return every académie with its départements, in the order of the seed."""
    departements = [
        (row["academie"], Departement(row["code"], row["libelle"], row["prefixe_uai"]))
        for row in _rows("departements.csv")
    ]
    return tuple(
        Academie(
            code=row["code"],
            libelle=row["libelle"],
            zone_vacances=row["zone_vacances"],
            alias=frozenset(fold(a) for a in row["alias"].split("|") if a),
            departements=tuple(d for code, d in departements if code == row["code"]),
        )
        for row in _rows("academies.csv")
    )


_ELSEWHERE = (
    "France", "France métropolitaine", "France entière", "National", "Ensemble", "Étranger",
    "Hors académie", "Outre-mer", "DOM", "TOM", "COM", "DROM", "DROM-COM", "Monaco", "Andorre",
    "Nouvelle-Calédonie", "Polynésie française", "Wallis-et-Futuna", "Saint-Pierre-et-Miquelon",
    "Saint-Martin", "Saint-Barthélemy", "Mayotte", "AEFE", "MLF",
    "Auvergne-Rhône-Alpes", "Bourgogne-Franche-Comté", "Bretagne", "Centre-Val de Loire", "Corse",
    "Grand Est", "Hauts-de-France", "Île-de-France", "Normandie", "Nouvelle-Aquitaine",
    "Occitanie", "Pays de la Loire", "Provence-Alpes-Côte d'Azur", "Alsace", "Aquitaine",
    "Auvergne", "Bourgogne", "Champagne-Ardenne", "Franche-Comté", "Languedoc-Roussillon",
    "Midi-Pyrénées", "Nord-Pas-de-Calais", "Picardie", "Poitou-Charentes", "Rhône-Alpes",
)  # fmt: skip


@cache
def territory_names() -> frozenset[str]:
    """Return the folded names of territories that official files write beside académies."""
    departements = [d.libelle for academie in academies() for d in academie.departements]
    return frozenset(map(fold, [*_ELSEWHERE, *departements]))


@cache
def resolve_academie(text: str) -> Academie | None:
    """Return the académie that a code ('6', '06', 'A06') or a name designates, else None."""
    folded = fold(text)
    code = re.fullmatch(r"a?c?_?0*(\d{1,2})(?:_0)?", folded)
    for academie in academies():
        if code and academie.code == code[1].zfill(2):
            return academie
        names = academie.alias | {fold(academie.libelle)}
        if folded in names or re.sub(r"^academie_(de_|d_)", "", folded) in names:
            return academie
    return None
