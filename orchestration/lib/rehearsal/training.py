"""Training: sessions, who goes to them, certifications.

What belongs here: `formation_sessions`, `formation_participations`, `certifications`. What does
not: the people (`staff`), their other commitments (`commitments`). A plan has modules, a module
has sessions; people are drawn among those that a session is for, the most willing first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from orchestration.lib.rehearsal.cooperation import scaled
from orchestration.lib.rehearsal.rates import by_year
from orchestration.lib.rehearsal.registry import bassin_codes
from orchestration.lib.rehearsal.staff import FUNCTION, weighted
from orchestration.lib.rehearsal.tables import (
    AUGUST_31,
    JUNE_30,
    Column,
    Table,
    Year,
    choose,
    days,
    decimals,
    flags,
    identifiers,
    picks,
    same,
    spread,
    whole,
)

_THEMES: Final = (
    "disciplinaire", "education_inclusive", "numerique", "laicite_valeurs",
    "climat_scolaire_harcelement", "professionnalite_ethique_deontologie",
    "preparation_certification", "entree_metier", "eac", "langues_international",
    "evaluation_mesure_performances", "amelioration_continue_qualite", "encadrement", "autre",
)  # fmt: skip
# Share of the plans, first and last rentrée.
_SHARES: Final = ((32, 27), (8, 13), (12, 10), (4, 7), (3, 8), (5, 7), (1.6, 2), (5, 4), (5, 4),
                  (4, 4), (3, 5), (2, 5), (4, 4), (10, 3))  # fmt: skip
_THEME: Final = {code: rank for rank, code in enumerate(_THEMES)}
_PUBLICS: Final = ("1D", "2D", "INTER_DEGRES", "INTER_CATEGORIEL", "ENCADREMENT", "ATSS")
_MODES: Final = ("presentiel", "hybride", "distanciel_synchrone", "distanciel_asynchrone")
_CALLS: Final = ("individuelle", "public_designe", "initiative_locale")
_CERTIFICATES: Final = ("CAFFA", "CAFIPEMF", "CAPPEI", "CPLDS", "CERTIFICATION_COMPLEMENTAIRE")
# Relative numbers by rentrée: schools were closed in spring 2020, gatherings rare the year after.
_SESSIONS: Final = {2019: 0.98, 2020: 0.72, 2021: 0.9, 2022: 1.0, 2023: 1.04, 2024: 1.06, 2025: 1.1}
_REMOTE: Final = {2019: 0.12, 2020: 0.68, 2021: 0.4, 2022: 0.26, 2023: 0.22, 2024: 0.21}
_FILLED: Final = {2019: 0.92, 2020: 0.78, 2021: 0.9, 2022: 1.0, 2025: 1.03}
_EAGER: Final = {"administratif": 0.5, "technique": 0.35, "aed": 0.3, "aesh": 0.55,
                 "direction": 1.3, "inspection": 1.2}  # fmt: skip


@dataclass(frozen=True)
class Sessions:
    """The sessions of a school year. `place` is -1 for the whole académie, `bassin` too."""

    plan: np.ndarray
    module: np.ndarray
    theme: np.ndarray
    public: np.ndarray
    certificate: np.ndarray
    mode: np.ndarray
    hours: np.ndarray
    seats: np.ndarray
    place: np.ndarray
    bassin: np.ndarray
    start: np.ndarray
    held: np.ndarray

    @property
    def size(self) -> int:
        """Number of sessions."""
        return len(self.plan)


def _publics(rng: np.random.Generator, theme: np.ndarray, opening: int) -> np.ndarray:
    """Return who each plan is for; plans for both degrees grow."""
    both = 10 + 1.8 * (opening - 2019)
    found = choose(rng, (32, 34, both, 12, 3, 6), len(theme))
    found = np.where(theme == _THEME["encadrement"], 4, found)
    disciplines = (theme == _THEME["disciplinaire"]) & (found > 2)
    found = np.where(disciplines, 1, found)
    teachers = np.isin(theme, [_THEME["preparation_certification"], _THEME["entree_metier"]])
    found = np.where(teachers & (found > 2), rng.integers(0, 2, len(theme)), found)
    figures = (theme == _THEME["evaluation_mesure_performances"]) & (rng.random(len(theme)) < 0.3)
    result: np.ndarray = np.where(figures, 4, found)
    return result


def _certificates(rng: np.random.Generator, theme: np.ndarray, public: np.ndarray) -> np.ndarray:
    """Return the certification that each plan prepares for, -1 most often."""
    size = len(theme)
    wanted = np.where(public == 0, choose(rng, (0, 4, 4, 1, 2), size),
                      choose(rng, (3, 0, 3, 1, 4), size))  # fmt: skip
    prepares = theme == _THEME["preparation_certification"]
    inclusive = (theme == _THEME["education_inclusive"]) & (rng.random(size) < 0.08)
    return np.where(prepares, wanted, np.where(inclusive, 2, -1))


def _sessions(year: Year) -> Sessions:
    rng, roster = year.sim.world.generator(f"training:sessions:{year.label}"), year.sim.roster
    plans = scaled(year, round(760 * by_year(_SESSIONS, year.opening)))
    since = (year.opening - 2019) / 6
    theme = choose(rng, [a + (b - a) * since for a, b in _SHARES], plans)
    public = _publics(rng, theme, year.opening)
    certificate = _certificates(rng, theme, public)
    plan, _ = spread(1 + rng.poisson(1.0, plans))
    modules = len(plan)
    remote = rng.random(modules) < by_year(_REMOTE, year.opening)
    mode = np.where(remote, choose(rng, (0, 4, 5, 2), modules), 0)
    hours = rng.choice([3, 6, 6, 6, 9, 12, 12, 18, 24], modules).astype(float)
    hours = np.where((mode >= 2) & (hours > 9), 6, hours)
    hours = np.where(certificate[plan] >= 0, hours + 12, hours)
    module, _ = spread(1 + rng.poisson(np.where(public[plan] == 4, 0.8, 2.0)))
    size = len(module)
    weights = [d.weight for d in year.sim.world.academie.departements]
    wide = rng.random(size) < np.where(public[plan[module]] == 0, 0.02, 0.2)
    place = np.where(wide, -1, choose(rng, weights, size))
    schools = roster.units(year.opening, "college", "lycee")
    host = np.full(size, -1)
    for rank in range(len(weights)):
        inside = schools[roster.departement[schools] == rank]
        chosen = np.flatnonzero(place == rank)
        if len(inside) and len(chosen):
            # In town more often than not: mountains have fewer sessions.
            host[chosen] = weighted(rng, inside, 0.2 + roster.urbanity[inside] ** 2, len(chosen))
    bassin = np.where(host >= 0, roster.bassin[np.maximum(host, 0)], -1)
    start = np.where(rng.random(size) < 0.96, rng.integers(12, JUNE_30 - 8, size),
                     rng.integers(JUNE_30, AUGUST_31 - 20, size))  # fmt: skip
    held = rng.random(size) < 0.93
    if year.opening == 2019:
        held &= (start < 195) | (start > 290) | (mode[module] >= 2)
    return Sessions(
        plan[module], module, theme[plan[module]], public[plan[module]], certificate[plan[module]],
        mode[module], hours[module], rng.integers(12, 29, size), place,
        np.where(rng.random(size) < 0.12, -1, bassin), start, held,
    )  # fmt: skip


def _session_ids(year: Year, rows: np.ndarray, size: int) -> Column:
    names = identifiers(f"{year.opening}S", np.arange(size) + 1)
    return picks(names.to_pylist(), rows)


def formation_sessions(year: Year) -> Table:
    """Return one row per session: its plan, its module, what it is about and for whom."""
    found, rng, roster = _sessions(year), year.rng, year.sim.roster
    size, short = found.size, year.opening % 100
    last = found.start + np.where(found.hours > 6, (found.hours // 6 * 9).astype(int), 0)
    codes = bassin_codes(roster)
    calls = np.where(found.public == 4, 1, choose(rng, (62, 26, 12), size))
    return Table({
        "annee_scolaire": same(year.label, size),
        "id_dispositif": identifiers(f"{short}A{year.sim.world.academie.code}0",
                                     found.plan + 1, 4),
        "id_module": identifiers(f"{short}M", found.module + 1),
        "id_session": _session_ids(year, np.arange(size), size),
        "libelle": identifiers("Formation fictive n° ", found.module + 1, 1),
        "gaia_theme": picks(_THEMES, found.theme),
        "gaia_public": picks(_PUBLICS, found.public),
        "gaia_candidature": picks(_CALLS, calls),
        "gaia_modalite": picks(_MODES, found.mode),
        "type_certification": picks(_CERTIFICATES, np.maximum(found.certificate, 0),
                                    found.certificate < 0),
        "date_debut": days(year.opening, found.start),
        "date_fin": days(year.opening, np.minimum(last, AUGUST_31)),
        "duree_heures": decimals(found.hours),
        "nb_jours": decimals(found.hours / 6),
        "nb_places": whole(found.seats, rng.random(size) < 0.04),
        "realisee": flags(found.held),
        "code_departement": picks(roster.codes, np.maximum(found.place, 0), found.place < 0),
        "code_bassin_formation": picks(codes, np.maximum(found.bassin, 0), found.bassin < 0),
    }, found.place)  # fmt: skip


def _willing(year: Year) -> np.ndarray:
    """Return how likely everybody is to go: less in the mountains, more where there is a réseau."""
    staff, roster = year.sim.staff, year.sim.roster
    school = staff.schools(year.opening)
    factors = np.ones(len(FUNCTION))
    for code, factor in _EAGER.items():
        factors[FUNCTION[code]] = factor
    willing: np.ndarray = staff.zeal * factors[staff.function]
    willing = willing * np.where(roster.mountain[school], 0.62, 1.0)
    return willing * np.where(year.sim.federations.is_member(year.opening)[school], 1.15, 0.9)


def _concerned(year: Year, public: int, people: np.ndarray) -> np.ndarray:
    """Tell which people a public designates."""
    staff, roster = year.sim.staff, year.sim.roster
    ecole = roster.is_kind("ecole", "medico")[staff.schools(year.opening)]
    heads = staff.is_function("direction", "inspection")
    support = staff.is_function("administratif", "technique", "sante_social")
    teaching = staff.is_function("enseignant", "cpe", "psyen", "direction", "aesh", "formateur")
    masks = (teaching & ecole, teaching & ~ecole, teaching, np.ones(staff.size, dtype=bool),
             heads, support)  # fmt: skip
    concerned: np.ndarray = masks[public][people]
    return concerned


def _drawn(year: Year, found: Sessions) -> tuple[np.ndarray, np.ndarray]:
    """Return (session, person) of those who registered, each person once in a session."""
    rng, staff = year.sim.world.generator(f"training:people:{year.label}"), year.sim.staff
    roster, people = year.sim.roster, staff.active(year.opening)
    willing, place = _willing(year), roster.departement[staff.schools(year.opening)]
    rate = by_year(_FILLED, year.opening)
    counts = rng.poisson(found.seats * rate * np.where(found.held, 0.84, 0.5))
    pairs = []
    for public in range(len(_PUBLICS)):
        some = people[_concerned(year, public, people)]
        for where in range(-1, len(roster.codes)):
            group = np.flatnonzero((found.public == public) & (found.place == where))
            inside = some if where < 0 else some[place[some] == where]
            if not len(inside) or not len(group):
                continue
            session = np.repeat(group, np.minimum(counts[group], len(inside)))
            pairs.append((session, weighted(rng, inside, willing[inside], len(session))))
    every = np.concatenate([np.stack(pair) for pair in pairs], axis=1)
    unique = np.unique(every, axis=1)
    return unique[0], unique[1]


def formation_participations(year: Year) -> Table:
    """Return one row per session and person: registered, called, there, how long."""
    found, rng, staff = _sessions(year), year.rng, year.sim.staff
    session, person = _drawn(year, found)
    size = len(session)
    school = staff.schools(year.opening)[person]
    called = rng.random(size) < 0.955
    remote = found.mode[session] >= 2
    chances = np.where(remote, 0.8, 0.9) - 0.05 * year.sim.roster.mountain[school]
    there = called & found.held[session] & (rng.random(size) < chances)
    whole_of_it = rng.random(size) < 0.93
    hours = found.hours[session] * np.where(whole_of_it, 1, 0.5)
    return year.table(school, {
        "annee_scolaire": same(year.label, size),
        "id_session": _session_ids(year, session, found.size),
        "id_agent": staff.pick(person),
        "uai": year.uai(school),
        "inscrit": flags(np.ones(size, dtype=bool)),
        "convoque": flags(called),
        "present": flags(there),
        "heures_suivies": decimals(hours, 1, ~there | (rng.random(size) < 0.01)),
    })  # fmt: skip


_OPTIONS: Final = ("Enseignement en langue étrangère (DNL)", "Français langue seconde",
                   "Arts : cinéma et audiovisuel", "Arts : théâtre", "Arts : danse",
                   "Langue des signes française", "Langues et cultures de l'Antiquité")  # fmt: skip


@dataclass(frozen=True)
class _Board:
    """A certification: candidates a year, shares that come, are admissible (None: one step), pass.

    `ecoles`: for teachers of écoles only, of other schools only, for both (None).
    """

    candidates: int
    there: float
    admissible: float | None
    passes: float
    ecoles: bool | None


_BOARDS: Final = {
    "CAFFA": _Board(45, 0.88, 0.7, 0.55, False), "CAFIPEMF": _Board(60, 0.9, 0.68, 0.5, True),
    "CAPPEI": _Board(150, 0.94, 0.86, 0.78, None), "CPLDS": _Board(12, 0.9, None, 0.7, False),
    "CERTIFICATION_COMPLEMENTAIRE": _Board(180, 0.86, None, 0.62, None),
}  # fmt: skip


def certifications(year: Year) -> Table:
    """Return one row per candidate, certification and way; half of them went to a preparation."""
    found, rng, staff, roster = _sessions(year), year.rng, year.sim.staff, year.sim.roster
    session, person = _drawn(year, found)
    at = staff.schools(year.opening)
    teachers = staff.active(year.opening)
    teachers = teachers[staff.is_function("enseignant")[teachers]]
    ecole = roster.is_kind("ecole")[at]
    parts = []
    for rank, (code, board) in enumerate(_BOARDS.items()):
        some = teachers if board.ecoles is None else teachers[ecole[teachers] == board.ecoles]
        prepared = np.intersect1d(np.unique(person[found.certificate[session] == rank]), some)
        rest = np.setdiff1d(some, prepared)
        wave = 0.75 if year.opening == 2019 else 0.94 + 0.03 * (year.opening - 2020)
        wanted = max(1, min(scaled(year, round(board.candidates * wave)), len(some) // 3))
        first = rng.permutation(prepared)[: round(wanted * 0.55)]
        chosen = np.append(first, rng.permutation(rest)[: wanted - len(first)])
        size, ready = len(chosen), np.isin(chosen, prepared)
        there = rng.random(size) < board.there
        short = there & (rng.random(size) < (board.admissible or 1.0))
        passed = short & (rng.random(size) < np.minimum(board.passes + 0.12 * ready, 0.97))
        experience = (code == "CAPPEI") & (year.opening >= 2020) & (rng.random(size) < 0.22)
        parts.append((np.full(size, rank), chosen, experience, there, short, passed))
    kind, people, experience, there, short, passed = map(np.concatenate, zip(*parts, strict=True))
    school, size = at[people], len(people)
    one_step = np.isin(
        kind, [rank for rank, b in enumerate(_BOARDS.values()) if b.admissible is None]
    )
    return year.table(school, {
        "session": whole(np.full(size, year.session)),
        "type_certification": picks(_CERTIFICATES, kind),
        "certif_voie": picks(("examen", "VAEP"), experience),
        "id_agent": staff.pick(people),
        "uai": year.uai(school),
        "code_departement": picks(roster.codes, roster.departement[school]),
        "option_certification": picks(_OPTIONS, people % len(_OPTIONS), kind != 4),
        "sexe": picks(("F", "M"), ~staff.woman[people]),
        "inscrit": flags(np.ones(size, dtype=bool)),
        "present": flags(there),
        "admissible": flags(short, one_step),
        "admis": flags(passed),
    })  # fmt: skip
