"""Collèges: value added (IVAC) and social position index (IPS).

What belongs here: the two files with one line per collège and year. What does not: the brevet
by département (`dnb`).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from orchestration.lib.rehearsal import headers
from orchestration.lib.rehearsal.academie import capitals
from orchestration.lib.rehearsal.encode import Layout, csv_bytes, decimal
from orchestration.lib.rehearsal.events import closing_college
from orchestration.lib.rehearsal.model import Dirt, Draft, ratio_figures
from orchestration.lib.rehearsal.periods import opening, session
from orchestration.lib.rehearsal.schools import UAI_KEYS, School
from orchestration.lib.rehearsal.world import World, apportion, walk

_IVAC_NAME = "fr-en-indicateurs-valeur-ajoutee-colleges.csv"
_IPS_NAME = "fr-en-ips-colleges-ap2022.csv"
_IPS_FIRST_OPENING = 2022
_REMARK = "Remarque du service"


@dataclass(frozen=True)
class _College:
    """What stays true of a collège: value added (None: not computed) and level."""

    school: School
    values_added: tuple[int | None, ...]
    expected: float
    mark: float
    professional: bool


def _base_value_added(world: World, school: School) -> int | None:
    """Return the lasting value added: every sixth collège is too small to have one."""
    if school.rank % 6 == 3:
        return None
    size = world.stream(f"{_IVAC_NAME}:va:{school.uai}").randint(3, 7)
    good = school.rank % 2 == 1 and school.uai != closing_college(world)
    return size if good else -size


def _values_added(world: World, school: School) -> tuple[int | None, ...]:
    """Return the value added of each year.

    Signs last, except that in each département the first two collèges change places halfway:
    single values move, the share of positive ones does not jump.
    """
    rng = world.stream(f"{_IVAC_NAME}:noise:{school.uai}")
    base, halfway = _base_value_added(world, school), len(world.school_years) // 2
    values: list[int | None] = []
    for rank in range(len(world.school_years)):
        noise = rng.randint(-1, 1)
        if base is None:
            values.append(None)
        else:
            sign = -1 if school.rank in _swapping(world, school) and rank >= halfway else 1
            values.append(sign * (base + noise))
    return tuple(values)


def _swapping(world: World, school: School) -> tuple[int, ...]:
    inside = [s for s in world.of("college") if s.departement == school.departement]
    return (0, 1) if len(inside) > 1 else ()


def _colleges(world: World) -> list[_College]:
    result = []
    for school in world.of("college"):
        rng = world.stream(f"{_IVAC_NAME}:{school.uai}")
        result.append(
            _College(
                school,
                _values_added(world, school),
                89 + school.departement.level / 2 + rng.uniform(-2, 2),
                11 + rng.uniform(-1.2, 1.2),
                school.rank % 4 == 1,
            )
        )
    return result


def _ivac_results(college: _College, rank: int, size: int, rng: Random) -> list[str]:
    """Return the cells from 'Nb candidats G' to the last one."""
    added, candidates = college.values_added[rank], max(12, round(size * 0.23))
    rate = min(100, round(college.expected) + (added or 0))
    passed = round(candidates * rate / 100)
    fair, good, very_good, _ = apportion(passed, (25, 25, 25, 25))
    unknown = "ND" if college.school.rank == 3 else ""
    professional = ["", "", ""]
    share_g, share_p = "", ""
    if college.professional:
        professional = [str(rng.randint(5, 14)), decimal(rng.randint(60, 90)), ""]
        professional[2] = decimal(rng.uniform(6, 9))
        share_p = decimal(rng.randint(8, 14))
        share_g = decimal(97 - float(share_p))
    return [
        str(candidates), decimal(rate), unknown if added is None else decimal(added),
        *professional[:2], decimal(college.mark + (added or 0) / 10),
        unknown if added is None else decimal(added / 10), professional[2],
        decimal(rng.randint(86, 96)), decimal(97 if share_g else rng.randint(93, 100)), share_g,
        share_p, "", str(fair), str(good), str(very_good), str(fair + good + very_good),
    ]  # fmt: skip


def _ivac_row(world: World, college: _College, rank: int, year: str, rng: Random) -> list[str]:
    academie, school = world.academie, college.school
    departement = school.departement
    return [
        str(session(year)), school.uai, school.name, capitals(school.commune),
        academie.region_academique, capitals(academie.region_label), academie.code,
        capitals(academie.label), departement.short_code, capitals(departement.label),
        "PU" if school.public else "PR",
        *_ivac_results(college, rank, school.size_in(year, world.last), rng),
    ]  # fmt: skip


def ivac(world: World) -> Draft:
    """Return the value added of the collèges, in Windows-1252 as an agent saved it."""
    rng, layout = world.stream(_IVAC_NAME), Layout(encoding="cp1252", bom=False)
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    rows = []
    for college in _colleges(world):
        for rank, year in enumerate(world.school_years):
            if not college.school.is_open(year):
                continue
            rows.append(_ivac_row(world, college, rank, year, rng))
            added, key = college.values_added[rank], (year, college.school.departement.code)
            if added is not None:
                before = counts.get(key, (0, 0))
                counts[key] = (before[0] + (added > 0), before[1] + 1)
    rng.shuffle(rows)
    numbered = [[str(n), *row] for n, row in enumerate(rows, 1)]
    nd = {Dirt.ND} if any("ND" in row for row in rows) else set()
    return Draft(
        "ivac",
        _IVAC_NAME,
        csv_bytes(headers.IVAC, numbered, layout),
        layout.dirt | {Dirt.EMPTY_CELLS} | nd,
        school_years=world.school_years,
        rows=len(rows),
        figures=ratio_figures("1.1.1-o2", counts, world.academie),
    )


def _ips_years(world: World) -> tuple[str, ...]:
    """Return the rentrées since 2022, when this series starts (all of them in older worlds)."""
    recent = tuple(y for y in world.school_years if opening(y) >= _IPS_FIRST_OPENING)
    return recent or world.school_years


def _ips_rows(world: World, years: tuple[str, ...]) -> list[list[str]]:
    academie, rows = world.academie, []
    for school in (s for s in world.of("college") if s.contract):
        rng = world.stream(f"{_IPS_NAME}:{school.uai}")
        start = rng.uniform(80, 118) + (0 if school.public else 9)
        values = walk(rng, len(years), start, 0.8)
        for year, index in zip(years, values, strict=True):
            departement = school.departement
            row = [
                year, capitals(academie.label), departement.code, capitals(departement.label),
                school.uai, school.name, school.commune_code,
                capitals(school.commune).replace("-", " "),
                "public" if school.public else "privé sous contrat",
                decimal(school.size_in(year, world.last)), decimal(index),
                decimal(rng.uniform(24, 33)), "vu" if rng.random() < 0.2 else "",
            ]  # fmt: skip
            if school.is_open(year):
                rows.append(row)
    return rows


def _mistype(row: list[str]) -> None:
    letter = row[4][-1]
    row[4] = row[4][:-1] + UAI_KEYS[(UAI_KEYS.index(letter) + 1) % len(UAI_KEYS)]


def ips(world: World) -> Draft:
    """Return the IPS with a column of the service's own and one mistyped UAI."""
    years, layout = _ips_years(world), Layout(bom=False, delimiter=",", line_end="\n")
    rows = _ips_rows(world, years)
    world.stream(_IPS_NAME).shuffle(rows)
    _mistype(rows[len(rows) // 2])
    return Draft(
        "ips_colleges",
        _IPS_NAME,
        csv_bytes((*headers.IPS_COLLEGES, _REMARK), rows, layout),
        layout.dirt | {Dirt.EXTRA_COLUMN, Dirt.WRONG_UAI_LETTER, Dirt.EMPTY_CELLS},
        "accepte_avec_rejets",
        years,
        rows=len(rows),
        rejected=1,
        extra_columns=(_REMARK,),
    )
