"""Réseaux: which schools are federated, since when, until when, as arrays.

What belongs here: the networks of the académie over the years, their schools and the people who
take part. What does not: files about them (`networks`), their actions (`collaborations`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from orchestration.lib.rehearsal.roster import Roster
from orchestration.lib.rehearsal.staff import Staff
from orchestration.lib.rehearsal.world import World

TYPES: Final = (
    "REP", "REP+", "BASSIN", "ECOLE_COLLEGE", "RPI", "RURALITE", "ECOLES_ELOIGNEES",
    "RESEAU_ENSEIGNEMENT_PRO", "CMQ", "THEMATIQUE", "AUTRE",
)  # fmt: skip
CMQ: Final = TYPES.index("CMQ")
# Networks of a kind in the whole académie over the years, least and most schools in each.
_DRAWN: Final = {
    "ECOLE_COLLEGE": (95, 8, 20), "RPI": (52, 2, 4), "RURALITE": (18, 15, 38),
    "ECOLES_ELOIGNEES": (12, 6, 14), "RESEAU_ENSEIGNEMENT_PRO": (7, 7, 14), "CMQ": (6, 8, 16),
    "THEMATIQUE": (22, 12, 30), "AUTRE": (8, 6, 14),
}  # fmt: skip
_FOREVER = 9999
_OLDEST = 2012


@dataclass(frozen=True)
class Federations:
    """Networks, then their members (`net` and `school` side by side).

    `start` and `end` are openings of school years, days are counted from the rentrée of that year;
    `end` is 9999 while a network or a membership lasts.
    """

    roster: Roster
    staff: Staff
    kind: np.ndarray
    pilot: np.ndarray
    start: np.ndarray
    day: np.ndarray
    end: np.ndarray
    net: np.ndarray
    school: np.ndarray
    entry: np.ndarray
    exit: np.ndarray

    @property
    def size(self) -> int:
        """Number of networks, dissolved ones included."""
        return len(self.kind)

    def alive(self, year: int) -> np.ndarray:
        """Return the networks that the register of a school year lists, dissolved in it or not."""
        return np.flatnonzero((self.start <= year) & (year <= self.end))

    def members(self, year: int) -> np.ndarray:
        """Return the places of the memberships of a school year, ended in it or not."""
        inside = (self.start[self.net] <= year) & (year <= self.end[self.net])
        inside &= (self.entry <= year) & (year <= self.exit)
        return np.flatnonzero(inside & self.roster.is_open(year)[self.school])

    def is_member(self, year: int) -> np.ndarray:
        """Tell which schools belong to a network in a school year."""
        inside = np.zeros(self.roster.size, dtype=bool)
        inside[self.school[self.members(year)]] = True
        return inside

    def people(self, year: int) -> tuple[np.ndarray, np.ndarray]:
        """Return (network, person): a few of the staff of each member, more where it is led."""
        active, every = self.staff.active(year), self.staff.schools(year)
        active = active[np.argsort(every[active], kind="stable")]
        at = every[active]
        begin = np.searchsorted(at, np.arange(self.roster.size))
        number = np.searchsorted(at, np.arange(self.roster.size), side="right") - begin
        chosen = self.members(year)
        net, school = self.net[chosen], self.school[chosen]
        wanted = 1 + (number[school] > 8) + 2 * (self.pilot[net] == school)
        wanted += ~self.roster.is_kind("ecole")[school]
        wanted = np.minimum(wanted, number[school])
        pair = np.repeat(np.arange(len(chosen)), wanted)
        turn = np.arange(len(pair)) - np.repeat(np.cumsum(wanted) - wanted, wanted)
        place = (net[pair] * 3 + turn) % np.maximum(number[school[pair]], 1)
        people = active[begin[school[pair]] + place]
        pairs = np.unique(np.stack([net[pair], people]), axis=1)
        return pairs[0], pairs[1]


def _priority(roster: Roster) -> Iterator[tuple[str, int, np.ndarray]]:
    """Yield the networks of priority education: their collège first."""
    heads = np.array([s.head or "" for s in roster.schools])
    for head in sorted({s.head for s in roster.schools if s.head and s.ep != "HORS EP"}):
        members = np.flatnonzero((heads == head) & (roster.ep < 2))
        pilot = next(int(m) for m in members if roster.schools[m].uai == head)
        yield ("REP", "REP+")[roster.ep[pilot]], pilot, members


def _bassins(roster: Roster) -> Iterator[tuple[str, int, np.ndarray]]:
    """Yield a network of collèges and lycées for each bassin."""
    after = roster.is_kind("college", "lycee", "erea") & ~roster.private
    for bassin in np.unique(roster.bassin):
        members = np.flatnonzero(after & (roster.bassin == bassin))
        if len(members):
            yield "BASSIN", int(members[np.argmax(roster.weight[members])]), members


def _candidates(roster: Roster, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return who may lead a network of this kind, and who may join it."""
    public = ~roster.private
    ecole, college = public & roster.is_kind("ecole"), public & roster.is_kind("college")
    lycee = public & roster.is_kind("lycee")
    vocational = np.array([s.kind == "lycee" and s.track != "general" for s in roster.schools])
    remote = roster.urbanity < np.quantile(roster.urbanity, 0.45)
    far = roster.mountain if roster.mountain.any() else remote
    everyone = roster.is_kind("ecole", "college", "lycee")
    masks = {
        "ECOLE_COLLEGE": (college, ecole), "RPI": (ecole & remote, ecole & remote),
        "RURALITE": (college, (ecole | college) & remote), "ECOLES_ELOIGNEES": (ecole & far,) * 2,
        "RESEAU_ENSEIGNEMENT_PRO": (lycee & vocational, lycee & vocational),
        "CMQ": (lycee & vocational, lycee | roster.is_kind("cfa")),
        "THEMATIQUE": (everyone, everyone), "AUTRE": (everyone, everyone),
    }  # fmt: skip
    leads, joins = masks[kind]
    return np.flatnonzero(leads), np.flatnonzero(joins)


