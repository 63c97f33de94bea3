"""Digital uses: visits, certified skills, equipment.

What belongs here: `usages_numeriques`, `competences_numeriques`, `numerique_etablissement`. What
does not: agreements with local authorities (`cooperation`).
"""

from __future__ import annotations

import numpy as np

from orchestration.lib.rehearsal.levels import CODES, LEVEL, ranks
from orchestration.lib.rehearsal.rates import by_year
from orchestration.lib.rehearsal.tables import (
    Column,
    Table,
    Year,
    decimals,
    flags,
    picks,
    same,
    stacked,
    whole,
)

_SERVICES = ("ENT", "MESSAGERIE", "CAHIER_TEXTES", "GAR", "PIX", "PEARLTREES_RESSOURCES",
             "CLASSE_VIRTUELLE")  # fmt: skip
_PROFILES = ("eleve", "enseignant", "parent", "direction_vie_scolaire")
# Service, profile: visits per account and month, share of accounts that come; in écoles too.
_USES = (
    ("ENT", "eleve", 11.0, 0.78, True), ("ENT", "enseignant", 24.0, 0.9, True),
    ("ENT", "parent", 5.0, 0.55, True), ("ENT", "direction_vie_scolaire", 30.0, 0.95, False),
    ("MESSAGERIE", "eleve", 5.0, 0.5, False), ("MESSAGERIE", "parent", 3.0, 0.4, False),
    ("CAHIER_TEXTES", "eleve", 9.0, 0.6, False), ("GAR", "eleve", 2.0, 0.35, False),
    ("MESSAGERIE", "enseignant", 18.0, 0.85, True), ("GAR", "enseignant", 2.5, 0.3, False),
    ("CLASSE_VIRTUELLE", "eleve", 0.4, 0.08, False), ("CAHIER_TEXTES", "parent", 3.0, 0.35, False),
    ("PIX", "eleve", 1.2, 0.2, False), ("PEARLTREES_RESSOURCES", "eleve", 1.5, 0.15, False),
)  # fmt: skip
# September to July; July is open to the second degree only.
_MONTHS = (0.9, 1.0, 1.1, 0.85, 1.1, 0.8, 1.1, 0.75, 1.0, 0.8, 0.12)
_DEPLOYED = {2019: 0.24, 2020: 0.36, 2021: 0.42, 2022: 0.47, 2023: 0.52, 2024: 0.56, 2025: 0.6}
_INTENSITY = {2019: 1.0, 2020: 1.25, 2021: 1.05, 2022: 1.0, 2023: 1.02, 2024: 1.05, 2025: 1.06}


def _equipped(year: Year) -> np.ndarray:
    """Tell which schools have an ENT: all but a few after école, more écoles each year."""
    roster = year.sim.roster
    lasting = year.sim.world.generator("numerique:schools").random(roster.size)
    return lasting < np.where(
        roster.is_kind("ecole"), by_year(_DEPLOYED, year.opening),
        np.where(roster.private, 0.9, 0.985),
    )  # fmt: skip


def _accounts(year: Year, school: np.ndarray, profile: np.ndarray) -> np.ndarray:
    """Return the accounts of a profile in a school."""
    pupils = year.enrolment.totals[school]
    factors = np.array([1.0, 0.085, 1.7, 0.012])[profile]
    accounts: np.ndarray = np.maximum(1, np.round(pupils * factors)).astype(int)
    return accounts


