"""The fictional académie: territory and magnitudes, without any school.

What belongs here: the frozen description of an académie that can be rehearsed, and its
neighbours, whose rows make a file look national. What does not: schools (`world`), files.
Codes and labels of territories are official; everything below them is invented.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_CORSE = {"02A": "620", "02B": "720"}


def capitals(label: str) -> str:
    """Return `label` in capitals without accents, as half of the official exports write it."""
    decomposed = unicodedata.normalize("NFD", label)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).upper()


@dataclass(frozen=True)
class FictionalDepartement:
    """A département: `weight` is its share of pupils, `level` is added to its success rates.

    `mountain` is the share of its communes that are in the mountains.
    """

    code: str
    label: str
    weight: int
    level: float = 0.0
    latitude: float = 46.0
    longitude: float = 3.0
    mountain: float = 0.1

    @property
    def short_code(self) -> str:
        """Code as INSEE writes it: '03', '2A', '971'."""
        return self.code[1:] if self.code.startswith("0") else self.code

    @property
    def bare_code(self) -> str:
        """Code after a spreadsheet has taken it for a number: '3', '2A', '971'."""
        return self.code.lstrip("0")

    @property
    def uai_prefix(self) -> str:
        """First three characters of the UAI of its schools (620 and 720 in Corse)."""
        return _CORSE.get(self.code, self.code)

    def commune_code(self, rank: int) -> str:
        """Return an INSEE-shaped code that no commune bears (900 and above)."""
        return (
            f"{self.short_code}{900 + rank}"
            if len(self.short_code) == 2
            else f"{self.short_code}{80 + rank % 20}"
        )


@dataclass(frozen=True)
class FictionalAcademie:
    """An académie to rehearse: codes, labels, départements and departmental magnitudes."""

    code: str
    label: str
    zone: str
    region_academique: str
    region_insee: str
    region_label: str
    departements: tuple[FictionalDepartement, ...]
    dnb_candidates: int = 15_300
    bac_general: int = 6_700
    bac_technologique: int = 2_600
    bac_professionnel: int = 4_250

    def __post_init__(self) -> None:
        """Refuse a description from which no file could be made."""
        codes = [d.code for d in self.departements]
        if not codes or len(set(codes)) != len(codes):
            raise ValueError(
                f"L'académie « {self.label} » doit avoir des départements, tous différents "
                "(an académie needs distinct départements)."
            )

    @property
    def largest(self) -> FictionalDepartement:
        """The département with the most pupils."""
        return max(self.departements, key=lambda d: d.weight)

    def weight_of(self, departement: FictionalDepartement) -> float:
        """Return the share of the académie's pupils that `departement` has."""
        return departement.weight / sum(d.weight for d in self.departements)


_AURA = ("01", "84", "Auvergne-Rhône-Alpes")
CLERMONT_FICTIVE = FictionalAcademie(
    "06", "Clermont-Ferrand", "Zone A", *_AURA,
    (
        FictionalDepartement("003", "Allier", 3530, -2.5, 46.35, 3.15, 0.08),
        FictionalDepartement("015", "Cantal", 1486, 2.5, 45.05, 2.70, 0.6),
        FictionalDepartement("043", "Haute-Loire", 2731, 3.0, 45.10, 3.75, 0.5),
        FictionalDepartement("063", "Puy-de-Dôme", 7268, 0.0, 45.75, 3.15, 0.3),
    ),
)  # fmt: skip

_OTHERS = (
    FictionalAcademie(
        "10", "Lyon", "Zone A", *_AURA,
        (
            FictionalDepartement("001", "Ain", 7300, 0.5, 46.10, 5.35),
            FictionalDepartement("069", "Rhône", 20500, 0.0, 45.85, 4.65),
        ),
        dnb_candidates=37_000,
    ),
    FictionalAcademie(
        "09", "Lille", "Zone B", "09", "32", "Hauts-de-France",
        (FictionalDepartement("059", "Nord", 31000, -1.0, 50.45, 3.20),),
        dnb_candidates=52_000,
    ),
    FictionalAcademie(
        "01", "Paris", "Zone C", "10", "11", "Ile-de-France",
        (FictionalDepartement("075", "Paris", 19500, 1.0, 48.85, 2.35),),
        dnb_candidates=21_000,
    ),
    CLERMONT_FICTIVE,
)  # fmt: skip


def neighbours(academie: FictionalAcademie) -> tuple[FictionalAcademie, ...]:
    """Return three other académies, whose rows are out of the scope of `academie`."""
    own = {d.code for d in academie.departements}
    others = [
        other
        for other in _OTHERS
        if other.code != academie.code and own.isdisjoint(d.code for d in other.departements)
    ]
    return tuple(others[:3])