def _drawn(
    world: World, roster: Roster, rng: np.random.Generator
) -> Iterator[tuple[str, int, np.ndarray]]:
    """Yield the other networks: a school that leads, its neighbours."""
    ratio = world.scale.cohort / 15_150
    for kind, (number, least, most) in _DRAWN.items():
        leads, joins = _candidates(roster, kind)
        if not len(leads):
            continue
        pilots = rng.permutation(leads)[: max(1, round(number * ratio))]
        for pilot in pilots:
            same = joins[roster.departement[joins] == roster.departement[pilot]]
            near = same[np.argsort(abs(roster.position[same] - roster.position[pilot]),
                                   kind="stable")]  # fmt: skip
            members = near[near != pilot][: rng.integers(least, most + 1) - 1]
            yield kind, int(pilot), np.append(pilot, members)


def draw_federations(world: World, roster: Roster, staff: Staff) -> Federations:
    """Return every network of the académie; new ones each year, a few dissolved ones."""
    rng = world.generator("reseaux")
    found = [*_priority(roster), *_bassins(roster), *_drawn(world, roster, rng)]
    kind = np.array([TYPES.index(code) for code, _, _ in found])
    size, lasting = len(found), kind <= TYPES.index("BASSIN")
    start = np.where(lasting, _OLDEST + 2, rng.integers(_OLDEST, 2026, size))
    life = np.where(lasting | (rng.random(size) < 0.78), _FOREVER, rng.integers(2, 9, size))
    end = np.minimum(start + life, _FOREVER)
    net = np.repeat(np.arange(size), [len(members) for _, _, members in found])
    school = np.concatenate([members for _, _, members in found])
    rows = len(net)
    pilot = np.array([lead for _, lead, _ in found])
    leads = pilot[net] == school
    late = (rng.random(rows) < 0.3) & ~leads & ~lasting[net]
    entry = start[net] + np.where(late, rng.integers(1, 6, rows), 0)
    leaves = (rng.random(rows) < 0.1) & ~leads & (kind[net] > 1)
    exits = np.where(leaves, np.maximum(entry, 2018) + rng.integers(1, 7, rows), _FOREVER)
    return Federations(
        roster, staff, kind, pilot, start, rng.integers(0, 280, size), end, net, school, entry,
        exits,
    )  # fmt: skip