def usages_numeriques(year: Year) -> Table:
    """Return one row per school, month, service and profile."""
    roster, rng = year.sim.roster, year.rng
    units = roster.units(year.opening)
    units = units[_equipped(year)[units] & (year.enrolment.totals[units] > 0)]
    ecole = roster.is_kind("ecole")[units]
    habit = np.exp(year.lasting("schools").normal(0, 0.3, roster.size))
    parts = []
    for tool, who, often, share, in_ecoles in _USES:
        chosen = units if in_ecoles else units[~ecole]
        for number, season in enumerate(_MONTHS):
            open_in = chosen if number < 10 else chosen[~roster.is_kind("ecole")[chosen]]
            size = len(open_in)
            parts.append((
                open_in, np.full(size, number), np.full(size, _SERVICES.index(tool)),
                np.full(size, _PROFILES.index(who)), np.full(size, often * season),
                np.full(size, share * min(1.0, season)),
            ))  # fmt: skip
    columns = stacked(parts)
    school, month, service, profile, visits, active = columns
    accounts = _accounts(year, school, profile)
    factor = habit[school] * by_year(_INTENSITY, year.opening)
    factor *= np.where(roster.is_kind("ecole")[school], 0.3, 1.0)
    # Schools closed in spring 2020: everybody came.
    spring = (month >= 6) & (month <= 8) & (year.opening == 2019)
    visitors = rng.binomial(accounts, np.clip(active * np.minimum(factor, 1.15), 0, 0.98))
    extra = rng.poisson(accounts * visits * factor * np.where(spring, 1.8, 1.0))
    total = np.where(visitors > 0, np.maximum(visitors, extra), 0)
    labels = [f"{year.opening + (m > 3)}-{(m + 8) % 12 + 1:02d}" for m in range(len(_MONTHS))]
    unknown = rng.random(len(school)) < 0.02
    return year.table(school, {
        "mois": picks(labels, month),
        "uai": year.uai(school),
        "service_num": picks(_SERVICES, service),
        "profil": picks(_PROFILES, profile),
        "nb_visites": whole(total),
        "nb_visiteurs_uniques": whole(visitors),
        "nb_comptes": whole(accounts),
        "duree_totale_minutes": decimals(total * rng.uniform(3, 9, len(school)), 1, unknown),
    })  # fmt: skip


_CERTIFIED = {2019: 0.35, 2020: 0.52, 2021: 0.66, 2022: 0.74, 2023: 0.79, 2024: 0.82, 2025: 0.84}


def competences_numeriques(year: Year) -> Table:
    """Return the certifications of pupils in 3e and in the last years of lycée."""
    roster, rng = year.sim.roster, year.rng
    concerned = np.zeros(len(CODES), dtype=bool)
    concerned[ranks("3EME", "TERM_G", "TERM_T", "TERM_PRO", "CAP2")] = True
    answering = ~roster.is_kind("erea") & (rng.random(roster.size) < 0.97)
    school, level = np.nonzero((year.enrolment.counts > 0) & concerned & answering[:, None])
    pupils = year.enrolment.counts[school, level]
    effect = year.lasting("schools").normal(0, 0.08, roster.size)[school]
    share = by_year(_CERTIFIED, year.opening) + effect - 0.08 * (level == LEVEL["CAP2"])
    entered = rng.binomial(pupils, np.clip(share + 0.12, 0.05, 0.99))
    passed = rng.binomial(entered, np.clip(share / (share + 0.12), 0.05, 0.99))
    return year.table(school, {
        "annee_scolaire": same(year.label, len(school)),
        "uai": year.uai(school),
        "niveau": picks(CODES, level),
        "nb_eleves_concernes": whole(pupils),
        "nb_inscrits": whole(entered),
        "nb_certifies": whole(passed),
    })  # fmt: skip


def numerique_etablissement(year: Year) -> Table:
    """Return the equipment of each school."""
    roster, rng = year.sim.roster, year.rng
    units = roster.units(year.opening)
    units = units[rng.random(len(units)) < 0.96]
    size, pupils = len(units), year.enrolment.totals[units]
    ecole = roster.is_kind("ecole")[units]
    ent = _equipped(year)[units]
    lasting = year.lasting("schools").random((roster.size, 5))[units]
    growth = 0.03 * (year.opening - 2019)
    per_pupil = np.where(ecole, 0.16, np.where(roster.is_kind("lycee")[units], 0.75, 0.42))
    devices = pupils * (per_pupil + growth) * (0.6 + 0.8 * lasting[:, 0])

    def share(column: int, young: float, old: float) -> Column:
        return flags(lasting[:, column] < np.where(ecole, young, old) + growth)

    unknown = rng.random(size) < 0.1
    return year.table(units, {
        "annee_scolaire": same(year.label, size),
        "uai": year.uai(units),
        "ent_deploye": flags(ent),
        "acces_parents_ent": flags(ent & (lasting[:, 1] < 0.85)),
        "nb_ressources_gar": whole(np.where(ecole, 0, rng.integers(0, 25, size))),
        "nb_ressources_produites": whole(rng.poisson(np.where(ecole, 0.5, 6))),
        "portail_documentaire": share(1, 0.02, 0.8),
        "budget_ressources_eur": decimals(pupils * rng.uniform(1, 9, size), 2, unknown),
        "haut_debit": share(2, 0.6, 0.85),
        "nb_terminaux_eleves": whole(np.round(devices)),
        "classe_virtuelle": share(3, 0.1, 0.5),
        "webradio": share(4, 0.04, 0.25),
        "convention_collectivite": share(0, 0.55, 0.8),
    })  # fmt: skip
