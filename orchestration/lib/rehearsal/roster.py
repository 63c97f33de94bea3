"""The schools as arrays: what vectorised families look things up in.

What belongs here: one array per property of a school, which levels it teaches, where its pupils
go when it closes. What does not: pupils (`pupils`), files.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.levels import (
    CODES,
    ECOLE,
    LEVEL,
    LYCEE_PRO,
    ranks,
)
from orchestration.lib.rehearsal.periods import opening
from orchestration.lib.rehearsal.schools import School
from orchestration.lib.rehearsal.world import World

_FOREVER = 9999
KINDS = ("ecole", "college", "lycee", "erea", "cfa", "cio", "service", "medico")
_TEACHING = ("ecole", "college", "lycee", "erea")


@dataclass(frozen=True)
class Roster:
    """Arrays aligned with `schools`; `first` and `last` are the openings of the years it is open.

    `heir` is where its pupils go when it closes (itself otherwise), `offers` tells which levels
    it teaches, `weight` how many pupils it attracts.
    """

    world: World
    schools: tuple[School, ...]
    kind: np.ndarray
    departement: np.ndarray
    private: np.ndarray
    position: np.ndarray
    urbanity: np.ndarray
    mountain: np.ndarray
    ep: np.ndarray
    bassin: np.ndarray
    first: np.ndarray
    last: np.ndarray
    heir: np.ndarray
    weight: np.ndarray
    offers: np.ndarray

    @cached_property
    def uais(self) -> pa.StringArray:
        """UAI of each school."""
        return pa.array([s.uai for s in self.schools])

    @cached_property
    def codes(self) -> list[str]:
        """Codes of the départements, in the order of `departement`."""
        return [d.code for d in self.world.academie.departements]

    @cached_property
    def levels(self) -> np.ndarray:
        """Points that the département adds to success rates, by school."""
        return np.array([s.departement.level for s in self.schools])

    @property
    def size(self) -> int:
        """Number of schools, closed ones included."""
        return len(self.schools)

    def is_kind(self, *kinds: str) -> np.ndarray:
        """Tell which schools are of these kinds."""
        return np.isin(self.kind, [KINDS.index(kind) for kind in kinds])

    def is_open(self, year: int) -> np.ndarray:
        """Tell which schools have pupils in the school year that opens in `year`."""
        return (self.first <= year) & (year <= self.last)

    def units(self, year: int, *kinds: str) -> np.ndarray:
        """Return the ranks of the open schools of these kinds (all four that teach if none)."""
        return np.flatnonzero(self.is_open(year) & self.is_kind(*(kinds or _TEACHING)))

    def pick(self, schools: np.ndarray, mask: np.ndarray | None = None) -> Any:
        """Return the UAI of some ranks as a dictionary column (`mask`: where it is missing)."""
        ranks_: Any = pa.array(np.asarray(schools, dtype=np.int32), mask=mask)
        return pa.DictionaryArray.from_arrays(ranks_, self.uais)


def _college_offers(weight: np.ndarray, chosen: np.ndarray, urbanity: np.ndarray) -> np.ndarray:
    """Return the levels of the collèges: the largest have SEGPA and ULIS, some town ones UPE2A."""
    offers = np.zeros((len(weight), len(CODES)), dtype=bool)
    offers[np.ix_(chosen, ranks("6EME", "5EME", "4EME", "3EME"))] = True
    largest = chosen[np.argsort(-weight[chosen], kind="stable")]
    number = len(largest)
    segpa, ulis = largest[: max(1, number // 7)], largest[: max(1, number * 2 // 5)]
    offers[np.ix_(segpa, ranks("6SEGPA", "5SEGPA", "4SEGPA", "3SEGPA"))] = True
    offers[ulis, LEVEL["ULIS_2D"]] = True
    urban = largest[np.argsort(-urbanity[largest], kind="stable")]
    offers[urban[: max(1, number // 20)], LEVEL["UPE2A"]] = True
    return offers


def _lycee_offers(schools: tuple[School, ...]) -> np.ndarray:
    """Return the levels of the lycées, by what they teach and how large they are."""
    offers = np.zeros((len(schools), len(CODES)), dtype=bool)
    for rank, school in enumerate(schools):
        if school.kind != "lycee":
            continue
        if school.track != "professionnel":
            offers[rank, ranks("2NDE_GT", "1ERE_G", "TERM_G")] = True
            if school.size > 300:
                offers[rank, ranks("1ERE_T", "TERM_T")] = True
        if school.track != "general":
            offers[rank, np.array(LYCEE_PRO)] = True
            offers[rank, LEVEL["3PREPA_METIERS"]] = school.rank % 2 == 0 or school.size > 500
        if school.size > 450 or school.rank == 0:
            offers[rank, ranks("STS1", "STS2")] = True
        if school.size > 750 or school.rank == 0:
            offers[rank, ranks("CPGE1", "CPGE2")] = school.track == "general"
    return offers


def _offers(schools: tuple[School, ...], weight: np.ndarray, urbanity: np.ndarray) -> np.ndarray:
    kinds = np.array([s.kind for s in schools])
    offers = _lycee_offers(schools)
    offers |= _college_offers(weight, np.flatnonzero(kinds == "college"), urbanity)
    ecoles = np.flatnonzero(kinds == "ecole")
    offers[np.ix_(ecoles, np.array(ECOLE))] = True
    offers[ecoles, LEVEL["ULIS_ECOLE"]] = (weight[ecoles] > 120) & (ecoles % 3 == 0)
    small = np.array([s.maternelle for s in schools])
    offers[np.ix_(small, np.arange(LEVEL["CP"], LEVEL["ULIS_ECOLE"] + 1))] = False
    erea = np.flatnonzero(kinds == "erea")
    offers[np.ix_(erea, ranks("6SEGPA", "5SEGPA", "4SEGPA", "3SEGPA", "CAP1", "CAP2"))] = True
    return offers


def _heirs(schools: tuple[School, ...]) -> np.ndarray:
    """Return where the pupils of each school go when it closes: its successor or the nearest."""
    by_uai = {s.uai: rank for rank, s in enumerate(schools)}
    heirs = np.arange(len(schools))
    for rank, school in enumerate(schools):
        if school.closed_after is None:
            continue
        others = [
            other for other in schools
            if other.kind == school.kind and other.departement == school.departement
            and other.closed_after is None and other.public and not other.maternelle
            and other.opened < "2000"
        ]  # fmt: skip
        near = min(others, key=lambda s: (abs(s.position - school.position), s.uai), default=school)
        heirs[rank] = by_uai[school.successor or near.uai]
    return heirs


def build_roster(world: World) -> Roster:
    """Return the arrays of the académie's schools."""
    schools = world.schools
    departements = list(world.academie.departements)
    towns = world.towns(world.scale.bassins)
    starts = np.concatenate([[0], np.cumsum(towns)[:-1]])
    departement = np.array([departements.index(s.departement) for s in schools])
    position = np.array([s.position for s in schools])
    urbanity = np.array([s.urbanity for s in schools])
    weight = np.array([float(s.size) for s in schools])
    closed = [opening(s.closed_after) if s.closed_after else _FOREVER for s in schools]
    bassin = starts[departement] + np.floor(
        np.array([s.commune_rank + 0.5 for s in schools]) / 60 * np.array(towns)[departement]
    ).astype(int)
    return Roster(
        world, schools,
        kind=np.array([KINDS.index(s.kind) for s in schools]),
        departement=departement,
        private=np.array([not s.public for s in schools]),
        position=position,
        urbanity=urbanity,
        mountain=np.array([s.mountain for s in schools]),
        ep=np.array([("REP", "REP+", "HORS EP").index(s.ep) for s in schools]),
        bassin=bassin,
        first=np.array([int(s.opened[:4]) for s in schools]),
        last=np.array(closed),
        heir=_heirs(schools),
        weight=weight,
        offers=_offers(schools, weight, urbanity),
    )  # fmt: skip
