"""Fictional schools: identifiers that no school bears, names that cannot be taken for real.

What belongs here: one school, its UAI, its name, its place, its size, the years it is open. What
does not: how many there are and what happens to them (`world`).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from orchestration.lib.rehearsal.academie import FictionalDepartement
from orchestration.lib.rehearsal.periods import opening, session

Kind = Literal["ecole", "college", "lycee", "cfa", "erea", "cio", "service", "medico"]
Track = Literal["general", "polyvalent", "professionnel"]

UAI_KEYS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
# Numbers 9000 to 9999 are not allotted: no fictional school can be taken for a real one.
# A département has room for 600 écoles, 150 collèges, 100 lycées and 70 CFA.
_FIRST_NUMBER: Final[dict[Kind, int]] = {
    "ecole": 9000, "college": 9600, "lycee": 9750, "cfa": 9850, "erea": 9920, "cio": 9930,
    "service": 9940, "medico": 9945,
}  # fmt: skip
ROOM: Final[dict[Kind, int]] = {
    "ecole": 590, "college": 140, "lycee": 95, "cfa": 70, "erea": 10, "cio": 10, "service": 5,
    "medico": 10,
}  # fmt: skip
FIRST_CIRCONSCRIPTION: Final = 9960
GHOST_NUMBER: Final = 9990
COMMUNES: Final = 60

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
_QUARTERS: Final = (
    "", "-le-Haut", "-le-Bas", "-les-Bois", "-la-Plaine", "-le-Pont", "-les-Puys", "-la-Roche",
    "-le-Vieux", "-les-Sources",
)  # fmt: skip
_KIND_LABEL: Final[dict[Kind, str]] = {
    "ecole": "ECOLE FICTIVE", "college": "COLLEGE FICTIF", "lycee": "LYCEE FICTIF",
    "cfa": "CFA FICTIF", "erea": "EREA FICTIF", "cio": "CIO FICTIF",
    "service": "SERVICE FICTIF", "medico": "INSTITUT FICTIF",
}  # fmt: skip
# One school in so many is private, at that rank; nine lycées are 4 general, 2 polyvalent, 3 pro.
_PRIVATE: Final[dict[Kind, tuple[int, tuple[int, ...]]]] = {
    "ecole": (7, (2,)), "college": (4, (2,)), "lycee": (5, (2, 4)), "cfa": (4, (2,)),
}  # fmt: skip
_TRACKS: Final[tuple[Track, ...]] = (
    "general", "polyvalent", "professionnel", "general", "general", "professionnel", "polyvalent",
    "professionnel", "general",
)  # fmt: skip


def uai(departement: FictionalDepartement, number: int, *, wrong_letter: bool = False) -> str:
    """Return the UAI of a number, with its check letter or with the next one, which is wrong."""
    digits = f"{departement.uai_prefix}{number:04d}"
    return digits + UAI_KEYS[(int(digits) + wrong_letter) % len(UAI_KEYS)]


@dataclass(frozen=True)
class School:
    """A fictional school. `closed_after` is its last school year, if it has closed.

    `position` is its place along its département (0 to 1), `urbanity` 0 in the remotest commune
    and 1 in the middle of a town, `successor` the UAI of the school that took its pupils.
    """

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
    contract: bool = True
    position: float = 0.5
    urbanity: float = 0.5
    ep: str = "HORS EP"
    head: str | None = None
    successor: str | None = None

    @property
    def name(self) -> str:
        """Name in capitals, visibly fictional."""
        return f"{_KIND_LABEL[self.kind]} {self.patronym}"

    @property
    def commune(self) -> str:
        """Name of its commune, visibly fictional."""
        quarter, place = divmod(self.commune_rank, len(_COMMUNES))
        return f"{_COMMUNES[place]}{_QUARTERS[quarter]}-en-{self.departement.label}"

    @property
    def commune_code(self) -> str:
        """INSEE-shaped code of its commune."""
        return self.departement.commune_code(self.commune_rank)

    @property
    def track(self) -> Track:
        """What a lycée teaches."""
        return _TRACKS[self.rank % len(_TRACKS)]

    @property
    def maternelle(self) -> bool:
        """Tell whether an école stops before CP."""
        return self.kind == "ecole" and self.rank % 7 == 3

    @property
    def mountain(self) -> bool:
        """Tell whether the school is in the mountains of its département."""
        return self.urbanity < self.departement.mountain

    def is_open(self, school_year: str) -> bool:
        """Tell whether the school has pupils in `school_year`."""
        if self.closed_after is not None and school_year > self.closed_after:
            return False
        return self.opened < f"{session(school_year)}-01-01"

    def size_in(self, school_year: str, last: str) -> int:
        """Return its pupils: 0.7 % fewer each year, as the académie loses."""
        ago = opening(last) - opening(school_year)
        return round(self.size * (1 + 0.007 * ago))


def _size(rng: Random, kind: Kind, place: tuple[float, bool], largest: bool) -> int:
    """Return the pupils of a school: fewer in the mountains, more in town."""
    urbanity, mountain = place
    factor = (0.8 + 0.4 * urbanity) * (0.6 if mountain else 1.0)
    if kind == "ecole":
        return min(330, round(rng.lognormvariate(4.3, 0.6) * factor) + 14)
    if kind == "college":
        return max(70, min(760, round(rng.lognormvariate(5.75, 0.5) * factor)))
    if kind == "lycee":
        # One lycée over a thousand pupils, so that thousands separators are always seen.
        return 1320 if largest else rng.randint(160, 820)
    return rng.randint(60, 400)


def draw_school(
    rng: Random, kind: Kind, departement: FictionalDepartement, rank: int, towns: int, biggest: bool
) -> School:
    """Return school number `rank` of its kind in `departement`, which has `towns` towns."""
    turn, place = divmod(rank, len(_PATRONYMS))
    position = rng.random()
    commune = int(position * COMMUNES)
    # Towns are in the middle of equal parts of the département, each part being a bassin.
    urbanity = 1 - 2 * abs(((commune + 0.5) / COMMUNES * towns) % 1 - 0.5)
    cycle, ranks = _PRIVATE.get(kind, (1, ()))
    return School(
        uai=uai(departement, _FIRST_NUMBER[kind] + rank),
        kind=kind,
        rank=rank,
        departement=departement,
        patronym=_PATRONYMS[place] + (f" {turn + 1}" if turn else ""),
        public=rank % cycle not in ranks,
        commune_rank=commune,
        size=_size(rng, kind, (urbanity, urbanity < departement.mountain), biggest and rank == 0),
        opened=f"{rng.randint(1965, 1995)}-09-01",
        contract=not (kind in ("ecole", "college") and rank % 40 == 2),
        position=position,
        urbanity=urbanity,
    )
