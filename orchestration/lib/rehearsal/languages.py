"""Languages, mobility and teaching in pairs.

What belongs here: `langues_dispositifs`, `mobilites`, `partenariats_etrangers`,
`co_intervention`. What does not: other partnerships (`cooperation`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.lib.rehearsal.levels import CODES, LEVEL, LYCEE_PRO, ranks
from orchestration.lib.rehearsal.rates import by_year
from orchestration.lib.rehearsal.tables import (
    JUNE_30,
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
    stacked,
    whole,
)

_LANGUAGES = ("ANGLAIS", "ALLEMAND", "ESPAGNOL", "ITALIEN", "CHINOIS")
_SCHEMES = ("SELO_EUROPEENNE", "DNL_HORS_SECTION", "BILANGUE", "SECTION_INTERNATIONALE",
            "SELO_ORIENTALE")  # fmt: skip
_SUBJECTS = ("SECTION", "TOUTES_DNL", "HISTOIRE_GEOGRAPHIE", "MATHEMATIQUES", "EPS")
# Scheme: language shares, levels, share of collèges then lycées with it, share of their pupils.
_OFFER = {
    "SELO_EUROPEENNE": ((70, 12, 14, 4, 0), ("4EME", "3EME", "2NDE_GT", "1ERE_G", "TERM_G"),
                        0.2, 0.62, 0.16),
    "DNL_HORS_SECTION": ((80, 8, 10, 2, 0), ("5EME", "4EME", "3EME", "2NDE_GT", "TERM_PRO"),
                         0.14, 0.3, 0.12),
    "BILANGUE": ((0, 75, 10, 15, 0), ("6EME",), 0.5, 0.0, 0.18),
    "SECTION_INTERNATIONALE": ((100, 0, 0, 0, 0), ("6EME", "5EME", "4EME", "3EME", "2NDE_GT"),
                               0.02, 0.04, 0.2),
    "SELO_ORIENTALE": ((0, 0, 0, 0, 100), ("2NDE_GT", "1ERE_G", "TERM_G"), 0.0, 0.05, 0.06),
}  # fmt: skip
_GROWTH = {2019: 0.85, 2022: 1.0, 2025: 1.12}
_WITH_DNL = ("SELO_EUROPEENNE", "DNL_HORS_SECTION", "SECTION_INTERNATIONALE", "SELO_ORIENTALE")


def _scheme_rows(year: Year, rank: int) -> list[tuple[np.ndarray, ...]]:
    """Return (school, level, scheme, language, subject, sex, pupils) of one scheme."""
    scheme = _SCHEMES[rank]
    languages, codes, in_college, in_lycee, share = _OFFER[scheme]
    roster, rng = year.sim.roster, year.sim.world.generator(f"langues:{scheme}:{year.label}")
    lasting = year.lasting(scheme)
    draw, language = lasting.random(roster.size), choose(lasting, languages, roster.size)
    size = lasting.uniform(0.6, 1.4, roster.size) * share
    wanted = np.where(roster.is_kind("college"), in_college, 0.0)
    wanted = np.where(roster.is_kind("lycee"), in_lycee, wanted)
    offering = draw < wanted * by_year(_GROWTH, year.opening)
    by_sex = year.enrolment.by_sex(year.sim.people)
    levels = np.zeros(len(CODES), dtype=bool)
    levels[ranks(*codes)] = True
    school, level, sex = np.nonzero((by_sex > 0) & offering[:, None, None] & levels[:, None])
    pupils = rng.binomial(by_sex[school, level, sex], np.clip(size[school], 0, 0.9))
    section = pupils if scheme != "DNL_HORS_SECTION" else np.zeros_like(pupils)
    taking = pupils if scheme == "DNL_HORS_SECTION" else rng.binomial(pupils, 0.85)
    taking = taking if scheme in _WITH_DNL else np.zeros_like(pupils)
    subject = 2 + lasting.integers(0, 3, roster.size)[school]
    other = 2 + (subject - 1) % 3
    rows: list[tuple[np.ndarray, ...]] = []
    for number, which in (
        (section, np.zeros_like(level)), (taking, np.ones_like(level)),
        (taking, subject), (rng.binomial(taking, 0.25), other),
    ):  # fmt: skip
        kept = np.flatnonzero(number)
        rows.append((
            school[kept], level[kept], np.full(len(kept), rank), language[school[kept]],
            which[kept], sex[kept], number[kept],
        ))  # fmt: skip
    return rows


def langues_dispositifs(year: Year) -> Table:
    """Return pupils by scheme: enrolled (SECTION), in any DNL (TOUTES_DNL), by subject."""
    parts = [row for rank in range(len(_SCHEMES)) for row in _scheme_rows(year, rank)]
    columns = stacked(parts)
    order = np.lexsort(tuple(columns[:6][::-1]))
    school, level, scheme, language, subject, sex, pupils = (c[order] for c in columns)
    return year.table(school, {
        "annee_scolaire": same(year.label, len(school)),
        "uai": year.uai(school),
        "niveau": picks(CODES, level),
        "dispositif": picks(_SCHEMES, scheme),
        "langue": picks(_LANGUAGES, language),
        "discipline_dnl": picks(_SUBJECTS, subject),
        "sexe": picks(("F", "M"), sex),
        "nb_eleves": whole(pupils),
    })  # fmt: skip


_COUNTRIES = ("ES", "DE", "IT", "GB", "IE", "PT", "PL", "RO", "US", "CA", "MA", "CZ")
_WEIGHTS = (24, 17, 16, 15, 7, 5, 4, 3, 3, 3, 2, 1)
_UNION = np.array([True, True, True, False, True, True, True, True, False, False, False, True])
_PROGRAMMES = ("ERASMUS_PLUS", "OFAJ", "PROGRAMME_BILATERAL", "CONVENTION_ACADEMIQUE",
               "VOYAGE_SCOLAIRE", "STAGE_PFMP")  # fmt: skip
# Borders were closed in 2020-2021, and half of 2019-2020 and 2021-2022 was lost.
_TRAVEL = {2019: 0.55, 2020: 0.06, 2021: 0.6, 2022: 0.95, 2023: 1.05, 2024: 1.12, 2025: 1.18}


def mobilites(year: Year) -> Table:
    """Return one row per group or single stay abroad, incoming ones and staff included."""
    roster, rng = year.sim.roster, year.rng
    units = roster.units(year.opening)
    rate = np.where(roster.is_kind("ecole")[units], 0.02, 2.6)
    rate = np.where(roster.is_kind("lycee")[units], 5.0, rate)
    rate = rate * np.exp(year.lasting("schools").normal(0, 0.5, roster.size))[units]
    group, _ = spread(rng.poisson(rate * by_year(_TRAVEL, year.opening)))
    school, size = units[group], len(group)
    single = rng.random(size) < np.where(roster.is_kind("lycee")[school], 0.4, 0.05)
    incoming = rng.random(size) < 0.18
    public = choose(rng, (86, 4, 10), size)
    people = np.where(single, 1, rng.integers(8, 52, size))
    people = np.where(public == 2, np.minimum(people, 6), people)
    girls = rng.binomial(people, 0.55)
    programme = choose(rng, (38, 5, 4, 6, 42, 5), size)
    country = choose(rng, _WEIGHTS, size)
    first = rng.integers(20, JUNE_30 - 20, size)
    virtual = choose(rng, (92, 5, 3), size)
    pro = roster.is_kind("lycee")[school] & (rng.random(size) < 0.4)
    level = np.where(pro, LEVEL["TERM_PRO"], LEVEL["1ERE_G"])
    level = np.where(roster.is_kind("college")[school], LEVEL["4EME"], level)
    level = np.where(roster.is_kind("ecole")[school], LEVEL["CM2"], level)
    unknown = rng.random(size) < 0.12
    return year.table(school, {
        "id_mobilite": identifiers(f"MB{year.sim.world.academie.code}-{year.opening}-",
                                   np.arange(size) + 1),
        "annee_scolaire": same(year.label, size),
        "uai": year.uai(school),
        "mob_sens": picks(("sortante", "entrante"), incoming),
        "mob_type": picks(("groupe", "individuelle"), single),
        "mob_public": picks(("eleve", "apprenti", "personnel"), public),
        "mob_programme": picks(_PROGRAMMES, programme),
        "mob_modalite": picks(("physique", "virtuelle", "hybride"), virtual),
        "pays": picks(_COUNTRIES, country),
        "date_debut": days(year.opening, first),
        "date_fin": days(year.opening, first + np.where(single, rng.integers(14, 40, size),
                                                        rng.integers(2, 9, size))),
        "niveau": picks(CODES, level, public == 2),
        "nb_participants": whole(people),
        "nb_filles": whole(girls, unknown),
        "nb_boursiers": whole(rng.binomial(people, 0.24), unknown | (public == 2)),
        "union_europeenne": flags(_UNION[country]),
    })  # fmt: skip


_LINKS = ("appariement", "convention", "etwinning", "erasmus_partenariat", "jumelage")


def partenariats_etrangers(year: Year) -> Table:
    """Return the links with schools abroad: each lives several years and keeps its number."""
    roster, lasting = year.sim.roster, year.lasting("links")
    units = np.flatnonzero(roster.is_kind("college", "lycee", "erea", "ecole"))
    rate = np.where(roster.is_kind("ecole")[units], 0.06, 2.4)
    group, _ = spread(lasting.poisson(rate))
    school, size = units[group], len(group)
    start = 2012 + lasting.integers(0, 14, size)
    term = lasting.integers(2, 11, size)
    day = lasting.integers(0, 200, size)
    kind, country = choose(lasting, (30, 12, 28, 24, 6), size), choose(lasting, _WEIGHTS, size)
    alive = (start <= year.opening) & (year.opening < start + term)
    alive &= roster.is_open(year.opening)[school]
    rows = np.flatnonzero(alive)
    open_ended = lasting.random(size)[rows] < 0.4
    began = np.array([np.datetime64(f"{2012 + y}-09-01", "D") for y in range(14)])
    ends = np.array([np.datetime64(f"{2012 + y}-08-31", "D") for y in range(26)])
    active = year.rng.random(len(rows)) < by_year(
        {2019: 0.7, 2020: 0.35, 2021: 0.6, 2022: 0.78, 2025: 0.85}, year.opening
    )
    return year.table(school[rows], {
        "id_partenariat": identifiers(f"PE{year.sim.world.academie.code}-", rows + 1),
        "annee_scolaire": same(year.label, len(rows)),
        "uai": year.uai(school[rows]),
        "etablissement_etranger": identifiers("Etablissement fictif n° ", rows + 1, 1),
        "pays": picks(_COUNTRIES, country[rows]),
        "parten_etranger_type": picks(_LINKS, kind[rows]),
        "date_debut": pa.array(began[start[rows] - 2012] + day[rows].astype("timedelta64[D]")),
        "date_fin": pa.array(ends[(start + term)[rows] - 2012], mask=open_ended),
        "actif": flags(active),
    })  # fmt: skip


_PAIRS = ("voie_pro_francais", "voie_pro_mathematiques", "interdisciplinaire", "dispositif_1d",
          "accompagnement_personnalise", "inclusion")  # fmt: skip
_DISCIPLINES = ("FRANCAIS", "MATHEMATIQUES", "ENSEIGNEMENT_PROFESSIONNEL", "HISTOIRE_GEOGRAPHIE",
                "SVT", "ANGLAIS", "POLYVALENCE", "COORDONNATEUR_ULIS")  # fmt: skip
_COUPLES = np.array([(2, 0), (2, 1), (3, 4), (6, 6), (0, 1), (5, 7)])


def co_intervention(year: Year) -> Table:
    """Return hours taught in pairs: set by law in lycées professionnels, chosen elsewhere."""
    roster, rng = year.sim.roster, year.rng
    school, level = np.nonzero(year.enrolment.counts)
    pupils = year.enrolment.counts[school, level]
    lasting = year.lasting("schools").random((roster.size, len(_PAIRS)))
    pro = np.isin(level, LYCEE_PRO)
    young = roster.is_kind("ecole")[school]
    growth = 0.01 * (year.opening - 2019)
    chances = np.stack([
        np.where(pro, 0.97, 0.0), np.where(pro, 0.95, 0.0),
        np.where(young | pro, 0.0, 0.16 + growth), np.where(young, 0.1 + growth, 0.0),
        np.where(young | pro, 0.0, 0.22 + growth), np.where(young, 0.03, 0.08 + growth),
    ], axis=1)  # fmt: skip
    keep = rng.random((len(school), len(_PAIRS))) < np.where(
        lasting[school] < np.minimum(chances * 2, 1), np.maximum(chances, 0.5) * (chances > 0), 0
    )
    row, kind = np.nonzero(keep)
    school, level, pupils = school[row], level[row], pupils[row]
    law, size = kind < 2, len(row)
    couple = _COUPLES[kind]
    hours = np.where(law, rng.integers(14, 30, size), rng.integers(6, 110, size) / 1.0)
    groups = np.maximum(1, pupils // 26)
    return year.table(school, {
        "annee_scolaire": same(year.label, size),
        "uai": year.uai(school),
        "niveau": picks(CODES, level),
        "cointerv_type": picks(_PAIRS, kind),
        "discipline_1": picks(_DISCIPLINES, couple[:, 0]),
        "discipline_2": picks(_DISCIPLINES, couple[:, 1]),
        "heures_annuelles": decimals(np.minimum(hours * groups, 990) + 0.5 * (hours % 2)),
        "nb_divisions": whole(groups),
        "nb_eleves": whole(pupils),
        "nb_enseignants": whole(groups + 1),
        "inscrite_projet": flags(law | (rng.random(size) < 0.55 + growth)),
    })  # fmt: skip
