"""Fictional schools: identifiers that no school bears, names that cannot be taken for real.

What belongs here: one school, its UAI, its name, its size, the years it is open. What does
not: how many there are and what happens to them (`world`).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from orchestration.lib.rehearsal.academie import FictionalDepartement
from orchestration.lib.rehearsal.periods import opening, session

Kind = Literal["ecole", "college", "lycee", "cfa"]

UAI_KEYS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
# Numbers 9000 to 9999 are not allotted: no fictional school can be taken for a real one.
# A département has room for 600 écoles, 150 collèges, 100 lycées and 140 CFA.
_FIRST_NUMBER: Final[dict[Kind, int]] = {
    "ecole": 9000, "college": 9600, "lycee": 9750, "cfa": 9850,
}  # fmt: skip
GHOST_NUMBER: Final = 9990

_PATRONYMS: Final = (
    "DES TILLEULS", "DU VIEUX MOULIN", "DES QUATRE VENTS", "DE LA CLAIRIERE", "DES HIRONDELLES",
    "DU PONT DE BOIS", "DES TROIS FONTAINES", "DE LA LUCIOLE", "DES GRANDS CHENES",
    "DU CHEMIN CREUX", "DES COQUELICOTS", "DE LA RIVIERE BLEUE", "DES ALOUETTES",
    "DU ROCHER ROND", "DES CERISIERS", "DE LA COLLINE VERTE", "DES LIBELLULES", "DU LAC PERDU",
    "DES AMANDIERS", "DE LA LANTERNE", "DES FOUGERES", "DU SENTIER", "DES MARRONNIERS",
    "DE LA BRUYERE",
)  # fmt: skip
_COMMUNES: Final = (
    "Fictiville", "Imaginac", "Chimerolles", "Utopiac", "Mirageville", "Bourg-Fictif",
)  # fmt: skip
_KIND_LABEL: Final[dict[Kind, str]] = {
    "ecole": "ECOLE FICTIVE", "college": "COLLEGE FICTIF", "lycee": "LYCEE FICTIF",
    "cfa": "CFA FICTIF",
}  # fmt: skip


def uai(departement: FictionalDepartement, number: int, *, wrong_letter: bool = False) -> str:
    """Return the UAI of a number, with its check letter or with the next one, which is wrong."""
    digits = f"{departement.uai_prefix}{number:04d}"
    return digits + UAI_KEYS[(int(digits) + wrong_letter) % len(UAI_KEYS)]


@dataclass(frozen=True)
class School:
    """A fictional school. `closed_after` is its last school year, if it has closed."""

    uai: str
    kind: Kind
    rank: int
    departement: FictionalDepartement
    patronym: str
    public: bool
    commune_rank: int
    size: int
    opened: str
    closed_after: str | None = None

    @property
    def name(self) -> str:
        """Name in capitals, visibly fictional."""
        return f"{_KIND_LABEL[self.kind]} {self.patronym}"

    @property
    def commune(self) -> str:
        """Name of its commune, visibly fictional."""
        return f"{_COMMUNES[self.commune_rank]}-en-{self.departement.label}"

    @property
    def commune_code(self) -> str:
        """INSEE-shaped code of its commune."""
        return self.departement.commune_code(self.commune_rank)

    def is_open(self, school_year: str) -> bool:
        """Tell whether the school has pupils in `school_year`."""
        if self.closed_after is not None and school_year > self.closed_after:
            return False
        return self.opened < f"{session(school_year)}-01-01"

    def size_in(self, school_year: str, last: str) -> int:
        """Return its pupils: 0.7 % fewer each year, as the académie loses."""
        ago = opening(last) - opening(school_year)
        return round(self.size * (1 + 0.007 * ago))


def _size(rng: Random, kind: Kind, rank: int, largest: bool) -> int:
    if kind == "ecole":
        return min(260, round(rng.lognormvariate(4.25, 0.6)) + 12)
    if kind == "college":
        return max(70, min(720, round(rng.lognormvariate(5.7, 0.5))))
    if kind == "lycee":
        # One lycée over a thousand pupils, so that thousands separators are always seen.
        return 1320 if largest and rank == 0 else rng.randint(160, 820)
    return rng.randint(60, 400)


def draw_school(
    rng: Random, kind: Kind, departement: FictionalDepartement, rank: int, *, largest: bool
) -> School:
    """Return school number `rank` of its kind in `departement`."""
    turn, place = divmod(rank, len(_PATRONYMS))
    return School(
        uai=uai(departement, _FIRST_NUMBER[kind] + rank),
        kind=kind,
        rank=rank,
        departement=departement,
        patronym=_PATRONYMS[place] + (f" {turn + 1}" if turn else ""),
        public=rank % 4 != 2,
        commune_rank=rng.randrange(len(_COMMUNES)),
        size=_size(rng, kind, rank, largest),
        opened=f"{rng.randint(1965, 1995)}-09-01",
    )
